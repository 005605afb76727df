/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/golden.h"

#include "proof/own-files.h"

#include <sumac/error.h>

#include <stdio.h>
#include <string.h>

/* The seed stands beside the pixels, so that they can be filled anew. */
typedef struct
{
  SumacGoldenSurface surface;
  guint64 seed;
} Entry;

static guint64
next (guint64 *state)
{
  guint64 z = *state += 0x9e3779b97f4a7c15u;

  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

/* Opaque and wholly transparent pixels come often: they have paths of their own. */
static guint32
noise_argb (guint64 *state)
{
  guint64 z = next (state);
  guint32 kind = (guint32) (z >> 32) & 3;
  guint32 alpha = kind == 0 ? 0 : kind == 1 ? 255 : (guint32) (z >> 40) & 0xff;
  guint32 r = (guint32) (z & 0xff) * alpha / 255;
  guint32 g = (guint32) (z >> 8 & 0xff) * alpha / 255;
  guint32 b = (guint32) (z >> 16 & 0xff) * alpha / 255;

  return alpha << 24 | r << 16 | g << 8 | b;
}

static void
noise_row (SumacPixelFormat format, guint8 *row, gint width, guint64 *state)
{
  for (gint x = 0; x < width; x++)
    switch (format)
      {
      case SUMAC_PIXELS_A1:
        row[x >> 3] = (guint8) ((row[x >> 3] & ~(1u << (x & 7))) |
                                (guint) (next (state) >> 32 & 1) << (x & 7));
        break;
      case SUMAC_PIXELS_A8:
        row[x] = (guint8) (next (state) >> 32);
        break;
      case SUMAC_PIXELS_RGB555:
        ((guint16 *) row)[x] = next (state) >> 32 & 0x7fff;
        break;
      case SUMAC_PIXELS_RGB565:
        ((guint16 *) row)[x] = (guint16) (next (state) >> 32);
        break;
      case SUMAC_PIXELS_XRGB32:
        ((guint32 *) row)[x] = next (state) >> 32 & 0x00ffffff;
        break;
      case SUMAC_PIXELS_ARGB32:
        ((guint32 *) row)[x] = noise_argb (state);
        break;
      }
}

void
sumac_golden_noise (SumacPixels *pixels, guint64 seed)
{
  guint64 state = seed * 0x2545f4914f6cdd1du;

  if (seed == 0)
    memset (sumac_pixels_first (pixels), 0, sumac_pixels_size (pixels));
  for (gint y = 0; seed != 0 && y < pixels->height; y++)
    noise_row (pixels->format, sumac_pixels_row (pixels, y), pixels->width, &state);
}

static const char *
name_of (gpointer data, SumacPixels *pixels)
{
  SumacGolden *golden = data;
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, golden->pictures);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (value == pixels)
      return name;
  return "unknown";
}

static SumacPixels *
look_up (gpointer data, const char *name)
{
  SumacGolden *golden = data;

  return g_hash_table_lookup (golden->pictures, name);
}

static gboolean
parse_format (const char *name, SumacPixelFormat *out)
{
  static const char *const names[SUMAC_N_PIXEL_FORMATS] = {
    [SUMAC_PIXELS_A1] = "a1",         [SUMAC_PIXELS_A8] = "a8",
    [SUMAC_PIXELS_RGB555] = "rgb555", [SUMAC_PIXELS_RGB565] = "rgb565",
    [SUMAC_PIXELS_XRGB32] = "xrgb32", [SUMAC_PIXELS_ARGB32] = "argb32",
  };

  for (guint i = 0; i < SUMAC_N_PIXEL_FORMATS; i++)
    if (strcmp (name, names[i]) == 0)
      {
        *out = (SumacPixelFormat) i;
        return TRUE;
      }
  return FALSE;
}

/* `FORMAT WIDTHxHEIGHT seed=N [flipped]` */
static SumacPixels *
parse_noise (char **words, guint64 *seed)
{
  SumacPixelFormat format;
  gint width, height;

  if (g_strv_length (words) < 3 || !parse_format (words[0], &format) ||
      sscanf (words[1], "%dx%d", &width, &height) != 2 || !g_str_has_prefix (words[2], "seed="))
    return NULL;
  *seed = g_ascii_strtoull (words[2] + strlen ("seed="), NULL, 10);

  SumacPixels *pixels = sumac_pixels_new (format, width, height, NULL);

  if (!pixels)
    return NULL;
  if (words[3] && strcmp (words[3], "flipped") == 0)
    sumac_pixels_flip (pixels);
  memset (sumac_pixels_first (pixels), 0, sumac_pixels_size (pixels));
  sumac_golden_noise (pixels, *seed);
  return pixels;
}

