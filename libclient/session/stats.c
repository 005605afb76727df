/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "session/stats.h"

#include "channels/display.h"

#include <spice/enums.h>

static void
add (GVariantBuilder *builder, const char *key, guint64 value)
{
  g_variant_builder_add (builder, "{sv}", key, g_variant_new_uint64 (value));
}

/* The same for all displays: the most pixels that were kept, and how many the server may count
 * on. */
static void
add_shared (GVariantBuilder *builder, SumacHub *hub)
{
  add (builder, "cache-pixels-peak", (guint64) sumac_image_cache_get_peak (hub->cache));
  add (builder, "cache-pixels-announced", (guint64) hub->cache_pixels);
  add (builder, "glz-pixels-peak", sumac_glz_window_get_peak (hub->window));
  add (builder, "glz-pixels-announced", (guint64) hub->glz_window_pixels);
}

static void
add_display (GVariantBuilder *builder, SumacChannel *channel)
{
  SumacPaintCounts counts;
  g_autofree char *renderer = sumac_display_channel_dup_renderer (channel);

  if (!renderer || !sumac_display_channel_get_counts (channel, &counts))
    return;
  g_variant_builder_add (builder, "{sv}", "renderer", g_variant_new_string (renderer));
  add (builder, "ops-renderer", counts.ops_by_renderer);
  add (builder, "ops-rasteriser", counts.ops_by_rasteriser);
  add (builder, "ops-covered", counts.ops_covered);
  add (builder, "ops-not-drawn", counts.ops_not_drawn);
  add (builder, "images-failed", counts.images_failed);
  add (builder, "frames", counts.frames);
  add (builder, "decode-us", counts.decode_us);
  add (builder, "paint-us", counts.paint_us);
  add_shared (builder, channel->hub);
}

static void
add_times (GVariantBuilder *builder,
           const SumacDurations *durations,
           const char *median,
           const char *most)
{
  add (builder, median, sumac_durations_get (durations, 50));
  add (builder, most, sumac_durations_get (durations, 90));
}

/* Only where there was video. */
static void
add_video (GVariantBuilder *builder, SumacChannel *channel)
{
  SumacVideoCounts counts;
  g_autofree char *decoders = sumac_display_channel_get_video (channel, &counts);

  if (counts.frames == 0 && counts.streams == 0)
    return;
  g_variant_builder_add (builder, "{sv}", "video-decoders",
                         g_variant_new_string (decoders ? decoders : ""));
  add (builder, "video-streams", counts.streams);
  add (builder, "video-streams-refused", counts.streams_refused);
  add (builder, "video-frames", counts.frames);
  add (builder, "video-decoded", counts.frames_decoded);
  add (builder, "video-shown", counts.frames_shown);
  add (builder, "video-renderer", counts.frames_by_renderer);
  add (builder, "video-rasteriser", counts.frames_by_rasteriser);
  add (builder, "video-dropped", counts.frames_dropped);
  add (builder, "video-broken", counts.frames_broken);
  add (builder, "video-reports", counts.reports);
  add_times (builder, &counts.decoding, "video-decode-us", "video-decode-us-90");
  add_times (builder, &counts.showing, "video-show-us", "video-show-us-90");
}

static void
add_channel (GVariantBuilder *list, SumacChannel *channel)
{
  SumacChannelCounts counts;

  sumac_channel_get_counts (channel, &counts);
  g_variant_builder_open (list, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (list, "{sv}", "name", g_variant_new_string (channel->name));
  add (list, "messages-in", counts.messages_in);
  add (list, "messages-out", counts.messages_out);
  add (list, "bytes-in", counts.bytes_in);
  add (list, "bytes-out", counts.bytes_out);
  add (list, "unknown-messages", counts.unknown);
  if (channel->klass->type == SPICE_CHANNEL_DISPLAY)
    {
      add_display (list, channel);
      add_video (list, channel);
    }
  g_variant_builder_close (list);
}

GVariant *
sumac_stats_collect (GPtrArray *channels)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; channels && i < channels->len; i++)
    add_channel (&list, channels->pdata[i]);
  return g_variant_ref_sink (g_variant_builder_end (&list));
}
