/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "pipeline.h"

#include <gst/app/app.h>
#include <gst/video/video.h>

struct _Pipeline
{
  GstElement *whole; /* owns the elements */
  GstElement *source;
  PipelineCalls calls;
};

/* What makes decoders wait for more than they need; those that lack a property don't. */
/* clang-format off */
static const struct
{
  const char *property;
  const char *value;
} haste[] = {
  { "thread-type",       "slice" }, /* of libav: frame threads hold pictures back */
  { "max-display-delay", "0" },     /* of NVDEC */
  { "low-latency",       "true" },
  { "qos",               "false" },
};

/* clang-format on */

static gboolean
has_property (GstElement *element, const char *name)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (element), name) != NULL;
}

static void
hasten (GstElement *decoder)
{
  for (gsize i = 0; i < G_N_ELEMENTS (haste); i++)
    if (has_property (decoder, haste[i].property))
      gst_util_set_object_arg (G_OBJECT (decoder), haste[i].property, haste[i].value);

  /* Older ones of libav have no other way. */
  if (!has_property (decoder, "thread-type") && has_property (decoder, "max-threads"))
    gst_util_set_object_arg (G_OBJECT (decoder), "max-threads", "1");
}

/* From the elements */

static GstPadProbeReturn
on_frame (GstPad *pad G_GNUC_UNUSED, GstPadProbeInfo *info, gpointer data)
{
  Pipeline *pipeline = data;

  pipeline->calls.begins (pipeline->calls.data, GST_BUFFER_PTS (info->data));
  return GST_PAD_PROBE_OK;
}

/* Decoders may lay rows out as they like: pictures say how they lie. The sink itself has no
 * answer to this question. */
static GstPadProbeReturn
on_query (GstPad *pad G_GNUC_UNUSED, GstPadProbeInfo *info, gpointer data G_GNUC_UNUSED)
{
  GstQuery *query = info->data;

  if (GST_QUERY_TYPE (query) != GST_QUERY_ALLOCATION)
    return GST_PAD_PROBE_OK;
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  return GST_PAD_PROBE_HANDLED;
}

static void
on_idle (GstAppSrc *source G_GNUC_UNUSED, guint n_bytes G_GNUC_UNUSED, gpointer data)
{
  Pipeline *pipeline = data;

  pipeline->calls.idles (pipeline->calls.data);
}

static GstFlowReturn
on_sample (GstAppSink *sink, gpointer data)
{
  Pipeline *pipeline = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);

  if (sample)
    pipeline->calls.came_out (pipeline->calls.data, sample);
  return GST_FLOW_OK;
}

/* On whichever thread says it; nothing is left on the bus. */
static GstBusSyncReply
on_message (GstBus *bus G_GNUC_UNUSED, GstMessage *message, gpointer data)
{
  Pipeline *pipeline = data;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    {
      g_autoptr (GError) cause = NULL;

      gst_message_parse_error (message, &cause, NULL);
      pipeline->calls.broke (pipeline->calls.data, cause);
    }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

/* Building */

static GstElement *
add_element (Pipeline *pipeline, GstElement *element, GstElement *before)
{
  if (!element || !gst_bin_add (GST_BIN (pipeline->whole), element))
    return NULL;
  return !before || gst_element_link (before, element) ? element : NULL;
}

static GstElement *
make_source (Pipeline *pipeline, const SumacVideoFormat *format)
{
  GstElement *source = gst_element_factory_make ("appsrc", NULL);
  g_autoptr (GstCaps) caps = choice_caps (format);
  g_autoptr (GstPad) pad = source ? gst_element_get_static_pad (source, "src") : NULL;
  GstAppSrcCallbacks callbacks = { .need_data = on_idle };

  if (!source)
    return NULL;

  /* Live: some decoders then give pictures before they are sure of their order. */
  g_object_set (source, "caps", caps, "format", GST_FORMAT_TIME, "is-live", TRUE, "block",
                FALSE, "max-bytes", G_GUINT64_CONSTANT (0), NULL);
  gst_app_src_set_callbacks (GST_APP_SRC (source), &callbacks, pipeline, NULL);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_frame, pipeline, NULL);
  return source;
}

static GstElement *
make_sink (Pipeline *pipeline)
{
  GstElement *sink = gst_element_factory_make ("appsink", NULL);
  g_autoptr (GstCaps) caps = gst_caps_from_string ("video/x-raw");
  g_autoptr (GstPad) pad = sink ? gst_element_get_static_pad (sink, "sink") : NULL;
  GstAppSinkCallbacks callbacks = { .new_sample = on_sample };

  if (!sink)
    return NULL;
  g_object_set (sink, "caps", caps, "sync", FALSE, "async", FALSE, "qos", FALSE, "max-buffers",
                1, "enable-last-sample", FALSE, "wait-on-eos", FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, pipeline, NULL);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM, on_query, NULL, NULL);
  return sink;
}

static gboolean
build (Pipeline *pipeline, const Choice *choice, const SumacVideoFormat *format)
{
  GstElement *last = add_element (pipeline, make_source (pipeline, format), NULL);

  pipeline->source = last;
  if (last && choice->parser)
    last = add_element (pipeline, gst_element_factory_create (choice->parser, NULL), last);
  if (last)
    last = add_element (pipeline, gst_element_factory_create (choice->decoder, NULL), last);
  if (!last)
    return FALSE;
  hasten (last);
  return add_element (pipeline, make_sink (pipeline), last) != NULL;
}

Pipeline *
pipeline_new (const Choice *choice, const SumacVideoFormat *format, const PipelineCalls *calls)
{
  Pipeline *pipeline = g_new (Pipeline, 1);

  *pipeline = (Pipeline){ .whole = gst_pipeline_new (NULL), .calls = *calls };

  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline->whole);

  gst_bus_set_sync_handler (bus, on_message, pipeline, NULL);
  if (build (pipeline, choice, format) &&
      gst_element_set_state (pipeline->whole, GST_STATE_READY) == GST_STATE_CHANGE_SUCCESS)
    return pipeline;
  pipeline_free (pipeline);
  return NULL;
}

void
pipeline_free (Pipeline *pipeline)
{
  if (!pipeline)
    return;
  gst_element_set_state (pipeline->whole, GST_STATE_NULL);
  gst_object_unref (pipeline->whole);
  g_free (pipeline);
}

gboolean
pipeline_play (Pipeline *pipeline)
{
  return gst_element_set_state (pipeline->whole, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE;
}

void
pipeline_push (Pipeline *pipeline, const guint8 *bytes, gsize size, GstClockTime time)
{
  GstBuffer *buffer = gst_buffer_new_memdup (bytes, size);

  GST_BUFFER_PTS (buffer) = time;
  gst_app_src_push_buffer (GST_APP_SRC (pipeline->source), buffer);
}

guint64
pipeline_waiting_bytes (Pipeline *pipeline)
{
  return gst_app_src_get_current_level_bytes (GST_APP_SRC (pipeline->source));
}
