/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The inputs channel: keys, motion, buttons to the guest, lock lights back (channels spec
 * §4). Commands come through the mailbox and leave at once. */

#pragma once

#include "channels/channel.h"

typedef struct _SumacInputsCommand SumacInputsCommand;

typedef enum
{
  SUMAC_INPUTS_KEY, /* one key, down or up */
  SUMAC_INPUTS_RUN, /* bytes that belong together: a tap, a chord */
  SUMAC_INPUTS_MOTION,
  SUMAC_INPUTS_POSITION,
  SUMAC_INPUTS_PRESS,
  SUMAC_INPUTS_RELEASE,
  SUMAC_INPUTS_LOCKS,
} SumacInputsKind;

#define SUMAC_INPUTS_MAX_BYTES 40

/* A value of at most 64 bytes. */
struct _SumacInputsCommand
{
  SumacInputsKind kind;
  guint16 buttons; /* MOTION … RELEASE: the state of all buttons */

  union
  {
    struct
    {
      gboolean down;
      guint n_bytes;
      guint8 bytes[SUMAC_INPUTS_MAX_BYTES];
    } key; /* KEY, RUN */

    struct
    {
      gint32 dx;
      gint32 dy;
    } motion;

    struct
    {
      guint32 x;
      guint32 y;
      guint8 display;
    } position;

    guint8 button; /* PRESS, RELEASE */
    guint16 locks;
  } u;
};

SumacChannel *sumac_inputs_channel_new (SumacHub *hub,
                                        void (*read) (gpointer channel),
                                        gpointer reader);

/* App. FALSE before the guest has told its lock lights. */
gboolean sumac_inputs_channel_get_locks (SumacChannel *channel, guint16 *locks);
