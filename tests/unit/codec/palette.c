/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "codec/palette.h"
#include "core/limits.h"

#include <sumac/error.h>

/* A palette of @n entries 0xff000000 + i, of which the first @n_there follow. */
static GByteArray *
wire_new (guint64 unique, guint16 n, guint n_there)
{
  GByteArray *bytes = g_byte_array_new ();

  unique = GUINT64_TO_LE (unique);
  n = GUINT16_TO_LE (n);
  g_byte_array_append (bytes, (guint8 *) &unique, 8);
  g_byte_array_append (bytes, (guint8 *) &n, 2);
  for (guint32 i = 0; i < n_there; i++)
    {
      guint32 entry = GUINT32_TO_LE (0xff000000 + i);

      g_byte_array_append (bytes, (guint8 *) &entry, 4);
    }
  return bytes;
}

static SumacPalette *
parse (const GByteArray *bytes, gsize size, gsize *left, GError **error)
{
  /* Of exactly its size, so that a memory checker sees what is read behind it. */
  g_autofree guint8 *copy = g_memdup2 (bytes->data, size);
  SumacReader reader = sumac_reader (copy, size);
  SumacPalette *palette = sumac_palette_parse (&reader, error);

  *left = sumac_reader_left (&reader);
  return palette;
}

static SumacPalette *
palette_new (guint64 unique)
{
  g_autoptr (GByteArray) bytes = wire_new (unique, 1, 1);
  gsize left;

  return parse (bytes, bytes->len, &left, NULL);
}

static void
test_read (void)
{
  g_autoptr (GByteArray) bytes = wire_new (0x1122334455667788, 3, 3);
  g_autoptr (GError) error = NULL;
  gsize left;
  g_autoptr (SumacPalette) palette = parse (bytes, bytes->len, &left, &error);

  g_assert_no_error (error);
  g_assert_cmphex (palette->unique, ==, 0x1122334455667788);
  g_assert_cmpuint (palette->n_entries, ==, 3);
  g_assert_cmphex (palette->entries[0], ==, 0xff000000);
  g_assert_cmphex (palette->entries[2], ==, 0xff000002);
  g_assert_cmphex (palette->entries[3], ==, 0);
  g_assert_cmphex (palette->entries[255], ==, 0);
  g_assert_cmpuint (left, ==, 0);
}

static void
test_truncations (void)
{
  g_autoptr (GByteArray) bytes = wire_new (7, 5, 5);

  for (gsize size = 0; size < bytes->len; size++)
    {
      g_autoptr (GError) error = NULL;
      gsize left;
      g_autoptr (SumacPalette) palette = parse (bytes, size, &left, &error);

      g_assert_null (palette);
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
    }
}

static void
test_lies (void)
{
  g_autoptr (GByteArray) bytes = wire_new (7, G_MAXUINT16, 256);
  g_autoptr (GError) error = NULL;
  gsize left;
  g_autoptr (SumacPalette) palette = parse (bytes, bytes->len, &left, &error);

  g_assert_null (palette);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
}

static void
test_many (void)
{
  g_autoptr (GByteArray) bytes = wire_new (7, 300, 301);
  gsize left;
  g_autoptr (SumacPalette) palette = parse (bytes, bytes->len, &left, NULL);

  g_assert_cmpuint (palette->n_entries, ==, 256);
  g_assert_cmphex (palette->entries[255], ==, 0xff0000ff);
  g_assert_cmpuint (left, ==, 4);
}

static void
test_empty (void)
{
  g_autoptr (GByteArray) bytes = wire_new (7, 0, 0);
  gsize left;
  g_autoptr (SumacPalette) palette = parse (bytes, bytes->len, &left, NULL);

  g_assert_cmpuint (palette->n_entries, ==, 0);
}

static guint64
look (SumacPaletteCache *cache, guint64 unique)
{
  g_autoptr (SumacPalette) palette = sumac_palette_cache_lookup (cache, unique);

  return palette ? palette->unique : G_MAXUINT64;
}

static void
put (SumacPaletteCache *cache, guint64 unique)
{
  g_autoptr (SumacPalette) palette = palette_new (unique);

  sumac_palette_cache_put (cache, palette);
}

static void
test_cache (void)
{
  SumacPaletteCache *cache = sumac_palette_cache_new ();

  put (cache, 1);
  put (cache, 2);
  put (cache, G_MAXUINT64 - 1);
  g_assert_cmpuint (look (cache, 1), ==, 1);
  g_assert_cmpuint (look (cache, G_MAXUINT64 - 1), ==, G_MAXUINT64 - 1);
  g_assert_cmpuint (look (cache, 3), ==, G_MAXUINT64);

  sumac_palette_cache_clear (cache);
  g_assert_cmpuint (look (cache, 2), ==, G_MAXUINT64);
  sumac_palette_cache_clear (cache);
  sumac_palette_cache_free (cache);
  sumac_palette_cache_free (NULL);
}

static void
test_replaced (void)
{
  SumacPaletteCache *cache = sumac_palette_cache_new ();
  g_autoptr (SumacPalette) second = palette_new (5);

  put (cache, 5);
  sumac_palette_cache_put (cache, second);

  g_autoptr (SumacPalette) found = sumac_palette_cache_lookup (cache, 5);

  g_assert_cmphex ((guintptr) found, ==, (guintptr) second);
  g_assert_cmpint (second->ref_count, ==, 3);
  sumac_palette_cache_free (cache);
  g_assert_cmpint (second->ref_count, ==, 2);
}

static void
test_oldest (void)
{
  SumacPaletteCache *cache = sumac_palette_cache_new ();

  for (guint64 i = 0; i < SUMAC_MAX_PALETTES; i++)
    put (cache, i);
  put (cache, 0);                            /* is the youngest again */
  g_assert_cmpuint (look (cache, 1), ==, 1); /* now this one is */
  put (cache, 1000);
  g_assert_cmpuint (look (cache, 2), ==, G_MAXUINT64);
  g_assert_cmpuint (look (cache, 0), ==, 0);
  g_assert_cmpuint (look (cache, 1), ==, 1);
  g_assert_cmpuint (look (cache, 3), ==, 3);
  g_assert_cmpuint (look (cache, 1000), ==, 1000);
  sumac_palette_cache_free (cache);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/palette/is-read-as-on-the-wire", test_read);
  g_test_add_func ("/palette/every-truncation-is-refused", test_truncations);
  g_test_add_func ("/palette/a-count-above-the-bytes-is-refused", test_lies);
  g_test_add_func ("/palette/entries-beyond-256-are-read-over", test_many);
  g_test_add_func ("/palette/may-be-empty", test_empty);
  g_test_add_func ("/palette-cache/finds-what-was-put", test_cache);
  g_test_add_func ("/palette-cache/the-same-unique-replaces", test_replaced);
  g_test_add_func ("/palette-cache/at-its-bound-the-one-longest-unused-goes", test_oldest);
  return g_test_run ();
}
