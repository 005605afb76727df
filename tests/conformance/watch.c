/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "watch.h"

#include "channels/hub.h"
#include "core/thread.h"
#include "paint/departures.h"
#include "paint/painter.h"

#include "command.h"

#include <string.h>

#define NOBODY MAX_DISPLAYS

typedef struct
{
  gint64 since_us; /* 0: it waits for nothing */
  char what[96];
  guint64 serial; /* of the last message that it has carried out */
} Place;

static _Thread_local guint my_display = NOBODY;

static guint wished_cache;
static guint wished_window;

static SumacLock lock = PTHREAD_MUTEX_INITIALIZER; /* guards what follows */
static Place places[MAX_DISPLAYS + 1];
static WatchCounts counts;
static SumacHub *newest_hub;
static gboolean has_lost_display;
static GHashTable *bringers;     /* of the cache's pictures: id → display + 1 */
static GHashTable *glz_bringers; /* of the window's */

void
watch_set_sizes (guint cache_pixels, guint window_pixels)
{
  wished_cache = cache_pixels;
  wished_window = window_pixels;
}

guint
watch_get_display (void)
{
  return my_display;
}

void
watch_set_display (guint display)
{
  my_display = MIN (display, NOBODY);
}

/* --- who is where ---------------------------------------------------------------------- */

static gint64 G_GNUC_PRINTF (1, 2) enter (const char *format, ...)
{
  Place *place = &places[my_display];
  gint64 now = sumac_clock_us ();
  va_list args;

  va_start (args, format);
  sumac_lock (&lock);
  place->since_us = now;
  g_vsnprintf (place->what, sizeof place->what, format, args);
  sumac_unlock (&lock);
  va_end (args);
  return now;
}

/* With the lock held from now on. */
static void
leave_locked (gint64 since_us)
{
  sumac_lock (&lock);
  places[my_display].since_us = 0;
  counts.longest_us = MAX (counts.longest_us, sumac_clock_us () - since_us);
}

static void
bring (GHashTable **table, guint64 id)
{
  if (!*table)
    *table = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_hash_table_replace (*table, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (my_display + 1));
}

static gboolean
is_anothers (GHashTable *table, guint64 id)
{
  guint bringer = table ? GPOINTER_TO_UINT (g_hash_table_lookup (table, &id)) : 0;

  return bringer != 0 && bringer != my_display + 1;
}

void
watch_print (void)
{
  gint64 now = sumac_clock_us ();

  sumac_lock (&lock);
  for (guint i = 0; i < MAX_DISPLAYS; i++)
    if (places[i].since_us != 0)
      g_print ("display %u, at message %" G_GUINT64_FORMAT ", waits for %s, for %d ms\n", i,
               places[i].serial, places[i].what, (gint) ((now - places[i].since_us) / 1000));
    else if (places[i].serial != 0)
      g_print ("display %u, at message %" G_GUINT64_FORMAT ", waits for no other\n", i,
               places[i].serial);
  sumac_unlock (&lock);
}

void
watch_get_counts (WatchCounts *to)
{
  sumac_lock (&lock);
  *to = counts;
  sumac_unlock (&lock);
}

gboolean
watch_has_lost_display (void)
{
  gboolean has_lost;

  sumac_lock (&lock);
  has_lost = has_lost_display;
  sumac_unlock (&lock);
  return has_lost;
}

/* --- the linker's names ---------------------------------------------------------------- */

SumacHub *__real_sumac_hub_new (const SumacHubConfig *config);
SumacHub *__wrap_sumac_hub_new (const SumacHubConfig *config);

SumacHub *
__wrap_sumac_hub_new (const SumacHubConfig *config)
{
  SumacHub *hub = __real_sumac_hub_new (config);

  if (wished_cache > 0)
    {
      sumac_image_cache_free (hub->cache);
      hub->cache_pixels = wished_cache;
      hub->cache = sumac_image_cache_new (hub->cache_pixels);
    }
  if (wished_window > 0)
    {
      sumac_glz_window_free (hub->window);
      hub->glz_window_pixels = (gint32) wished_window;
      hub->window = sumac_glz_window_new (wished_window);
    }
  sumac_lock (&lock);
  newest_hub = hub;
  has_lost_display = FALSE;
  memset (places, 0, sizeof places);
  sumac_unlock (&lock);
  return hub;
}

void __real_sumac_hub_lose_display (SumacHub *hub);
void __wrap_sumac_hub_lose_display (SumacHub *hub);

void
__wrap_sumac_hub_lose_display (SumacHub *hub)
{
  sumac_lock (&lock);
  has_lost_display |= hub == newest_hub;
  sumac_unlock (&lock);
  __real_sumac_hub_lose_display (hub);
}

SumacPainter *__real_sumac_painter_new (const SumacPainterConfig *config, GError **error);
SumacPainter *__wrap_sumac_painter_new (const SumacPainterConfig *config, GError **error);

/* The renderer is made on this thread, within the call. */
SumacPainter *
__wrap_sumac_painter_new (const SumacPainterConfig *config, GError **error)
{
  watch_set_display (config->channel_id);
  return __real_sumac_painter_new (config, error);
}

void __real_sumac_progress_reach (SumacProgress *progress,
                                  guint8 type,
                                  guint8 id,
                                  guint64 serial);
