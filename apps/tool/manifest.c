/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "manifest.h"

#include <sumac/error.h>

#include <glib/gi18n.h>
#include <spice/enums.h>
#include <string.h>

typedef enum
{
  COLUMN_NAME,
  COLUMN_GROUP,
  COLUMN_TYPE,
  COLUMN_WIDTH,
  COLUMN_HEIGHT,
  COLUMN_FLAGS,
  COLUMN_PAYLOAD,
  COLUMN_PALETTE,
  COLUMN_EXPECT,
  COLUMN_SHA256,
  COLUMN_MIN_PSNR,
  COLUMN_PICTURE,
} Column;

#define N_COLUMNS (COLUMN_PICTURE + 1)
#define N_NEEDED  COLUMN_MIN_PSNR

/* clang-format off */
static const char *const column_names[N_COLUMNS] = {
  "name", "group", "type", "width", "height", "flags", "payload", "palette", "expect", "sha256",
  "min_psnr", "picture",
};

static const struct
{
  const char *name;
  guint8 type;
  const char *codec;
} types[] = {
  { "BITMAP",       SPICE_IMAGE_TYPE_BITMAP,       "bitmap"     },
  { "QUIC",         SPICE_IMAGE_TYPE_QUIC,         "quic"       },
  { "LZ_PLT",       SPICE_IMAGE_TYPE_LZ_PLT,       "lz"         },
  { "LZ_RGB",       SPICE_IMAGE_TYPE_LZ_RGB,       "lz"         },
  { "GLZ_RGB",      SPICE_IMAGE_TYPE_GLZ_RGB,      "glz"        },
  { "ZLIB_GLZ_RGB", SPICE_IMAGE_TYPE_ZLIB_GLZ_RGB, "zlibglz"    },
  { "JPEG",         SPICE_IMAGE_TYPE_JPEG,         "jpeg"       },
  { "JPEG_ALPHA",   SPICE_IMAGE_TYPE_JPEG_ALPHA,   "jpegalpha"  },
  { "LZ4",          SPICE_IMAGE_TYPE_LZ4,          "lz4"        },
};

static const char *const codec_names[] = {
  "bitmap", "quic", "lz", "glz", "zlibglz", "jpeg", "jpegalpha", "lz4", NULL,
};

static const struct
{
  const char *name;
  SumacExpect expect;
} expects[] = {
  { "ok",    SUMAC_EXPECT_OK    },
  { "error", SUMAC_EXPECT_ERROR },
  { "any",   SUMAC_EXPECT_ANY   },
};

/* clang-format on */

/* One file while it is read. */
typedef struct
{
  const char *path;
  char *folder;
  guint line;         /* from 1 */
  gint at[N_COLUMNS]; /* which cell of a line, or -1 */
} Table;

static gboolean
complain (const Table *table, Column column, const char *text, GError **error)
{
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_FILE,
               _ ("%s, line %u: “%s” is not a value for the column “%s”."), table->path,
               table->line, text, column_names[column]);
  return FALSE;
}

/* The text of a cell; NULL for a dash, and where the line or the table is too short. */
static const char *
cell (const Table *table, char **cells, Column column)
{
  gint at = table->at[column];

  if (at < 0 || (guint) at >= g_strv_length (cells) || strcmp (cells[at], "-") == 0)
    return NULL;
  return cells[at];
}

static char *
dup_path (const Table *table, char **cells, Column column)
{
  const char *text = cell (table, cells, column);

  return text ? g_build_filename (table->folder, text, NULL) : NULL;
}

static gboolean
read_number (const Table *table,
             char **cells,
             Column column,
             guint32 most,
             guint32 *number,
             GError **error)
{
  const char *text = cell (table, cells, column);
  guint64 value;

  if (!text || !g_ascii_string_to_unsigned (text, 10, 0, most, &value, NULL))
    return complain (table, column, text ? text : "-", error);
  *number = (guint32) value;
  return TRUE;
}

static gboolean
read_type (const Table *table, char **cells, SumacManifestRow *row, GError **error)
{
  const char *text = cell (table, cells, COLUMN_TYPE);

  for (guint i = 0; text && i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].name, text) == 0)
      {
        row->type = types[i].type;
        return TRUE;
      }
  return complain (table, COLUMN_TYPE, text ? text : "-", error);
}

static gboolean
read_expect (const Table *table, char **cells, SumacManifestRow *row, GError **error)
{
  const char *text = cell (table, cells, COLUMN_EXPECT);

  for (guint i = 0; text && i < G_N_ELEMENTS (expects); i++)
    if (strcmp (expects[i].name, text) == 0)
      {
        row->expect = expects[i].expect;
        return TRUE;
      }
  return complain (table, COLUMN_EXPECT, text ? text : "-", error);
}

