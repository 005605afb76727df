/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Images, masks and brushes as the server reads them, in a command's memory. */

#pragma once

#include "host/command.h"
#include "host/draw.h"

/* The server's address of @image, 0 for none. */
QXLPHYSICAL sumac_host_image_put (SumacHostCommand *command, const SumacHostImage *image);

QXLBrush sumac_host_brush_put (SumacHostCommand *command, const SumacHostBrush *brush);

QXLQMask sumac_host_mask_put (SumacHostCommand *command, const SumacHostMask *mask);

/* @size bytes as one chunk of data at @chunk, which has room for them behind it. */
void sumac_host_chunk_fill (QXLDataChunk *chunk, gconstpointer bytes, gsize size);

QXLRect sumac_host_rect_put (SumacHostRect rect);