void __wrap_sumac_progress_reach (SumacProgress *progress,
                                  guint8 type,
                                  guint8 id,
                                  guint64 serial);

void
__wrap_sumac_progress_reach (SumacProgress *progress, guint8 type, guint8 id, guint64 serial)
{
  sumac_lock (&lock);
  places[my_display].serial = serial;
  sumac_unlock (&lock);
  __real_sumac_progress_reach (progress, type, id, serial);
}

void __real_sumac_progress_wait (SumacProgress *progress, const SumacChannelWait *wait);
void __wrap_sumac_progress_wait (SumacProgress *progress, const SumacChannelWait *wait);

void
__wrap_sumac_progress_wait (SumacProgress *progress, const SumacChannelWait *wait)
{
  gint64 since =
      enter ("message %" G_GUINT64_FORMAT " of display %u", wait->serial, wait->channel_id);

  __real_sumac_progress_wait (progress, wait);
  leave_locked (since);
  sumac_unlock (&lock);
}

void __real_sumac_departures_expect (SumacDepartures *departures,
                                     guint64 serial,
                                     const SumacChannelWait *waits,
                                     guint n_waits);
void __wrap_sumac_departures_expect (SumacDepartures *departures,
                                     guint64 serial,
                                     const SumacChannelWait *waits,
                                     guint n_waits);

void
__wrap_sumac_departures_expect (SumacDepartures *departures,
                                guint64 serial,
                                const SumacChannelWait *waits,
                                guint n_waits)
{
  sumac_lock (&lock);
  counts.waits++;
  sumac_unlock (&lock);
  __real_sumac_departures_expect (departures, serial, waits, n_waits);
}

SumacPixels *__real_sumac_image_cache_lookup (SumacImageCache *cache,
                                              guint64 id,
                                              gboolean lossless);
SumacPixels *__wrap_sumac_image_cache_lookup (SumacImageCache *cache,
                                              guint64 id,
                                              gboolean lossless);

SumacPixels *
__wrap_sumac_image_cache_lookup (SumacImageCache *cache, guint64 id, gboolean lossless)
{
  gint64 since = enter ("picture %" G_GINT64_MODIFIER "x of the cache", id);
  SumacPixels *pixels = __real_sumac_image_cache_lookup (cache, id, lossless);

  leave_locked (since);
  counts.missing += !pixels;
  counts.shared += pixels && is_anothers (bringers, id);
  sumac_unlock (&lock);
  return pixels;
}

gboolean __real_sumac_image_cache_put (SumacImageCache *cache,
                                       guint64 id,
                                       SumacPixels *pixels,
                                       gboolean is_lossy,
                                       SumacCacheMode mode);
gboolean __wrap_sumac_image_cache_put (SumacImageCache *cache,
                                       guint64 id,
                                       SumacPixels *pixels,
                                       gboolean is_lossy,
                                       SumacCacheMode mode);

gboolean
__wrap_sumac_image_cache_put (SumacImageCache *cache,
                              guint64 id,
                              SumacPixels *pixels,
                              gboolean is_lossy,
                              SumacCacheMode mode)
{
  gint64 since = enter ("room in the cache for picture %" G_GINT64_MODIFIER "x", id);
  gboolean is_kept = __real_sumac_image_cache_put (cache, id, pixels, is_lossy, mode);

  leave_locked (since);
  counts.refused += !is_kept;
  bring (&bringers, id);
  sumac_unlock (&lock);
  return is_kept;
}

void __real_sumac_image_cache_forget (SumacImageCache *cache, guint64 id);
void __wrap_sumac_image_cache_forget (SumacImageCache *cache, guint64 id);

void
__wrap_sumac_image_cache_forget (SumacImageCache *cache, guint64 id)
{
  __real_sumac_image_cache_forget (cache, id);
  sumac_lock (&lock);
  counts.forgotten++;
  sumac_unlock (&lock);
}

SumacGlzPictures __real_sumac_glz_window_pictures (SumacGlzWindow *window);
SumacGlzPictures __wrap_sumac_glz_window_pictures (SumacGlzWindow *window);

static SumacPixels *
look (gpointer window, guint64 id, GError **error)
{
  gint64 since = enter ("picture %" G_GUINT64_FORMAT " of the GLZ window", id);
  SumacPixels *pixels = __real_sumac_glz_window_pictures (window).look (window, id, error);

  leave_locked (since);
  counts.glz_lost += !pixels;
  counts.glz += pixels && is_anothers (glz_bringers, id);
  sumac_unlock (&lock);
  return pixels;
}

static gboolean
enter_window (gpointer window,
              guint64 id,
              guint32 head_distance,
              SumacPixels *pixels,
              GError **error)
{
  gint64 since = enter ("room in the GLZ window for picture %" G_GUINT64_FORMAT, id);
  gboolean is_in = __real_sumac_glz_window_pictures (window).enter (window, id, head_distance,
                                                                    pixels, error);

  leave_locked (since);
  counts.glz_lost += !is_in;
  bring (&glz_bringers, id);
  sumac_unlock (&lock);
  return is_in;
}

SumacGlzPictures
__wrap_sumac_glz_window_pictures (SumacGlzWindow *window)
{
  return (SumacGlzPictures){ .look = look, .enter = enter_window, .window = window };
}
