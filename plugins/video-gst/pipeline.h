/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Elements of GStreamer in a row: frames go in, pictures come out, as soon as they can.
 * Thread: one that makes it, plays, pushes and frees; the callbacks are on the elements'. */

#pragma once

#include "choice.h"

typedef struct _Pipeline Pipeline;
typedef struct _PipelineCalls PipelineCalls;

/* Who hears of what happens inside. */
struct _PipelineCalls
{
  /* The frame with that time is given to the decoder now, by this thread. */
  void (*begins) (gpointer data, GstClockTime time);
  /* The thread that gives frames has none to give. */
  void (*idles) (gpointer data);
  void (*came_out) (gpointer data, GstSample *sample);
  void (*broke) (gpointer data, const GError *error);
  gpointer data;
};

/* NULL when elements are missing or don't get ready. @calls is copied. */
Pipeline *pipeline_new (const Choice *choice,
                        const SumacVideoFormat *format,
                        const PipelineCalls *calls);

/* Ends its threads. */
void pipeline_free (Pipeline *pipeline);

gboolean pipeline_play (Pipeline *pipeline);
void pipeline_push (Pipeline *pipeline, const guint8 *bytes, gsize size, GstClockTime time);

/* Bytes that no element has begun with. */
guint64 pipeline_waiting_bytes (Pipeline *pipeline);
