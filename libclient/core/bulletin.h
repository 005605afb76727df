/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Coalescing notices into the application's GMainContext. A notice is a slot owned by its
 * sender: posting it again before it was read does nothing, so that nothing piles up while
 * the application sleeps. What the notice is about lies with the sender, under the sender's
 * own lock; the reader fetches it there.
 *
 * Thread: post from any; everything else from the context's. */

#pragma once

#include <glib.h>

typedef struct _SumacBulletin SumacBulletin;
typedef struct _SumacNotice SumacNotice;

struct _SumacNotice
{
  /* Called on the context's thread; it may free the notice's owner and the bulletin. */
  void (*read) (gpointer owner);
  gpointer owner;
  /*< private, under the bulletin's lock >*/
  SumacNotice *next;
  gboolean is_posted;
};

/* @context: NULL for the default one. */
SumacBulletin *sumac_bulletin_new (GMainContext *context);

/* Nothing is read any more; others may still post. Also from inside a read function. */
void sumac_bulletin_silence (SumacBulletin *bulletin);

/* No other thread may still post. */
void sumac_bulletin_free (SumacBulletin *bulletin);

void sumac_bulletin_post (SumacBulletin *bulletin, SumacNotice *notice);

/* Forgets @notice; afterwards, if its sender is silent, its memory may go. */
void sumac_bulletin_retract (SumacBulletin *bulletin, SumacNotice *notice);
