/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* GLZ streams that share a window. Input: records of u16 length (little-endian), u8 flags
 * (bit 0: the stream is zlib), u16 inflated size, u8 width − 1, u8 height − 1, and a stream
 * of that length. A plain stream's header says the size of the image. */

#include "codec/glz.h"

#include <sumac/error.h>

#include <stdint.h>
#include <stdlib.h>

#define RECORD      7
#define MAX_RECORDS 32
#define MAX_UNITS   (1u << 18)
#define WINDOW_SIZE 64

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

typedef struct _Window Window;

struct _Window
{
  SumacPixels *pixels[WINDOW_SIZE]; /* owned, by id modulo the size */
  guint64 ids[WINDOW_SIZE];
  guint n_enters;
};

static SumacPixels *
look (gpointer data, guint64 id, GError **error)
{
  Window *window = data;
  guint slot = id % WINDOW_SIZE;

  if (window->pixels[slot] && window->ids[slot] == id)
    return sumac_pixels_ref (window->pixels[slot]);
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL, "missing");
  return NULL;
}

static gboolean
enter (gpointer data,
       guint64 id,
       guint32 head_distance G_GNUC_UNUSED,
       SumacPixels *pixels,
       GError **error)
{
  Window *window = data;
  guint slot = id % WINDOW_SIZE;

  window->n_enters++;
  if (window->pixels[slot] && window->ids[slot] == id)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL, "twice");
      return FALSE;
    }
  g_clear_pointer (&window->pixels[slot], sumac_pixels_unref);
  window->pixels[slot] = pixels ? sumac_pixels_ref (pixels) : NULL;
  window->ids[slot] = id;
  return TRUE;
}

/* Reads every pixel, and holds what the unused byte must be. */
static void
look_at (const SumacPixels *pixels)
{
  gsize n = sumac_pixels_size (pixels);
  const guint8 *bytes = sumac_pixels_first (pixels);

  for (gsize i = 0; i < n; i += 4)
    if (pixels->format == SUMAC_PIXELS_XRGB32 && bytes[i + 3] != 0)
      abort ();
}

static void
decode_plain (const guint8 *bytes, gsize size, const SumacGlzPictures *pictures)
{
  g_autoptr (SumacPixels) pixels = NULL;
  Window *window = pictures->window;
  guint n_enters = window->n_enters;
  SumacGlzHeader header = { .width = 1, .height = 1 };
  gboolean is_readable = sumac_glz_read_header (bytes, size, &header, NULL);

  if ((guint64) header.width * header.height > MAX_UNITS)
    return;
  pixels = sumac_glz_decode (bytes, size, header.width, header.height, pictures, NULL);
  if (window->n_enters != n_enters + (is_readable ? 1 : 0))
    abort ();
  if (pixels)
    look_at (pixels);
}

static void
decode_zlib (const guint8 *record,
             const guint8 *bytes,
             gsize size,
             const SumacGlzPictures *pictures)
{
  guint32 glz_size = record[3] | (guint32) record[4] << 8;
  g_autoptr (SumacPixels) pixels = sumac_zlib_glz_decode (bytes, size, glz_size, record[5] + 1u,
                                                          record[6] + 1u, pictures, NULL);

  if (pixels)
    look_at (pixels);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Window window = { 0 };
  SumacGlzPictures pictures = { .look = look, .enter = enter, .window = &window };

  for (guint i = 0; i < MAX_RECORDS && size >= RECORD; i++)
    {
      gsize length = MIN (data[0] | (gsize) data[1] << 8, size - RECORD);
      /* Of its own, so that a sanitizer sees reads beyond the end. */
      g_autofree guint8 *bytes = g_memdup2 (data + RECORD, length);

      if (data[2] & 1)
        decode_zlib (data, bytes, length, &pictures);
      else
        decode_plain (bytes, length, &pictures);
      data += RECORD + length;
      size -= RECORD + length;
    }

  for (guint i = 0; i < WINDOW_SIZE; i++)
    {
      if (window.pixels[i] && window.pixels[i]->ref_count != 1)
        abort ();
      g_clear_pointer (&window.pixels[i], sumac_pixels_unref);
    }
  return 0;
}
