/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The channels of one connection: what a session throws away and makes anew when it is
 * opened again. Closing returns at once: a thread of its own joins the channels and frees
 * what they shared. Thread: the application's. */

#pragma once

#include "channels/channel.h"
#include "channels/main-wire.h"

typedef struct _SumacConnection SumacConnection;

struct _SumacConnection
{
  SumacHub *hub;
  SumacChannel *main;
  GPtrArray *channels; /* of SumacChannel, main first */
};

/* Starts with the main channel. @read is called with a channel whose ->reader is @reader.
 * NULL with SUMAC_ERROR_LIMIT. */
SumacConnection *sumac_connection_new (const SumacHubConfig *config,
                                       void (*read) (gpointer channel),
                                       gpointer reader,
                                       GError **error);

/* Starts every channel of @list that we know. */
void sumac_connection_add (SumacConnection *connection, const SumacChannelList *list);

/* The first channel of that type and id, or NULL. */
SumacChannel *sumac_connection_find (SumacConnection *connection, guint8 type, guint8 id);

/* Every display is drawn by that plug-in from now on; NULL: by the best one. */
void sumac_connection_set_renderer (SumacConnection *connection, const char *name);

/* TRUE when every channel has ended. */
gboolean sumac_connection_is_over (SumacConnection *connection);

/* Nothing is read any more, everything ends. Takes @connection. */
void sumac_connection_close (SumacConnection *connection);
