/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From the bytes of one JPEG to a picture, by libjpeg-turbo. Each frame stands alone: nothing
 * is kept from one to the next but memory. What may come is what servers send and no more:
 * baseline, 8 bits, gray or three colours, all in one scan. Thread: any. */

#pragma once

#include "block-pool.h"

#include <sumac/plugin/picture.h>

/* What a stream asks of its pictures. */
typedef struct
{
  BlockPool *pool;
  gboolean takes_planes;
  gboolean (*is_in_vain) (gpointer data); /* asked between rows: whether to give up */
  gpointer data;
} DecodeWish;

/* I420 if planes are taken and the JPEG has just these (4:2:0), else BGRX. NULL for one that
 * is broken or more than the limits allow. */
SumacPicture *decode_jpeg (const DecodeWish *wish, const guint8 *bytes, gsize size);
