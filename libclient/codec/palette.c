/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "codec/palette.h"

#include "core/limits.h"

#include <sumac/error.h>

struct _SumacPaletteCache
{
  GQueue palettes; /* the next to go is first; a guest uses a handful */
};

SumacPalette *
sumac_palette_parse (SumacReader *reader, GError **error)
{
  guint64 unique = sumac_read_u64 (reader);
  guint16 n = sumac_read_u16 (reader);

  if (!sumac_reader_has (reader, n, 4))
    {
      sumac_reader_fail (reader, "palette", error);
      return NULL;
    }

  SumacPalette *palette = g_new0 (SumacPalette, 1);

  palette->ref_count = 1;
  palette->unique = unique;
  /* Entries that no index can address are read over. */
  palette->n_entries = MIN (n, SUMAC_MAX_PALETTE);
  for (guint i = 0; i < palette->n_entries; i++)
    palette->entries[i] = sumac_read_u32 (reader);
  sumac_read_bytes (reader, (gsize) (n - palette->n_entries) * 4);
  return palette;
}

SumacPalette *
sumac_palette_ref (SumacPalette *palette)
{
  __atomic_fetch_add (&palette->ref_count, 1, __ATOMIC_RELAXED);
  return palette;
}

void
sumac_palette_unref (SumacPalette *palette)
{
  if (palette && __atomic_fetch_sub (&palette->ref_count, 1, __ATOMIC_ACQ_REL) == 1)
    g_free (palette);
}

SumacPaletteCache *
sumac_palette_cache_new (void)
{
  return g_new0 (SumacPaletteCache, 1);
}

void
sumac_palette_cache_clear (SumacPaletteCache *cache)
{
  SumacPalette *palette;

  while ((palette = g_queue_pop_head (&cache->palettes)))
    sumac_palette_unref (palette);
}

void
sumac_palette_cache_free (SumacPaletteCache *cache)
{
  if (!cache)
    return;
  sumac_palette_cache_clear (cache);
  g_free (cache);
}

static GList *
find (SumacPaletteCache *cache, guint64 unique)
{
  for (GList *l = cache->palettes.head; l; l = l->next)
    {
      SumacPalette *palette = l->data;

      if (palette->unique == unique)
        return l;
    }
  return NULL;
}

void
sumac_palette_cache_put (SumacPaletteCache *cache, SumacPalette *palette)
{
  GList *l = find (cache, palette->unique);

  if (l)
    {
      sumac_palette_unref (l->data);
      g_queue_delete_link (&cache->palettes, l);
    }
  g_queue_push_tail (&cache->palettes, sumac_palette_ref (palette));
  if (cache->palettes.length > SUMAC_MAX_PALETTES)
    sumac_palette_unref (g_queue_pop_head (&cache->palettes));
}

SumacPalette *
sumac_palette_cache_lookup (SumacPaletteCache *cache, guint64 unique)
{
  GList *l = find (cache, unique);

  if (!l)
    return NULL;
  g_queue_unlink (&cache->palettes, l);
  g_queue_push_tail_link (&cache->palettes, l);
  return sumac_palette_ref (l->data);
}
