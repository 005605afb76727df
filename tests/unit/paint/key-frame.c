/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Frames that stand alone and such that don't, by how they begin, and each cut off anywhere. */

#include "paint/key-frame.h"

typedef struct
{
  const char *name;
  SumacVideoCodec codec;
  const char *bytes; /* in hex */
  guint needed;      /* so many of these make it stand alone; 0: it does not */
} Row;

/* clang-format off */
static const Row rows[] = {
  { "mjpeg",                SUMAC_VIDEO_MJPEG, "ff d8 ff",                                    0  },

  { "vp8 key",              SUMAC_VIDEO_VP8,   "10 02 00 9d 01 2a 40 01 f0 00",               6  },
  { "vp8 hidden key",       SUMAC_VIDEO_VP8,   "00 02 00 9d 01 2a 40 01 f0 00",               6  },
  { "vp8 key of version 3", SUMAC_VIDEO_VP8,   "16 ff ff 9d 01 2a",                           6  },
  { "vp8 inter",            SUMAC_VIDEO_VP8,   "11 02 00 9d 01 2a 40 01",                     0  },
  { "vp8 without a code",   SUMAC_VIDEO_VP8,   "10 02 00 9d 01 2b 40 01",                     0  },
  { "vp8 code elsewhere",   SUMAC_VIDEO_VP8,   "10 02 9d 01 2a 40 01",                        0  },

  { "vp9 key",              SUMAC_VIDEO_VP9,   "82 49 83 42 00 27",                           4  },
  { "vp9 resilient key",    SUMAC_VIDEO_VP9,   "83 49 83 42 00",                              4  },
  { "vp9 hidden key",       SUMAC_VIDEO_VP9,   "80 49 83 42",                                 4  },
  { "vp9 key, profile 1",   SUMAC_VIDEO_VP9,   "a2 49 83 42",                                 4  },
  { "vp9 key, profile 2",   SUMAC_VIDEO_VP9,   "92 49 83 42 80",                              4  },
  { "vp9 key, profile 3",   SUMAC_VIDEO_VP9,   "b1 24 c1 a1 00",                              5  },
  { "vp9 resilient, 3",     SUMAC_VIDEO_VP9,   "b1 a4 c1 a1 7f",                              5  },
  { "vp9 reserved bit",     SUMAC_VIDEO_VP9,   "b9 24 c1 a1 00",                              0  },
  { "vp9 inter",            SUMAC_VIDEO_VP9,   "86 49 83 42 00",                              0  },
  { "vp9 inter, 3",         SUMAC_VIDEO_VP9,   "b3 24 c1 a1 00",                              0  },
  { "vp9 shown again",      SUMAC_VIDEO_VP9,   "8a 49 83 42 00",                              0  },
  { "vp9 shown again, 3",   SUMAC_VIDEO_VP9,   "b5 24 c1 a1 00",                              0  },
  { "vp9 without a marker", SUMAC_VIDEO_VP9,   "42 49 83 42 00",                              0  },
  { "vp9 without a code",   SUMAC_VIDEO_VP9,   "82 49 83 43 00",                              0  },
  { "vp9 code of 3 in 0",   SUMAC_VIDEO_VP9,   "82 24 c1 a1 00",                              0  },

  { "h264 IDR",             SUMAC_VIDEO_H264,
    "00 00 00 01 67 42 00 1f 00 00 00 01 68 ce 00 00 01 65 88 84",                            18 },
  { "h264 AUD, SEI, IDR",   SUMAC_VIDEO_H264,
    "00 00 01 09 10 00 00 01 06 05 80 00 00 01 27 42 00 00 01 28 ce 00 00 01 06 00 00 01 25",
                                                                                              29 },
  { "h264 without PPS",     SUMAC_VIDEO_H264,  "00 00 01 67 42 00 00 01 65 88",               0  },
  { "h264 without SPS",     SUMAC_VIDEO_H264,  "00 00 01 68 ce 00 00 01 65 88",               0  },
  { "h264 IDR alone",       SUMAC_VIDEO_H264,  "00 00 01 65 88 84",                           0  },
  { "h264 sets too late",   SUMAC_VIDEO_H264,
    "00 00 01 65 88 00 00 01 67 42 00 00 01 68 ce 00 00 01 65",                               0  },
  { "h264 inter",           SUMAC_VIDEO_H264,
    "00 00 01 67 42 00 00 01 68 ce 00 00 01 41 9a 00 00 01 65",                               0  },
  { "h264 a broken code",   SUMAC_VIDEO_H264,
    "00 00 01 67 42 00 00 01 68 ce 00 01 65 00 00 02 65 00 00 03 01 65",                      0  },
  { "h265 as h264",         SUMAC_VIDEO_H264,
    "00 00 01 40 01 00 00 01 42 01 00 00 01 44 01 00 00 01 26 01",                            0  },

  { "h265 IDR",             SUMAC_VIDEO_H265,
    "00 00 00 01 40 01 0c 00 00 01 42 01 01 00 00 01 44 01 c1 00 00 01 26 01 af",             23 },
  { "h265 CRA",             SUMAC_VIDEO_H265,
    "00 00 01 46 01 50 00 00 01 40 01 00 00 01 42 01 00 00 01 44 01 00 00 01 2a 01",          25 },
  { "h265 BLA",             SUMAC_VIDEO_H265,
    "00 00 01 40 01 00 00 01 42 01 00 00 01 44 01 00 00 01 20 01",                            19 },
  { "h265 a reserved kind", SUMAC_VIDEO_H265,
    "00 00 01 40 01 00 00 01 42 01 00 00 01 44 01 00 00 01 2c 01",                            0  },
  { "h265 inter",           SUMAC_VIDEO_H265,
    "00 00 01 40 01 00 00 01 42 01 00 00 01 44 01 00 00 01 02 01 00 00 01 26 01",             0  },
  { "h265 without VPS",     SUMAC_VIDEO_H265,
    "00 00 01 42 01 00 00 01 44 01 00 00 01 26 01",                                           0  },
  { "h265 without SPS",     SUMAC_VIDEO_H265,
    "00 00 01 40 01 00 00 01 44 01 00 00 01 26 01",                                           0  },
  { "h265 without PPS",     SUMAC_VIDEO_H265,
    "00 00 01 40 01 00 00 01 42 01 00 00 01 26 01",                                           0  },
};

