/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/key-frame.h"

#include "core/reader.h"

#define VP8_START_CODE 0x9d012au
#define VP9_SYNC_CODE  0x498342u

#define BIT(n)         ((guint64) 1 << (n))
#define BITS(from, to) ((BIT (to) << 1) - BIT (from))

/* What the units of a frame say. Kinds are bits, by their number. */
typedef struct
{
  guint shift; /* of the kind, in a unit's first byte */
  guint8 mask;
  guint64 slices; /* of a picture: they come after all that is said of it */
  guint64 alone;  /* of these those of a picture that stands alone */
  guint64 sets;   /* parameter sets, without which nothing is decoded */
} UnitRule;

/* H.264 table 7-1: IDR; SPS, PPS. */
static const UnitRule h264_rule = { 0, 0x1f, BITS (1, 5), BIT (5), BITS (7, 8) };

/* H.265 table 7-1: BLA, IDR, CRA; VPS, SPS, PPS. */
static const UnitRule h265_rule = { 1, 0x3f, BITS (0, 31), BITS (16, 21), BITS (32, 34) };

static guint32
read_u24_big (SumacReader *reader)
{
  guint32 high = sumac_read_u8 (reader);
  guint32 middle = sumac_read_u8 (reader);

  return high << 16 | middle << 8 | sumac_read_u8 (reader);
}

/* RFC 6386 §9.1: a tag of three bytes whose lowest bit is 0, and a start code. */
static gboolean
is_vp8_key (SumacReader *reader)
{
  guint8 tag = sumac_read_u8 (reader);

  sumac_read_bytes (reader, 2);
  return (tag & 1) == 0 && read_u24_big (reader) == VP8_START_CODE;
}

/* VP9 bitstream specification §6.2: frame_marker (2 bits, 2), two bits of profile, one that is
 * reserved with profile 3 only, show_existing_frame (0), frame_type (0), show_frame,
 * error_resilient_mode, sync code; the highest bit of a byte is the first. */
static gboolean
is_vp9_key (SumacReader *reader)
{
  guint8 head = sumac_read_u8 (reader);
  guint32 code = read_u24_big (reader);
  guint type = head >> 2 & 3; /* show_existing_frame, frame_type */

  if ((head & 0x30) == 0x30)
    {
      /* All that follows is a bit later. */
      code = (code << 1 | sumac_read_u8 (reader) >> 7) & 0xffffff;
      type = head >> 1 & 7;
    }
  /* The code may end with zeros that are not there. */
  return head >> 6 == 2 && type == 0 && code == VP9_SYNC_CODE && sumac_reader_ok (reader);
}

/* The first byte of the next unit: it begins behind 0, 0, 1. FALSE: there is none. */
static gboolean
find_unit (SumacReader *reader, guint8 *first)
{
  gsize n_zeros = 0;

  while (sumac_reader_left (reader) > 1)
    {
      guint8 byte = sumac_read_u8 (reader);

      if (byte == 1 && n_zeros >= 2)
        {
          *first = sumac_read_u8 (reader);
          return TRUE;
        }
      n_zeros = byte == 0 ? n_zeros + 1 : 0;
    }
  return FALSE;
}

static gboolean
begins_with_key (SumacReader *reader, const UnitRule *rule)
{
  guint64 seen = 0;
  guint8 first;

  while (find_unit (reader, &first))
    {
      guint64 kind = BIT (first >> rule->shift & rule->mask);

      if (kind & rule->slices)
        return (kind & rule->alone) != 0 && (seen & rule->sets) == rule->sets;
      seen |= kind;
    }
  return FALSE;
}

gboolean
sumac_frame_stands_alone (SumacVideoCodec codec, const guint8 *bytes, gsize size)
{
  SumacReader reader = sumac_reader (bytes, size);

  switch (codec)
    {
    case SUMAC_VIDEO_MJPEG:
      return TRUE;
    case SUMAC_VIDEO_VP8:
      return is_vp8_key (&reader);
    case SUMAC_VIDEO_VP9:
      return is_vp9_key (&reader);
    case SUMAC_VIDEO_H264:
      return begins_with_key (&reader, &h264_rule);
    case SUMAC_VIDEO_H265:
      return begins_with_key (&reader, &h265_rule);
    }
  return FALSE;
}
