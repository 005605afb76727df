/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* sumac decode: decodes the pictures of a manifest and looks whether they come out as it
 * says, or measures how fast. */

#include "manifest.h"
#include "pixel-check.h"
#include "verbs.h"
#include "visit.h"

#include "codec/image.h"
#include "core/limits.h"
#include "paint/glz-window.h"

#include <sumac/error.h>

#include <glib/gi18n.h>
#include <string.h>
#include <time.h>

#define EXIT_ROWS_FAILED 8
#define ROUNDS           10

/* What the rows of a group share. */
typedef struct
{
  SumacGlzWindow *window;
  SumacPaletteCache *palettes;
} Stage;

/* A row with its bytes. */
typedef struct
{
  const SumacManifestRow *row;
  guint8 *payload;
  gsize payload_size;
  guint8 *palette;
  gsize palette_size;
  SumacEncodedImage image; /* once it is parsed */
} Picture;

static Stage *
stage_new (void)
{
  Stage *stage = g_new (Stage, 1);

  stage->window = sumac_glz_window_new (SUMAC_GLZ_WINDOW_PIXELS);
  stage->palettes = sumac_palette_cache_new ();
  return stage;
}

static void
stage_free (Stage *stage)
{
  sumac_glz_window_free (stage->window);
  sumac_palette_cache_free (stage->palettes);
  g_free (stage);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stage, stage_free)

/* Of exactly its size, so that a memory checker sees what is read behind it. */
static guint8 *
read_file (const char *path, gsize *size, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, size, error))
    return NULL;
  return g_realloc (g_steal_pointer (&text), MAX (*size, 1));
}

static void
picture_free (Picture *picture)
{
  sumac_encoded_image_clear (&picture->image);
  g_free (picture->payload);
  g_free (picture->palette);
  g_free (picture);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Picture, picture_free)

/* NULL with an error when a file is missing: then the manifest is wrong, not the picture. */
static Picture *
picture_load (const SumacManifestRow *row, GError **error)
{
  g_autoptr (Picture) picture = g_new0 (Picture, 1);

  picture->row = row;
  picture->payload = read_file (row->payload, &picture->payload_size, error);
  if (!picture->payload)
    return NULL;
  if (row->palette)
    {
      picture->palette = read_file (row->palette, &picture->palette_size, error);
      if (!picture->palette)
        return NULL;
    }
  return g_steal_pointer (&picture);
}

static gboolean
picture_parse (Picture *picture, Stage *stage, GError **error)
{
  SumacReader payload = sumac_reader (picture->payload, picture->payload_size);
  SumacReader palette = sumac_reader (picture->palette, picture->palette_size);

  picture->image = (SumacEncodedImage){
    .type = picture->row->type,
    .flags = picture->row->flags,
    .width = picture->row->width,
    .height = picture->row->height,
  };
  if (picture->palette)
    {
      picture->image.palette = sumac_palette_parse (&palette, error);
      if (!picture->image.palette)
        return FALSE;
    }
  return sumac_encoded_image_parse_payload (&payload, stage->palettes, &picture->image, error);
}

static SumacPixels *
picture_decode (const Picture *picture, Stage *stage, GError **error)
{
  SumacGlzPictures window = sumac_glz_window_pictures (stage->window);
  SumacPixels *pixels = sumac_encoded_image_decode (&picture->image, &window, error);

  if (!pixels || pixels->format != SUMAC_PIXELS_A1)
    return pixels;
  sumac_pixels_unref (pixels);
  g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL,
                       "a 1-bit bitmap without palette is a mask, not a picture");
  return NULL;
}

/* NULL, or why the row did not come out as the manifest says. */
static char *
check_outcome (const SumacManifestRow *row, const SumacPixels *pixels, const GError *error)
{
  switch (row->expect)
    {
    case SUMAC_EXPECT_OK:
      return pixels ? sumac_check_pixels (row, pixels) : g_strdup (error->message);
    case SUMAC_EXPECT_ERROR:
      return pixels ? g_strdup ("was decoded, but had to be refused") : NULL;
    case SUMAC_EXPECT_ANY:
      return NULL;
    }
  return NULL;
}

