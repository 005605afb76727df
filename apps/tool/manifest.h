/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A manifest of encoded pictures: a tab-separated table whose first line names the columns.
 * One row is one picture, and what must come of it.
 *
 *   name group type width height flags payload palette expect sha256   needed
 *   min_psnr picture                                                   may be missing
 *
 * A dash stands for nothing. Files are named relative to the manifest. */

#pragma once

#include <glib.h>

typedef struct _SumacManifest SumacManifest;
typedef struct _SumacManifestRow SumacManifestRow;

typedef enum
{
  SUMAC_EXPECT_OK,
  SUMAC_EXPECT_ERROR,
  SUMAC_EXPECT_ANY,
} SumacExpect;

/* Texts live as long as the manifest. */
struct _SumacManifestRow
{
  const char *name;
  const char *group; /* a window and a palette cache of its own; NULL: of this row alone */
  guint8 type;       /* SPICE_IMAGE_TYPE_… */
  guint8 flags;      /* SPICE_IMAGE_FLAGS_… */
  guint32 width;
  guint32 height;
  char *payload; /* path of the bytes behind the descriptor */
  char *palette; /* path of a palette, or NULL */
  SumacExpect expect;
  const char *sha256; /* of the picture in canonical form, or NULL */
  double min_psnr;    /* 0: not asked for */
  char *picture;      /* path of a PNG, or NULL */
};

struct _SumacManifest
{
  SumacManifestRow *rows;
  guint n_rows;
  /*< private >*/
  char **lines;
  GPtrArray *cells;
};

/* NULL with SUMAC_ERROR_FILE, whose sentence says the line. */
SumacManifest *sumac_manifest_read (const char *path, GError **error);
void sumac_manifest_free (SumacManifest *manifest);

/* The short name of the codec of an image type: quic, lz, zlibglz …. NULL: there is none. */
const char *sumac_manifest_codec (guint8 type);

/* All names of codecs, NULL-terminated. */
const char *const *sumac_manifest_codecs (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SumacManifest, sumac_manifest_free)