static gboolean
parse_setup (SumacGolden *golden, char **words)
{
  guint64 seed;

  if (g_strv_length (words) < 3)
    return FALSE;

  SumacPixels *pixels = parse_noise (words + 2, &seed);

  if (!pixels)
    return FALSE;
  if (strcmp (words[0], "pixels") == 0)
    {
      g_hash_table_insert (golden->pictures, g_strdup (words[1]), pixels);
      return TRUE;
    }

  Entry entry = { { (guint32) g_ascii_strtoull (words[1], NULL, 10), pixels }, seed };

  g_array_append_val (golden->surfaces, entry);
  return TRUE;
}

static gboolean
parse_line (SumacGolden *golden, const char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  if (line[0] == '\0' || line[0] == '#')
    return TRUE;
  if (strcmp (words[0], "surface") == 0 || strcmp (words[0], "pixels") == 0)
    {
      if (!parse_setup (golden, words))
        g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL, "“%s” is not understood.", line);
      return !*error;
    }

  SumacOp op;

  if (!sumac_op_parse (line, &golden->names, &golden->arena, &op, error))
    return FALSE;
  g_array_append_val (golden->ops, op);
  return TRUE;
}

SumacGolden *
sumac_golden_parse (const char *text, const char *path, GError **error)
{
  GError *problem = NULL;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  SumacGolden *golden = g_new0 (SumacGolden, 1);

  sumac_arena_init (&golden->arena);
  golden->surfaces = g_array_new (FALSE, FALSE, sizeof (Entry));
  golden->ops = g_array_new (FALSE, FALSE, sizeof (SumacOp));
  golden->pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) sumac_pixels_unref);
  golden->names = (SumacOpNames){ .name = name_of, .look = look_up, .data = golden };
  for (guint i = 0; lines[i]; i++)
    if (!parse_line (golden, lines[i], &problem))
      {
        g_propagate_prefixed_error (error, problem, "%s:%u: ", path, i + 1);
        sumac_golden_free (golden);
        return NULL;
      }
  return golden;
}

SumacGolden *
sumac_golden_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, error) ? sumac_golden_parse (text, path, error)
                                                        : NULL;
}

char **
sumac_golden_list_names (void)
{
  return sumac_own_files_list (SUMAC_OWN_GOLDEN);
}

SumacGolden *
sumac_golden_load_named (const char *name)
{
  g_autoptr (GBytes) text = sumac_own_file_read (SUMAC_OWN_GOLDEN, name);

  return sumac_golden_parse (g_bytes_get_data (text, NULL), name, NULL);
}

static Entry *
entry_at (const SumacGolden *golden, guint i)
{
  return &((Entry *) (void *) golden->surfaces->data)[i];
}

const SumacGoldenSurface *
sumac_golden_surface_at (const SumacGolden *golden, guint i)
{
  return i < golden->surfaces->len ? &entry_at (golden, i)->surface : NULL;
}

void
sumac_golden_free (SumacGolden *golden)
{
  if (!golden)
    return;
  for (guint i = 0; i < golden->surfaces->len; i++)
    sumac_pixels_unref (entry_at (golden, i)->surface.pixels);
  g_array_unref (golden->surfaces);
  g_array_unref (golden->ops);
  g_hash_table_unref (golden->pictures);
  sumac_arena_clear (&golden->arena);
  g_free (golden);
}

void
sumac_golden_reset (SumacGolden *golden)
{
  for (guint i = 0; i < golden->surfaces->len; i++)
    sumac_golden_noise (entry_at (golden, i)->surface.pixels, entry_at (golden, i)->seed);
}

gboolean
sumac_golden_look (SumacGolden *golden, guint32 id, SumacView *view)
{
  for (guint i = 0; i < golden->surfaces->len; i++)
    if (entry_at (golden, i)->surface.id == id)
      {
        *view = sumac_pixels_view (entry_at (golden, i)->surface.pixels);
        return TRUE;
      }
  return FALSE;
}

static gboolean
look (gpointer data, guint32 id, SumacView *view)
{
  return sumac_golden_look (data, id, view);
}

SumacRasterSurfaces
sumac_golden_surfaces (SumacGolden *golden)
{
  return (SumacRasterSurfaces){ .look = look, .data = golden };
}