static char *
check_row (const SumacManifestRow *row, Stage *stage)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels = NULL;
  g_autoptr (Picture) picture = picture_load (row, &error);

  if (!picture)
    return g_strdup (error->message);
  if (picture_parse (picture, stage, &error))
    pixels = picture_decode (picture, stage, &error);
  return check_outcome (row, pixels, error);
}

static int
check_manifest (const SumacManifest *manifest)
{
  g_autoptr (GHashTable) stages =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) stage_free);
  guint n_failed = 0;

  for (guint i = 0; i < manifest->n_rows; i++)
    {
      const SumacManifestRow *row = &manifest->rows[i];
      g_autoptr (Stage) own = row->group ? NULL : stage_new ();
      Stage *stage = own ? own : g_hash_table_lookup (stages, row->group);

      if (!stage)
        {
          stage = stage_new ();
          g_hash_table_insert (stages, (gpointer) row->group, stage);
        }

      g_autofree char *trouble = check_row (row, stage);

      if (trouble)
        g_print ("%s FAIL %s\n", row->name, trouble);
      else
        g_print ("%s ok\n", row->name);
      n_failed += trouble != NULL;
    }
  g_print ("%u passed, %u failed\n", manifest->n_rows - n_failed, n_failed);
  return n_failed > 0 ? EXIT_ROWS_FAILED : SUMAC_EXIT_DONE;
}

/* Parses all pictures of a unit, and looks once whether they are right. */
static char *
prepare_unit (GPtrArray *pictures, Stage *stage)
{
  for (guint i = 0; i < pictures->len; i++)
    {
      Picture *picture = pictures->pdata[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (SumacPixels) pixels = NULL;

      if (picture_parse (picture, stage, &error))
        pixels = picture_decode (picture, stage, &error);

      char *trouble =
          pixels ? sumac_check_pixels (picture->row, pixels) : g_strdup (error->message);

      if (trouble)
        return trouble;
    }
  return NULL;
}

static double
now_s (void)
{
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

/* Seconds that @rounds rounds over @pictures take. A round has a window of its own. */
static double
time_unit (GPtrArray *pictures, guint rounds)
{
  double start = now_s ();

  for (guint i = 0; i < rounds; i++)
    {
      g_autoptr (Stage) stage = stage_new ();

      for (guint k = 0; k < pictures->len; k++)
        sumac_pixels_unref (picture_decode (pictures->pdata[k], stage, NULL));
    }
  return now_s () - start;
}

/* A unit is a group, or a row without one: what is measured as one. */
static gboolean
measure_unit (const char *name, GPtrArray *pictures, guint rounds)
{
  const SumacManifestRow *first = ((const Picture *) pictures->pdata[0])->row;
  g_autoptr (Stage) stage = stage_new ();
  g_autofree char *trouble = prepare_unit (pictures, stage);
  double bytes = 0;

  if (trouble)
    {
      g_print ("%s FAIL %s\n", name, trouble);
      return FALSE;
    }
  for (guint i = 0; i < pictures->len; i++)
    {
      const SumacManifestRow *row = ((const Picture *) pictures->pdata[i])->row;

      bytes += (double) row->width * row->height * 4;
    }
  g_print ("%s %s %.1f\n", name, sumac_manifest_codec (first->type),
           bytes * rounds / time_unit (pictures, rounds) * 1e-6);
  return TRUE;
}

/* The rows that belong to the unit of row @i: itself, and all of its group. */
static GPtrArray *
load_unit (const SumacManifest *manifest, guint i, GError **error)
{
  g_autoptr (GPtrArray) pictures =
      g_ptr_array_new_with_free_func ((GDestroyNotify) picture_free);
  const char *group = manifest->rows[i].group;

  for (; i < manifest->n_rows; i++)
    {
      if (pictures->len > 0 && g_strcmp0 (manifest->rows[i].group, group) != 0)
        continue;

      Picture *picture = picture_load (&manifest->rows[i], error);

      if (!picture)
        return NULL;
      g_ptr_array_add (pictures, picture);
      if (!group)
        break;
    }
  return g_steal_pointer (&pictures);
}

static gboolean
is_wanted (const SumacManifestRow *row, const char *unit, const char *codec, const char *image)
{
  return (!codec || strcmp (codec, sumac_manifest_codec (row->type)) == 0) &&
         (!image || strcmp (image, row->name) == 0 || strcmp (image, unit) == 0);
}

static int
bench_manifest (const SumacManifest *manifest,
                const char *codec,
                const char *image,
                guint rounds)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_failed = 0;

  for (guint i = 0; i < manifest->n_rows; i++)
    {
      const SumacManifestRow *row = &manifest->rows[i];
      const char *unit = row->group ? row->group : row->name;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) pictures = NULL;

      if (!is_wanted (row, unit, codec, image) || !g_hash_table_add (done, (gpointer) unit))
        continue;
      pictures = load_unit (manifest, i, &error);
      if (!pictures)
        g_print ("%s FAIL %s\n", unit, error->message);
      n_failed += !pictures || !measure_unit (unit, pictures, rounds);
    }
  if (g_hash_table_size (done) == 0)
    {
      g_printerr (_ ("%s: the manifest has no picture of that name and codec.\n"),
                  g_get_prgname ());
      return SUMAC_EXIT_USAGE;
    }
  return n_failed > 0 ? EXIT_ROWS_FAILED : SUMAC_EXIT_DONE;
}

