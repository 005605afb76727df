/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One decoded picture of a video: what a decoder delivers and a renderer shows. Reference
 * counted (atomic) and immutable; the memory is its maker's, who hears when the last reference
 * goes, on whichever thread that is. */

#pragma once

#include <sumac/export.h>

G_BEGIN_DECLS

/* How the picture lies in memory. Chroma planes have half the size, rounded up. */
typedef enum
{
  SUMAC_PICTURE_BGRX, /* planes[0]: bytes B G R x */
  SUMAC_PICTURE_I420, /* planes[0]: Y, [1]: Cb, [2]: Cr */
  SUMAC_PICTURE_NV12, /* planes[0]: Y, [1]: Cb Cr in turn */
} SumacPictureLayout;

/* What Y, Cb and Cr mean. */
typedef enum
{
  SUMAC_PICTURE_BT601,      /* Y 16 … 235 */
  SUMAC_PICTURE_BT601_FULL, /* Y 0 … 255, as in JPEG */
  SUMAC_PICTURE_BT709,      /* Y 16 … 235 */
  SUMAC_PICTURE_BT709_FULL,
} SumacPictureColors;

/* Planes of a layout at the most. */
#define SUMAC_PICTURE_MAX_PLANES 3

typedef struct _SumacPicture SumacPicture;

struct _SumacPicture
{
  SumacPictureLayout layout;
  SumacPictureColors colors;                      /* BGRX: no matter */
  gint width;                                     /* pixels, 1 … 16384 */
  gint height;                                    /* pixels, 1 … 16384 */
  const guint8 *planes[SUMAC_PICTURE_MAX_PLANES]; /* top rows */
  gssize strides[SUMAC_PICTURE_MAX_PLANES];       /* bytes from a row to the one below */
  /*< private >*/
  gint ref_count; /* atomic */
  void (*free_memory) (gpointer owner);
  gpointer owner;
};

/* A picture with one reference that shows nothing yet: its maker fills in what is above the
 * private part. @free_memory (nullable) is called with @owner when the last reference goes. */
SUMAC_EXPORT SumacPicture *sumac_picture_new (void (*free_memory) (gpointer owner),
                                              gpointer owner);

/* One more reference. Any thread. */
SUMAC_EXPORT SumacPicture *sumac_picture_ref (SumacPicture *picture);

/* One reference less; NULL is fine. Any thread. */
SUMAC_EXPORT void sumac_picture_unref (SumacPicture *picture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SumacPicture, sumac_picture_unref)

G_END_DECLS
