/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How far each channel of a session has come, for WAIT_FOR_CHANNELS: the serial of the last
 * message whose effects are there. A display channel's progress is its painter's.
 * Thread: any, one leaf lock. */

#pragma once

#include "paint/command.h"

typedef struct _SumacProgress SumacProgress;

SumacProgress *sumac_progress_new (void);
void sumac_progress_free (SumacProgress *progress);

/* A channel begins, or ends: those who wait for it wait no more. */
void sumac_progress_add (SumacProgress *progress, guint8 type, guint8 id);
void sumac_progress_remove (SumacProgress *progress, guint8 type, guint8 id);

/* Messages up to @serial have been handled. */
void sumac_progress_reach (SumacProgress *progress, guint8 type, guint8 id, guint64 serial);

/* Whether nobody need wait for it, or any longer. */
gboolean sumac_progress_is_over (SumacProgress *progress, const SumacChannelWait *wait);

/* Returns when @wait is over: reached, the channel is not there, or cancelled. */
void sumac_progress_wait (SumacProgress *progress, const SumacChannelWait *wait);

/* Ends all waits, for good. */
void sumac_progress_cancel (SumacProgress *progress);