/* NULL, or a sentence about what the options lack. */
static char *
check_options (int argc, gboolean is_bench, const char *codec, const char *image, int rounds)
{
  if (argc != 2)
    return g_strdup (_ ("A manifest is needed, see --help."));
  if (!is_bench && (codec || image || rounds != ROUNDS))
    return g_strdup (_ ("--codec, --image and --rounds go with --bench."));
  if (rounds < 1)
    return g_strdup (_ ("At least one round is needed."));
  if (codec && !g_strv_contains (sumac_manifest_codecs (), codec))
    {
      g_autofree char *names = g_strjoinv (", ", (char **) sumac_manifest_codecs ());

      return g_strdup_printf (_ ("“%s” is none of these codecs: %s."), codec, names);
    }
  return NULL;
}

static int
run (int argc, char **argv)
{
  gboolean is_bench = FALSE;
  g_autofree char *codec = NULL;
  g_autofree char *image = NULL;
  int rounds = ROUNDS;
  const GOptionEntry entries[] = {
    { "bench", 'b', 0, G_OPTION_ARG_NONE, &is_bench,
      N_ ("Measure how fast the pictures are decoded, on one thread"), NULL },
    { "codec", 'c', 0, G_OPTION_ARG_STRING, &codec, N_ ("Measure this codec only"),
      N_ ("CODEC") },
    { "image", 'i', 0, G_OPTION_ARG_STRING, &image, N_ ("Measure this picture or group only"),
      N_ ("NAME") },
    { "rounds", 'r', 0, G_OPTION_ARG_INT, &rounds, N_ ("Decode each so many times (10)"),
      N_ ("N") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("MANIFEST.tsv"));
  g_autoptr (SumacManifest) manifest = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *misuse = NULL;

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_description (
      context,
      _ ("Decodes the pictures of a manifest, and says of each whether it came out as written\n"
         "there. With --bench it says how many megabytes of pixels a second each gives.\n\n"
         "Examples:\n"
         "  sumac decode tests/data/codecs/MANIFEST.tsv\n"
         "  sumac decode --bench --codec lz4 --rounds 50 tests/data/codecs/MANIFEST.tsv"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (g_option_context_parse (context, &argc, &argv, &error))
    misuse = check_options (argc, is_bench, codec, image, rounds);
  if (!error && !misuse)
    manifest = sumac_manifest_read (argv[1], &error);
  if (!manifest)
    {
      g_printerr ("%s: %s\n", g_get_prgname (), error ? error->message : misuse);
      return SUMAC_EXIT_USAGE;
    }
  return is_bench ? bench_manifest (manifest, codec, image, (guint) rounds)
                  : check_manifest (manifest);
}

const SumacVerb sumac_verb_decode = {
  .name = "decode",
  .summary = N_ ("Check or measure the decoders"),
  .run = run,
};
