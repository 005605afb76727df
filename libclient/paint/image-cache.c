/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/image-cache.h"

#include "core/limits.h"
#include "core/thread.h"

/* How long all channels must be silent before a missing picture is given up. */
#define SILENCE_US (2 * G_USEC_PER_SEC)

typedef struct
{
  guint64 id;          /* first: the key of the table */
  SumacPixels *pixels; /* NULL: it is not to be had */
  gboolean is_lossy;
  guint count;
} Entry;

/* What channels may keep together beyond the budget: one that is ahead of another keeps already
 * what the server has made room for by pictures that the other is still to forget. It can't wait
 * for that: the other may need the room itself before it comes to forget them. */
#define GROWTH 4

struct _SumacImageCache
{
  gint64 budget; /* pixels */
  SumacLock lock;
  SumacCond changed;
  /* under lock: */
  GHashTable *entries;
  gint64 pixels;
  gint64 peak; /* of pixels */
  guint n_channels;
  guint n_idle; /* painters with nothing to do, or waiting here */
  gboolean is_cancelled;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  sumac_pixels_unref (entry->pixels);
  g_free (entry);
}

static gint64
count_pixels (const SumacPixels *pixels)
{
  return pixels ? (gint64) pixels->width * pixels->height : 0;
}

SumacImageCache *
sumac_image_cache_new (gint64 budget_pixels)
{
  SumacImageCache *cache = g_new0 (SumacImageCache, 1);

  cache->budget = budget_pixels;
  cache->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, entry_free);
  cache->n_channels = 1;
  sumac_lock_init (&cache->lock);
  sumac_cond_init (&cache->changed);
  return cache;
}

void
sumac_image_cache_free (SumacImageCache *cache)
{
  if (!cache)
    return;
  g_hash_table_unref (cache->entries);
  sumac_cond_clear (&cache->changed);
  sumac_lock_clear (&cache->lock);
  g_free (cache);
}

/* Under the lock. Gives back what the entry held, to be unreferenced outside. */
static SumacPixels *
swap_pixels (SumacImageCache *cache, Entry *entry, SumacPixels *pixels, gboolean is_lossy)
{
  SumacPixels *old = entry->pixels;

  cache->pixels += count_pixels (pixels) - count_pixels (old);
  cache->peak = MAX (cache->peak, cache->pixels);
  entry->pixels = sumac_pixels_ref (pixels);
  entry->is_lossy = is_lossy;
  return old;
}

static gint64
get_limit (const SumacImageCache *cache)
{
  return cache->n_channels > 1 ? cache->budget * GROWTH : cache->budget + cache->budget / 10;
}

static Entry *
add_entry (SumacImageCache *cache, guint64 id)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->id = id;
  entry->count = 1;
  g_hash_table_add (cache->entries, entry);
  return entry;
}

static gboolean
put_locked (SumacImageCache *cache,
            guint64 id,
            SumacPixels *pixels,
            gboolean is_lossy,
            SumacCacheMode mode,
            SumacPixels **old)
{
  Entry *entry = g_hash_table_lookup (cache->entries, &id);
  gint64 gone = entry ? count_pixels (entry->pixels) : 0;

  if (entry && entry->pixels && mode == SUMAC_CACHE_PUT)
    {
      entry->count++;
      return TRUE;
    }
  if (cache->pixels - gone + count_pixels (pixels) > get_limit (cache) ||
      (!entry && g_hash_table_size (cache->entries) == SUMAC_MAX_CACHED_IMAGES))
    return FALSE;
  if (!entry)
    entry = add_entry (cache, id);
  else if (mode == SUMAC_CACHE_PUT)
    entry->count++;
  *old = swap_pixels (cache, entry, pixels, is_lossy);
  return TRUE;
}

gboolean
sumac_image_cache_put (SumacImageCache *cache,
                       guint64 id,
                       SumacPixels *pixels,
                       gboolean is_lossy,
                       SumacCacheMode mode)
{
  g_autoptr (SumacPixels) old = NULL;
  gboolean is_kept;
  gboolean tell;

  sumac_lock (&cache->lock);
  is_kept = put_locked (cache, id, pixels, is_lossy, mode, &old);
  tell = cache->n_channels > 1;
  sumac_unlock (&cache->lock);
  if (tell)
    sumac_cond_broadcast (&cache->changed);
  return is_kept;
}

