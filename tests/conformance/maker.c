/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "maker.h"

gint
maker_between (Maker *maker, gint low, gint high)
{
  return high <= low ? low : g_rand_int_range (maker->rand, low, high + 1);
}

gboolean
maker_chance (Maker *maker, gint percent)
{
  return g_rand_int_range (maker->rand, 0, 100) < percent;
}

guint32
maker_any (Maker *maker)
{
  return g_rand_int (maker->rand);
}

/* A length within @most: now and then all of it, or one. */
gint
maker_length (Maker *maker, gint most)
{
  if (maker_chance (maker, 8))
    return most;
  if (maker_chance (maker, 8))
    return MIN (1, most);
  return maker_between (maker, 1, MIN (most, 48));
}

SumacHostRect
maker_place (Maker *maker, gint width, gint height, gint all_width, gint all_height)
{
  gint x = maker_between (maker, 0, all_width - width);
  gint y = maker_between (maker, 0, all_height - height);

  return (SumacHostRect){ x, y, x + width, y + height };
}

SumacHostRect
maker_box (Maker *maker)
{
  gint width = (gint) maker->surface->width;
  gint height = (gint) maker->surface->height;

  return maker_place (maker, maker_length (maker, width), maker_length (maker, height), width,
                      height);
}

guint32
maker_color (Maker *maker)
{
  static const guint32 plain[] = { 0, 0xffffff, 0xff0000, 0x00ff00, 0x0000ff, 1 };
  guint32 it = maker_chance (maker, 20)
                   ? plain[maker_between (maker, 0, G_N_ELEMENTS (plain) - 1)]
                   : maker_any (maker) & 0xffffff;

  switch (maker->surface->format)
    {
    case SPICE_SURFACE_FMT_16_555:
      return it & 0x7fff;
    case SPICE_SURFACE_FMT_16_565:
      return it & 0xffff;
    case SPICE_SURFACE_FMT_8_A:
      return it & 0xff;
    case SPICE_SURFACE_FMT_1_A:
      return it & 1;
    default:
      return it;
    }
}

guint16
maker_ropd (Maker *maker)
{
  static const guint16 ops[] = {
    SPICE_ROPD_OP_PUT,       SPICE_ROPD_OP_OR,        SPICE_ROPD_OP_AND,    SPICE_ROPD_OP_XOR,
    SPICE_ROPD_OP_BLACKNESS, SPICE_ROPD_OP_WHITENESS, SPICE_ROPD_OP_INVERS,
  };
  guint16 it = ops[maker_between (maker, 0, G_N_ELEMENTS (ops) - 1)];

  if (maker_chance (maker, 40) || maker->surface->format == SPICE_SURFACE_FMT_1_A)
    return SPICE_ROPD_OP_PUT;
  if (maker_chance (maker, 25))
    it |= SPICE_ROPD_INVERS_SRC;
  if (maker_chance (maker, 25))
    it |= SPICE_ROPD_INVERS_BRUSH;
  if (maker_chance (maker, 25))
    it |= SPICE_ROPD_INVERS_DEST;
  if (maker_chance (maker, 25))
    it |= SPICE_ROPD_INVERS_RES;
  return it;
}

guint
surface_depth (SpiceSurfaceFmt format)
{
  /* Bit 6 of a format tells of two with one depth. */
  return (guint) format & 0x3f;
}
