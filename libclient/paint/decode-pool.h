/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Threads that decode pictures ahead of the painters: min(cores, 4), one set a process.
 * A job nobody has begun when its painter comes to it is done by the painter itself, so a
 * busy pool never slows anybody down.
 *
 * Thread: post, finish from the painter that owns the job. */

#pragma once

#include "codec/image.h"

typedef struct _SumacDecodeJob SumacDecodeJob;

typedef enum
{
  SUMAC_JOB_NONE, /* not posted, or finished */
  SUMAC_JOB_WAITING,
  SUMAC_JOB_RUNNING,
  SUMAC_JOB_DONE,
} SumacJobState;

struct _SumacDecodeJob
{
  const SumacEncodedImage *image; /* borrowed until finish */
  /*< private, under the pool's lock >*/
  SumacJobState state;
  SumacDecodeJob *next;
  SumacDecodeJob *previous;
  SumacPixels *pixels;
  GError *error;
};

/* Begins, and gives the pool back; the threads end with the last user. */
void sumac_decode_pool_take (void);
void sumac_decode_pool_give (void);

/* @job must stay where it is until finish. */
void sumac_decode_pool_post (SumacDecodeJob *job, const SumacEncodedImage *image);

/* The picture, or NULL with an error; waits, or decodes here. A job that was finished before
 * gives NULL without one. */
SumacPixels *sumac_decode_pool_finish (SumacDecodeJob *job, GError **error);
