/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Palettes and the cache of them that a display channel keeps by their unique ids (codecs
 * spec §1). A palette is immutable and reference counted (atomic); the cache belongs to the
 * thread that parses. */

#pragma once

#include "core/reader.h"

typedef struct _SumacPalette SumacPalette;
typedef struct _SumacPaletteCache SumacPaletteCache;

struct _SumacPalette
{
  guint64 unique;
  guint n_entries;      /* 0 … 256: those that can be addressed */
  guint32 entries[256]; /* 0x00RRGGBB, or raw 16-bit pixels; zero from n_entries on */
  gint ref_count;       /* atomic */
};

/* Reads {u64 unique, u16 n, n × u32}. NULL with SUMAC_ERROR_PROTOCOL. */
SumacPalette *sumac_palette_parse (SumacReader *reader, GError **error);
SumacPalette *sumac_palette_ref (SumacPalette *palette);
void sumac_palette_unref (SumacPalette *palette);

/* Bounded by SUMAC_MAX_PALETTES: what was not put or looked up for the longest time goes first.
 * The server keeps half as many, in the same order, so none that it names is missing. What it
 * says of those that it forgets is not needed, and can't be trusted: the word may come after
 * the palette has been sent again. */
SumacPaletteCache *sumac_palette_cache_new (void);
void sumac_palette_cache_free (SumacPaletteCache *cache);
void sumac_palette_cache_put (SumacPaletteCache *cache, SumacPalette *palette);

/* A new reference, or NULL. */
SumacPalette *sumac_palette_cache_lookup (SumacPaletteCache *cache, guint64 unique);
void sumac_palette_cache_clear (SumacPaletteCache *cache);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SumacPalette, sumac_palette_unref)
