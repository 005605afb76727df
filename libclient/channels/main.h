/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The main channel: what the session as a whole is told (main spec §1 to §3). */

#pragma once

#include "channels/channel.h"
#include "channels/main-wire.h"

typedef struct _SumacMainFacts SumacMainFacts;

/* What the server has said so far. A value: strings and lists are copies. */
struct _SumacMainFacts
{
  gboolean has_init;
  SumacMainInit init;
  guint32 supported_mouse_modes;
  guint32 mouse_mode;
  gboolean agent_connected;
  gboolean has_channels;
  SumacChannelList channels;
  char *name;   /* nullable */
  char *uuid;   /* nullable */
  char *notice; /* nullable: the latest text for the user, given only once */
};

SumacChannel *sumac_main_new (SumacHub *hub, void (*read) (gpointer channel), gpointer reader);

/* App. To be cleared. */
void sumac_main_take_facts (SumacChannel *channel, SumacMainFacts *facts);
void sumac_main_facts_clear (SumacMainFacts *facts);