/* clang-format on */

static GByteArray *
read_hex (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; *hex; hex += hex[2] ? 3 : 2)
    {
      guint8 byte =
          (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }
  return bytes;
}

/* In memory of just that size, so that a checker of memory sees what is read behind it. */
static void
check (const Row *row, const guint8 *bytes, gsize size, gboolean expected)
{
  g_autofree guint8 *cut = g_memdup2 (bytes, size);

  if (sumac_frame_stands_alone (row->codec, cut, size) != expected)
    g_error ("%s, %" G_GSIZE_FORMAT " bytes: taken for what it is not", row->name, size);
}

static void
test_each (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr (GByteArray) bytes = read_hex (row->bytes);

      for (gsize size = 0; size <= bytes->len; size++)
        check (row, bytes->data, size,
               row->codec == SUMAC_VIDEO_MJPEG || (row->needed > 0 && size >= row->needed));
    }
}

/* A frame's size bounds what is looked at: without a unit, or with nothing but parameters. */
static void
test_large (void)
{
  const Row row = { .name = "large", .codec = SUMAC_VIDEO_H264 };
  const gsize size = 1 << 20;
  g_autofree guint8 *bytes = g_malloc0 (size);

  check (&row, bytes, size, FALSE);
  for (gsize i = 0; i + 4 <= size; i += 4)
    {
      bytes[i + 2] = 1;
      bytes[i + 3] = (guint8) (7 + i / 4 % 2);
    }
  check (&row, bytes, size, FALSE);
  bytes[size - 1] = 5;
  check (&row, bytes, size, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/key-frame/each", test_each);
  g_test_add_func ("/paint/key-frame/large", test_large);
  return g_test_run ();
}
