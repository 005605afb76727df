/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Golden files: a few surfaces and pictures of noise, and ops in their text form. Lines of
 * NAME.op:
 *
 *   # a comment
 *   surface ID FORMAT WIDTHxHEIGHT seed=N
 *   pixels NAME FORMAT WIDTHxHEIGHT seed=N [flipped]
 *   fill box=0,0,8,8 brush=solid:00ff0000          … any op of docs/op-text.md
 *
 * Thread: one. */

#pragma once

#include "core/arena.h"
#include "draw/op-text.h"
#include "draw/raster.h"
#include "proof/surface-copy.h"

typedef struct _SumacGolden SumacGolden;

/* A surface and its number. */
typedef struct
{
  guint32 id;
  SumacPixels *pixels;
} SumacGoldenSurface;

struct _SumacGolden
{
  SumacArena arena;
  GArray *surfaces;     /* see sumac_golden_surface_at */
  GHashTable *pictures; /* name → SumacPixels */
  GArray *ops;          /* of SumacOp */
  SumacOpNames names;   /* for the ops' text */
};

/* Fills pixels with noise that is always the same from the same seed; 0 gives black. What has
 * alpha is premultiplied; bits without a meaning are 0. */
void sumac_golden_noise (SumacPixels *pixels, guint64 seed);

/* NULL, and a sentence with the line's number, when the file is not understood. */
SumacGolden *sumac_golden_load (const char *path, GError **error);

/* The same of a file's contents; @path is for the sentence. */
SumacGolden *sumac_golden_parse (const char *text, const char *path, GError **error);

/* The golden files that are in the program, by name, in order; and one of them. */
char **sumac_golden_list_names (void);
SumacGolden *sumac_golden_load_named (const char *name);

void sumac_golden_free (SumacGolden *golden);

/* NULL behind the last. */
const SumacGoldenSurface *sumac_golden_surface_at (const SumacGolden *golden, guint i);

/* The surfaces, filled anew. */
void sumac_golden_reset (SumacGolden *golden);

gboolean sumac_golden_look (SumacGolden *golden, guint32 id, SumacView *view);
SumacRasterSurfaces sumac_golden_surfaces (SumacGolden *golden);
