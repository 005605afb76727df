/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "choice.h"

#include <glib/gi18n-lib.h>
#include <sumac/error.h>

/* clang-format off */
static const struct
{
  const char *title;
  const char *caps; /* servers send a frame as one access unit */
} codecs[SUMAC_N_VIDEO_CODECS + 1] = {
  [SUMAC_VIDEO_MJPEG] = { "Motion JPEG", "image/jpeg,parsed=true" },
  [SUMAC_VIDEO_VP8]   = { "VP8",         "video/x-vp8" },
  [SUMAC_VIDEO_H264]  = { "H.264",       "video/x-h264,stream-format=byte-stream,alignment=au" },
  [SUMAC_VIDEO_VP9]   = { "VP9",         "video/x-vp9" },
  [SUMAC_VIDEO_H265]  = { "H.265",       "video/x-h265,stream-format=byte-stream,alignment=au" },
};

/* clang-format on */

gboolean
choice_start_gstreamer (GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (gst_init_check (NULL, NULL, &cause))
    return TRUE;
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN, _ ("GStreamer does not start: %s"),
               cause ? cause->message : "?");
  return FALSE;
}

const char *
choice_codec_title (SumacVideoCodec codec)
{
  const char *title = (guint) codec < G_N_ELEMENTS (codecs) ? codecs[codec].title : NULL;

  return title ? title : "?";
}

GstCaps *
choice_caps (const SumacVideoFormat *format)
{
  if ((guint) format->codec >= G_N_ELEMENTS (codecs) || !codecs[format->codec].caps)
    return NULL;

  GstCaps *caps = gst_caps_from_string (codecs[format->codec].caps);

  if (format->width > 0 && format->height > 0)
    gst_caps_set_simple (caps, "width", G_TYPE_INT, format->width, "height", G_TYPE_INT,
                         format->height, NULL);
  return caps;
}

static void
free_choice (gpointer data)
{
  Choice *choice = data;

  gst_object_unref (choice->decoder);
  if (choice->parser)
    gst_object_unref (choice->parser);
  g_free (choice);
}

static gint
compare_ranks (gconstpointer a, gconstpointer b)
{
  return gst_plugin_feature_rank_compare_func (a, b);
}

/* Elements of a kind that take some of @caps, best rank first; yours. */
static GList *
find_elements (GstElementFactoryListType kind, const GstCaps *caps)
{
  GList *all = gst_element_factory_list_get_elements (kind, GST_RANK_MARGINAL);
  GList *list = gst_element_factory_list_filter (all, caps, GST_PAD_SINK, FALSE);

  gst_plugin_feature_list_free (all);
  return g_list_sort (list, compare_ranks);
}

static void
add_choice (GPtrArray *choices, GstElementFactory *decoder, GList *parsers, GstCaps *caps)
{
  gboolean takes_all = gst_element_factory_can_sink_all_caps (decoder, caps);

  if (!takes_all && !parsers)
    return;

  Choice *choice = g_new (Choice, 1);

  *choice = (Choice){
    .decoder = gst_object_ref (decoder),
    .parser = takes_all ? NULL : gst_object_ref (parsers->data),
    .is_hardware =
        gst_element_factory_list_is_type (decoder, GST_ELEMENT_FACTORY_TYPE_HARDWARE),
  };
  g_ptr_array_add (choices, choice);
}

GPtrArray *
choice_list (const SumacVideoFormat *format)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func (free_choice);
  g_autoptr (GstCaps) caps = choice_caps (format);
  g_autoptr (GstCaps) pixels = gst_caps_from_string ("video/x-raw");

  if (!caps)
    return choices;

  /* Some decode nothing but a film with a second one of alpha. */
  g_autoptr (GstCaps) opaque = gst_caps_copy (caps);

  gst_caps_set_simple (opaque, "codec-alpha", G_TYPE_BOOLEAN, FALSE, NULL);

  /* A decoder of JPEG counts as one of images. */
  GList *decoders =
      find_elements (GST_ELEMENT_FACTORY_TYPE_DECODER | GST_ELEMENT_FACTORY_TYPE_MEDIA_VIDEO |
                         GST_ELEMENT_FACTORY_TYPE_MEDIA_IMAGE,
                     opaque);
  GList *parsers = find_elements (GST_ELEMENT_FACTORY_TYPE_PARSER, caps);

  for (GList *l = decoders; l; l = l->next)
    if (gst_element_factory_can_src_any_caps (l->data, pixels))
      add_choice (choices, l->data, parsers, caps);
  gst_plugin_feature_list_free (decoders);
  gst_plugin_feature_list_free (parsers);
  return choices;
}
