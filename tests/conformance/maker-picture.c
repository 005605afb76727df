/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "maker.h"

/* Pictures that are cached, or have a named palette, come from a stock, so that they return. */
#define STOCK    40
#define PALETTES 12

/* The server ends the process when it draws a picture with a palette on the other surfaces. */
static gboolean
may_have_palette (SpiceSurfaceFmt format)
{
  return format == SPICE_SURFACE_FMT_16_555 || surface_depth (format) == 32;
}

static SpiceBitmapFmt
any_format (Maker *maker)
{
  static const SpiceBitmapFmt formats[] = {
    SPICE_BITMAP_FMT_1BIT_BE, SPICE_BITMAP_FMT_4BIT_BE, SPICE_BITMAP_FMT_8BIT,
    SPICE_BITMAP_FMT_16BIT,   SPICE_BITMAP_FMT_24BIT,   SPICE_BITMAP_FMT_32BIT,
    SPICE_BITMAP_FMT_32BIT,   SPICE_BITMAP_FMT_RGBA,    SPICE_BITMAP_FMT_8BIT_A,
  };

  SpiceBitmapFmt it = formats[maker_between (maker, 0, G_N_ELEMENTS (formats) - 1)];

  return maker->surface && !may_have_palette (maker->surface->format) &&
                 it <= SPICE_BITMAP_FMT_8BIT
             ? SPICE_BITMAP_FMT_32BIT
             : it;
}

/* Whose unused byte the guest may call set. */
static gboolean
is_32 (SpiceBitmapFmt format)
{
  return format == SPICE_BITMAP_FMT_24BIT || format == SPICE_BITMAP_FMT_32BIT;
}

static Picture
stock_picture (Maker *maker)
{
  /* Those without palettes, which every surface takes, stand at the end. One with a palette is
   * kept by the server in the format of the surface that it was first drawn on: raw pixels from
   * one of 16 bits, with an alpha of 0 from one with alpha. What another surface then shows
   * depends on when the server forgot the picture. */
  gboolean any_will_do = maker->surface->format == SPICE_SURFACE_FMT_32_xRGB;
  guint32 i = (guint32) maker_between (maker, any_will_do ? 0 : STOCK / 2, STOCK - 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (i + 1);
  Maker of_stock = { .rand = rand };

  return (Picture){
    .kind = SUMAC_HOST_IMAGE_BITMAP,
    .format = i < STOCK / 2 ? any_format (&of_stock) : SPICE_BITMAP_FMT_32BIT + i % 2,
    .width = (guint) maker_between (&of_stock, 8, 80),
    .height = (guint) maker_between (&of_stock, 8, 80),
    .content = (PictureContent) maker_between (&of_stock, PICTURE_NOISE, PICTURE_SMOOTH),
    .seed = i + 1,
    .palette_seed = i % PALETTES,
    .is_bottom_up = maker_chance (&of_stock, 30),
    .is_cached = TRUE,
    .high_bits_set = i % 8 == 4,
  };
}

/* The server ends the process by an assertion where a tile, or a source that is not weighed, is
 * a surface of another depth than the destination. */
static gboolean
may_differ_in_depth (SumacHostDrawKind kind)
{
  return kind == SUMAC_HOST_DRAW_ALPHA_BLEND || kind == SUMAC_HOST_DRAW_COMPOSITE;
}

static Picture
surface_picture (Maker *maker, gboolean may_be_self)
{
  guint i = (guint) maker_between (maker, 0, (gint) maker->display->n_surfaces - 1);
  const CaseSurface *surface = &maker->display->surfaces[i];

  if (((maker->may_cover || !may_be_self) && surface == maker->surface) ||
      (surface_depth (surface->format) != surface_depth (maker->surface->format) &&
       !may_differ_in_depth (maker->command->draw.kind)))
    return (Picture){ .kind = SUMAC_HOST_IMAGE_NONE };
  return (Picture){
    .kind = SUMAC_HOST_IMAGE_SURFACE,
    .surface = surface->id,
    .width = surface->width,
    .height = surface->height,
  };
}

/* These leave a transform on what the server keeps, a cached picture or a surface, and other
 * commands then draw it moved or turned. */
static gboolean
keeps_state (SumacHostDrawKind kind)
{
  return kind == SUMAC_HOST_DRAW_TEXT || kind == SUMAC_HOST_DRAW_COMPOSITE;
}

/* Now and then so much that it is decoded by another thread. */
static gint
picture_side (Maker *maker)
{
  return maker_chance (maker, 5) ? maker_between (maker, 96, 130) : maker_length (maker, 90);
}

Picture
maker_picture (Maker *maker, gboolean may_be_self)
{
  Picture it = { .kind = SUMAC_HOST_IMAGE_NONE };

  if (maker->command->draw.kind != SUMAC_HOST_DRAW_TEXT && maker_chance (maker, 20))
    it = surface_picture (maker, may_be_self);
  if (it.kind != SUMAC_HOST_IMAGE_NONE)
    return it;
  if (!keeps_state (maker->command->draw.kind) &&
      maker_chance (maker, maker->it->n_displays > 1 ? 60 : 15))
    return stock_picture (maker);
  it = (Picture){
    .kind = SUMAC_HOST_IMAGE_BITMAP,
    .format = any_format (maker),
    .width = (guint) picture_side (maker),
    .height = (guint) picture_side (maker),
    .padding = maker_chance (maker, 20) ? (guint) maker_between (maker, 1, 9) : 0,
    .content = (PictureContent) maker_between (maker, PICTURE_NOISE, PICTURE_SMOOTH),
    .seed = maker_any (maker) | 1,
    .palette_seed = maker_chance (maker, 50) ? maker_any (maker) | 0x80000000u
                                             : (guint32) maker_between (maker, 0, PALETTES - 1),
    .is_bottom_up = maker_chance (maker, 25),
    .has_junk = maker->may_have_junk && maker_chance (maker, 30),
  };
  it.high_bits_set = is_32 (it.format) && maker_chance (maker, 6);
  return it;
}

Picture
maker_mask (Maker *maker, gint width, gint height)
{
  return (Picture){
    .kind = SUMAC_HOST_IMAGE_BITMAP,
    .format = maker_chance (maker, 50) ? SPICE_BITMAP_FMT_1BIT_BE : SPICE_BITMAP_FMT_1BIT_LE,
    .is_mask = TRUE,
    .width = (guint) width,
    .height = (guint) height,
    .padding = maker_chance (maker, 50) ? (guint) maker_between (maker, 1, 5) : 0,
    .content = maker_chance (maker, 50) ? PICTURE_NOISE : PICTURE_FLAT,
    .seed = maker_any (maker) | 1,
    .is_bottom_up = maker_chance (maker, 25),
  };
}

gboolean
picture_is_surface (const Picture *picture)
{
  return picture->kind == SUMAC_HOST_IMAGE_SURFACE;
}