static gboolean
read_psnr (const Table *table, char **cells, SumacManifestRow *row, GError **error)
{
  const char *text = cell (table, cells, COLUMN_MIN_PSNR);
  char *end;

  if (!text)
    return TRUE;
  row->min_psnr = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !(row->min_psnr > 0))
    return complain (table, COLUMN_MIN_PSNR, text, error);
  return TRUE;
}

/* The paths come last, so that a row which fails owns nothing. */
static gboolean
read_row (const Table *table, char **cells, SumacManifestRow *row, GError **error)
{
  guint32 flags;

  *row = (SumacManifestRow){
    .name = cell (table, cells, COLUMN_NAME),
    .group = cell (table, cells, COLUMN_GROUP),
    .sha256 = cell (table, cells, COLUMN_SHA256),
  };
  if (!row->name)
    return complain (table, COLUMN_NAME, "-", error);
  if (!cell (table, cells, COLUMN_PAYLOAD))
    return complain (table, COLUMN_PAYLOAD, "-", error);
  if (!read_type (table, cells, row, error) || !read_expect (table, cells, row, error) ||
      !read_psnr (table, cells, row, error) ||
      !read_number (table, cells, COLUMN_WIDTH, G_MAXUINT32, &row->width, error) ||
      !read_number (table, cells, COLUMN_HEIGHT, G_MAXUINT32, &row->height, error) ||
      !read_number (table, cells, COLUMN_FLAGS, G_MAXUINT8, &flags, error))
    return FALSE;

  row->flags = (guint8) flags;
  row->payload = dup_path (table, cells, COLUMN_PAYLOAD);
  row->palette = dup_path (table, cells, COLUMN_PALETTE);
  row->picture = dup_path (table, cells, COLUMN_PICTURE);
  return TRUE;
}

static gboolean
find_columns (Table *table, const char *line, GError **error)
{
  g_auto (GStrv) names = g_strsplit (line, "\t", -1);

  for (guint i = 0; i < N_COLUMNS; i++)
    {
      table->at[i] = -1;
      for (gint k = 0; names[k]; k++)
        if (strcmp (names[k], column_names[i]) == 0)
          table->at[i] = k;
      if (table->at[i] < 0 && i < N_NEEDED)
        {
          g_set_error (
              error, SUMAC_ERROR, SUMAC_ERROR_FILE,
              _ ("%s is not a manifest of pictures: its first line names no column “%s”."),
              table->path, column_names[i]);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_rows (SumacManifest *manifest, Table *table, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (SumacManifestRow));
  gboolean is_good = TRUE;

  for (guint i = 1; is_good && manifest->lines[i]; i++)
    {
      char **cells;
      SumacManifestRow row;

      if (manifest->lines[i][0] == '\0')
        continue;
      table->line = i + 1;
      cells = g_strsplit (manifest->lines[i], "\t", -1);
      g_ptr_array_add (manifest->cells, cells);
      is_good = read_row (table, cells, &row, error);
      if (is_good)
        g_array_append_val (rows, row);
    }
  manifest->n_rows = rows->len;
  manifest->rows = (SumacManifestRow *) (void *) g_array_free (g_steal_pointer (&rows), FALSE);
  return is_good;
}

SumacManifest *
sumac_manifest_read (const char *path, GError **error)
{
  g_autoptr (SumacManifest) manifest = NULL;
  g_autofree char *text = NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  Table table = { .path = path, .folder = folder };
  g_autoptr (GError) trouble = NULL;

  if (!g_file_get_contents (path, &text, NULL, &trouble))
    {
      g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_FILE, trouble->message);
      return NULL;
    }
  manifest = g_new0 (SumacManifest, 1);
  manifest->lines = g_strsplit (text, "\n", -1);
  manifest->cells = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  if (!find_columns (&table, manifest->lines[0] ? manifest->lines[0] : "", error) ||
      !read_rows (manifest, &table, error))
    return NULL;
  if (manifest->n_rows == 0)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_FILE, _ ("%s names no picture."), path);
      return NULL;
    }
  return g_steal_pointer (&manifest);
}

void
sumac_manifest_free (SumacManifest *manifest)
{
  if (!manifest)
    return;
  for (guint i = 0; i < manifest->n_rows; i++)
    {
      g_free (manifest->rows[i].payload);
      g_free (manifest->rows[i].palette);
      g_free (manifest->rows[i].picture);
    }
  g_free (manifest->rows);
  g_strfreev (manifest->lines);
  g_ptr_array_unref (manifest->cells);
  g_free (manifest);
}

const char *
sumac_manifest_codec (guint8 type)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].type == type)
      return types[i].codec;
  return NULL;
}

const char *const *
sumac_manifest_codecs (void)
{
  return codec_names;
}
