/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Short films whose pictures are known: eight bars of colour that move by one a frame, and
 * below them the frame's number as eight bits of black and white. So a picture tells which
 * frame it is. Thread: any, once made. */

#pragma once

#include <sumac/plugin/video-decoder.h>

typedef struct
{
  SumacVideoCodec codec;
  gint width;
  gint height;
  GPtrArray *frames; /* GBytes */
} SumacFilm;

/* Uncompressed, for decoders of tests: "RAW ", u16 width, u16 height, rows of B G R x. */
SumacFilm *sumac_film_new_raw (gint width, gint height, guint n_frames);

/* Motion JPEG. @sampling: how many pixels one sample of colour has each way, 1 or 2. */
SumacFilm *sumac_film_new_jpeg (gint width, gint height, guint n_frames, gint sampling);

/* From a file of films/, which are in the program. */
SumacFilm *sumac_film_new_load (const char *name);
void sumac_film_free (SumacFilm *film);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SumacFilm, sumac_film_free)

const guint8 *sumac_film_frame (const SumacFilm *film, guint n, gsize *size);

/* The colour that is meant at a pixel, 0xRRGGBB. */
guint32 sumac_film_color (const SumacFilm *film, guint n, gint x, gint y);

/* Whether @picture is that of frame @n; if not, @how says what it is instead. */
gboolean sumac_film_is_frame (const SumacFilm *film,
                              guint n,
                              const SumacPicture *picture,
                              GString *how);
