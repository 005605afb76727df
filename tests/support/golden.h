/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Golden files: a few surfaces and pictures of noise, and ops in their text form; beside
 * each lies a PNG of what comes out. Lines of NAME.op:
 *
 *   # a comment
 *   surface ID FORMAT WIDTHxHEIGHT seed=N
 *   pixels NAME FORMAT WIDTHxHEIGHT seed=N [flipped]
 *   fill box=0,0,8,8 brush=solid:00ff0000          … any op of docs/op-text.md
 *
 * The PNG has all surfaces below each other. Under those with 32 bits, or 15, stands once
 * more what the colours do not show: the highest byte, or bit, as grey.
 *
 * Thread: one. */

#pragma once

#include "core/arena.h"
#include "draw/op-text.h"
#include "draw/raster.h"

typedef struct _Golden Golden;

/* A surface and its number. */
typedef struct
{
  guint32 id;
  SumacPixels *pixels;
} GoldenSurface;

struct _Golden
{
  SumacArena arena;
  GArray *surfaces;     /* see golden_surface_at */
  GHashTable *pictures; /* name → SumacPixels */
  GArray *ops;          /* of SumacOp */
  SumacOpNames names;   /* for the ops' text */
};

/* Fills pixels with noise that is always the same from the same seed; 0 gives black. What has
 * alpha is premultiplied; bits without a meaning are 0. */
void golden_noise (SumacPixels *pixels, guint64 seed);

/* NULL, and a sentence with the line's number, when the file is not understood. */
Golden *golden_load (const char *path, GError **error);
void golden_free (Golden *golden);

/* NULL behind the last. */
const GoldenSurface *golden_surface_at (const Golden *golden, guint i);

/* The surfaces, filled anew. */
void golden_reset (Golden *golden);

SumacView golden_view (const SumacPixels *pixels);
gboolean golden_look (Golden *golden, guint32 id, SumacView *view);
SumacRasterSurfaces golden_surfaces (Golden *golden);

/* The picture of all surfaces. */
SumacPixels *golden_picture (const Golden *golden);

gboolean golden_write_png (const SumacPixels *picture, const char *path);

/* NULL if there is none. */
SumacPixels *golden_read_png (const char *path);
