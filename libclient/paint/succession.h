/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which renderer draws for a painter, and which one comes after it: the one that the application
 * wishes, or, when the device is lost, the next by rank. A wish is told from any thread and
 * followed on the painter's, between two batches; the surfaces go over to the new renderer.
 *
 *   the application's thread:  wish ─┐ wake                     ┌─ take_notice, if it failed
 *   the painter's:        batch ─────┴─▶ follow: make, open, swap ─▶ batch
 *
 * Owned by the painter. */

#pragma once

#include "paint/stage.h"

typedef struct _SumacSuccession SumacSuccession;

/* @name: a demanded plug-in, or NULL: the best one, which also draws where that can't be had, with
 * a notice. @renderer gets one that is not opened yet. NULL with SUMAC_ERROR_PLUGIN. @channel_name
 * is borrowed, for logs. */
SumacSuccession *sumac_succession_new (const char *channel_name,
                                       const char *name,
                                       SumacRenderer **renderer,
                                       GError **error);
void sumac_succession_free (SumacSuccession *succession);

/* Any thread; the painter is to be woken then. NULL: the best one that works here. */
void sumac_succession_wish_renderer (SumacSuccession *succession, const char *name);

/* The same of the share group in which its textures can be shown; NULL: in none. */
void sumac_succession_wish_share (SumacSuccession *succession, SumacGlShare *share);

/* Any thread. What draws now; to be freed. */
char *sumac_succession_dup_name (SumacSuccession *succession);

/* Any thread. A sentence for the user, to be freed, or NULL. */
char *sumac_succession_take_notice (SumacSuccession *succession);

/* The rest is the painter's thread's. First of all: if the renderer can't work here another one
 * draws; where it was demanded there is a notice. FALSE when none can. */
gboolean sumac_succession_open (SumacSuccession *succession, SumacStage *stage, GError **error);

/* Does what was wished since the last time; what can't be done is a notice, and nothing has
 * changed. TRUE if there was a wish. */
gboolean sumac_succession_follow (SumacSuccession *succession, SumacStage *stage);

/* The stage's renderer is lost: the next one by rank draws on what is left of the surfaces, and
 * all of them should be had again. FALSE with SUMAC_ERROR_LIMIT when there is no memory for
 * another one. */
gboolean sumac_succession_replace_lost (SumacSuccession *succession,
                                        SumacStage *stage,
                                        GError **error);
