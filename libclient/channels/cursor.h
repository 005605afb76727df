/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The cursor channel: the guest's pointer on the display channel of the same id (channels
 * spec §3). */

#pragma once

#include "channels/channel.h"

#include <sumac/cursor.h>

typedef struct
{
  SumacCursor *shape; /* nullable: none */
  gboolean is_visible;
  gint x; /* on the surface; only of use in server mouse mode */
  gint y;
} SumacPointer;

SumacChannel *sumac_cursor_channel_new (SumacHub *hub,
                                        guint8 id,
                                        void (*read) (gpointer channel),
                                        gpointer reader);

/* App. The shape is a new reference. */
void sumac_cursor_channel_get_pointer (SumacChannel *channel, SumacPointer *pointer);