void
sumac_image_cache_miss (SumacImageCache *cache, guint64 id, SumacCacheMode mode)
{
  Entry *entry;

  sumac_lock (&cache->lock);
  entry = g_hash_table_lookup (cache->entries, &id);
  if (entry)
    entry->count += mode == SUMAC_CACHE_PUT;
  else if (g_hash_table_size (cache->entries) < SUMAC_MAX_CACHED_IMAGES)
    add_entry (cache, id);
  sumac_unlock (&cache->lock);
  sumac_cond_broadcast (&cache->changed);
}

/* Under the lock. A picture may still be on its way in another channel's socket when that
 * channel's painter looks idle: only a long silence of all of them ends the waiting. */
static gboolean
wait_for_others (SumacImageCache *cache)
{
  if (cache->is_cancelled || cache->n_channels < 2)
    return FALSE;
  if (cache->n_idle < cache->n_channels)
    {
      sumac_cond_wait (&cache->changed, &cache->lock);
      return TRUE;
    }
  return sumac_cond_wait_until (&cache->changed, &cache->lock, sumac_clock_us () + SILENCE_US);
}

SumacPixels *
sumac_image_cache_lookup (SumacImageCache *cache, guint64 id, gboolean lossless)
{
  SumacPixels *pixels = NULL;
  gboolean is_known;

  sumac_lock (&cache->lock);
  cache->n_idle++;
  do
    {
      Entry *entry = g_hash_table_lookup (cache->entries, &id);

      is_known = entry && !(lossless && entry->is_lossy);
      if (is_known && entry->pixels)
        pixels = sumac_pixels_ref (entry->pixels);
    }
  while (!is_known && wait_for_others (cache));
  cache->n_idle--;
  sumac_unlock (&cache->lock);
  return pixels;
}

void
sumac_image_cache_forget (SumacImageCache *cache, guint64 id)
{
  g_autoptr (SumacPixels) gone = NULL;

  sumac_lock (&cache->lock);

  Entry *entry = g_hash_table_lookup (cache->entries, &id);

  if (entry && --entry->count == 0)
    {
      gone = g_steal_pointer (&entry->pixels);
      cache->pixels -= count_pixels (gone);
      g_hash_table_remove (cache->entries, &id);
    }
  sumac_unlock (&cache->lock);
}

void
sumac_image_cache_forget_all (SumacImageCache *cache)
{
  GHashTable *gone;

  sumac_lock (&cache->lock);
  gone = cache->entries;
  cache->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, entry_free);
  cache->pixels = 0;
  sumac_unlock (&cache->lock);
  g_hash_table_unref (gone);
}

void
sumac_image_cache_set_channels (SumacImageCache *cache, guint n)
{
  sumac_lock (&cache->lock);
  cache->n_channels = n;
  sumac_unlock (&cache->lock);
  sumac_cond_broadcast (&cache->changed);
}

void
sumac_image_cache_set_idle (SumacImageCache *cache, gboolean is_idle)
{
  sumac_lock (&cache->lock);
  cache->n_idle += is_idle ? 1 : -1;
  sumac_unlock (&cache->lock);
  if (is_idle)
    sumac_cond_broadcast (&cache->changed);
}

void
sumac_image_cache_cancel (SumacImageCache *cache)
{
  sumac_lock (&cache->lock);
  cache->is_cancelled = TRUE;
  sumac_unlock (&cache->lock);
  sumac_cond_broadcast (&cache->changed);
}

gint64
sumac_image_cache_get_pixels (SumacImageCache *cache)
{
  gint64 pixels;

  sumac_lock (&cache->lock);
  pixels = cache->pixels;
  sumac_unlock (&cache->lock);
  return pixels;
}

gint64
sumac_image_cache_get_peak (SumacImageCache *cache)
{
  gint64 peak;

  sumac_lock (&cache->lock);
  peak = cache->peak;
  sumac_unlock (&cache->lock);
  return peak;
}
