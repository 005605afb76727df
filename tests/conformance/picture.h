/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A picture of a random command as a value: what it is made from, not its pixels. Equal values
 * give equal pixels, so a case is small, can be copied, and can be run again.
 *
 * Thread: one. */

#pragma once

#include "host/draw.h"

#include <sumac/pixels.h>

typedef enum
{
  PICTURE_NOISE,  /* that of golden files: can be written down there */
  PICTURE_FLAT,   /* blocks of one colour: compresses well */
  PICTURE_SMOOTH, /* ramps with a little noise: compresses as photos do */
} PictureContent;

typedef struct
{
  SumacHostImageKind kind; /* NONE, BITMAP, SURFACE */
  guint32 surface;
  SpiceBitmapFmt format;
  gboolean is_mask; /* 1BIT without palette */
  guint width;
  guint height;
  guint padding; /* bytes behind each row */
  PictureContent content;
  guint32 seed;
  guint32 palette_seed; /* of formats up to 8BIT; 0: it has no name */
  gboolean is_bottom_up;
  gboolean is_cached;
  gboolean high_bits_set;
  gboolean has_junk; /* 16BIT: in the bit without a meaning */
} Picture;

/* @image borrows @bytes and @colors, which must be cleared by the caller after use. */
typedef struct
{
  SumacHostImage image;
  GBytes *bytes;
  guint32 colors[256];
} PictureImage;

void picture_make (const Picture *picture, PictureImage *made);
void picture_clear (PictureImage *made);

/* How our library holds such a picture. */
SumacPixelFormat picture_held_as (const Picture *picture);

/* Whether golden files can say it. */
gboolean picture_is_golden (const Picture *picture);

/* The golden file's line for @picture under @name, or a comment where it has none. */
void picture_print (const Picture *picture, const char *name, GString *out);

gboolean picture_equal (const Picture *a, const Picture *b);
