/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* TEXT and COMPOSITE. */

#include "maker.h"

/* Of glyphs of 8 bits the server draws each row one too low, and the uppermost from memory
 * behind the glyph: all rows are equal, and that one lies above the box. */
static void
make_all_rows_equal (Maker *maker, guint i)
{
  Command *command = maker->command;
  SumacHostGlyph *glyph = &command->glyphs[i];

  glyph->pos.y = command->draw.box.top - 1 - glyph->origin.y;
  for (guint k = glyph->width; k < sizeof command->rows[i]; k++)
    command->rows[i][k] = command->rows[i][k - glyph->width];
}

/* The server clears the byte that xRGB does not use all around the glyphs, whatever the box says.
 * With a box of less, a later command that covers it would have the text forgotten on its way
 * to us, but not in the server's own picture. */
static void
cover_glyphs (Maker *maker)
{
  SumacHostDraw *draw = &maker->command->draw;
  SumacHostRect *box = &draw->box;

  for (guint i = 0; i < draw->u.text.n_glyphs; i++)
    {
      const SumacHostGlyph *glyph = &maker->command->glyphs[i];
      gint left = glyph->pos.x + glyph->origin.x;
      gint top = glyph->pos.y + glyph->origin.y;

      box->left = CLAMP (left, 0, box->left);
      box->top = CLAMP (top, 0, box->top);
      box->right = CLAMP (left + glyph->width, box->right, (gint) maker->surface->width);
      box->bottom = CLAMP (top + glyph->height, box->bottom, (gint) maker->surface->height);
    }
}

void
maker_make_text (Maker *maker)
{
  static const guint8 flags[] = {
    SPICE_STRING_FLAGS_RASTER_A1,
    SPICE_STRING_FLAGS_RASTER_A4,
    SPICE_STRING_FLAGS_RASTER_A8,
  };
  Command *command = maker->command;
  SumacHostDraw *draw = &command->draw;
  gboolean is_xrgb = maker->surface->format == SPICE_SURFACE_FMT_32_xRGB;

  /* Another operation ends the server's process. */
  draw->ropd = SPICE_ROPD_OP_PUT;
  draw->u.text.flags = flags[maker_between (maker, 0, G_N_ELEMENTS (flags) - 1)];
  if (maker_chance (maker, 20))
    draw->u.text.flags |= SPICE_STRING_FLAGS_RASTER_TOP_DOWN;
  draw->u.text.n_glyphs = (guint16) maker_between (maker, 1, MAX_GLYPHS);
  if (is_xrgb && draw->u.text.flags & SPICE_STRING_FLAGS_RASTER_A8)
    draw->box.top = 0; /* the row above must lie outside, see below */
  for (guint i = 0; i < draw->u.text.n_glyphs; i++)
    {
      command->glyphs[i] = (SumacHostGlyph){
        .pos = { draw->box.left + maker_between (maker, -5, 30),
                 draw->box.top + maker_between (maker, 0, 20) },
        .origin = { maker_between (maker, -6, 6), maker_between (maker, -16, 6) },
        .width = (guint16) maker_between (maker, 1, MAX_GLYPH_SIDE),
        .height = (guint16) maker_between (maker, 1, MAX_GLYPH_SIDE),
      };
      for (guint k = 0; k < sizeof command->rows[i]; k++)
        command->rows[i][k] = (guint8) maker_any (maker);
      if (draw->u.text.flags & SPICE_STRING_FLAGS_RASTER_A8)
        make_all_rows_equal (maker, i);
    }
  if (is_xrgb)
    cover_glyphs (maker);
  if (maker_chance (maker, 30))
    {
      draw->u.text.back_area = maker_box (maker);
      maker_add_brush (maker, &draw->u.text.back, &command->back);
    }
}

/* Mostly a little more or less than nothing done; now and then turned or wild. */
static void
any_transform (Maker *maker, SumacHostTransform *transform)
{
  gboolean is_wild = maker_chance (maker, 20);

  for (guint i = 0; i < 6; i++)
    transform->t[i] = (i == 0 || i == 4 ? 65536 : 0) +
                      (is_wild            ? maker_between (maker, -200000, 200000)
                       : i == 2 || i == 5 ? maker_between (maker, -20 * 65536, 20 * 65536)
                       : maker_chance (maker, 50) ? maker_between (maker, -60000, 60000)
                                                  : 0);
}

static guint32
any_operator (Maker *maker)
{
  static const guint32 last[] = { 0x0d, 0x1b, 0x2b, 0x3e };
  guint i = maker_chance (maker, 60) ? 0 : (guint) maker_between (maker, 1, 3);

  return (guint32) maker_between (maker, (gint) i * 16, (gint) last[i]);
}

/* Of a surface of alpha alone the server can't make one without: it ends the process. */
static gboolean
can_be_opaque (Maker *maker, const Picture *picture)
{
  return !picture_is_surface (picture) ||
         surface_depth (case_surface (maker->display, picture->surface)->format) > 8;
}

/* A surface keeps its transform in the server, also for commands that come without one; and once
 * it was a mask of one alpha a channel it is not known to be opaque any more, which SATURATE
 * rounds otherwise. */
static gboolean
can_be_marked (const Picture *picture)
{
  return !picture_is_surface (picture);
}

void
maker_make_composite (Maker *maker)
{
  Command *command = maker->command;
  typeof (command->draw.u.composite) *composite = &command->draw.u.composite;

  command->source = maker_picture (maker, TRUE);
  composite->flags = any_operator (maker);

  composite->flags |= (guint32) maker_between (maker, 0, 4) << 8;
  composite->flags |= (guint32) maker_between (maker, 0, 4) << 11;
  composite->flags |= (guint32) maker_between (maker, 0, 3) << 14;
  composite->flags |= (guint32) maker_between (maker, 0, 3) << 16;
  if (can_be_opaque (maker, &command->source) && maker_chance (maker, 30))
    composite->flags |= SPICE_COMPOSITE_SOURCE_OPAQUE;
  if (surface_depth (maker->surface->format) > 8 && maker_chance (maker, 30))
    composite->flags |= SPICE_COMPOSITE_DEST_OPAQUE;
  composite->x = (gint16) maker_between (maker, -10, 30);
  composite->y = (gint16) maker_between (maker, -10, 30);
  command->has_transform = can_be_marked (&command->source) && maker_chance (maker, 30);
  if (command->has_transform)
    any_transform (maker, &command->transform);
  if (!maker_chance (maker, 40))
    return;
  /* Of one surface as both the server has one image, with one repeat and one filter. */
  do
    command->weight = maker_picture (maker, TRUE);
  while (picture_is_surface (&command->weight) && picture_is_surface (&command->source) &&
         command->weight.surface == command->source.surface);
  if (can_be_opaque (maker, &command->weight) && maker_chance (maker, 30))
    composite->flags |= SPICE_COMPOSITE_MASK_OPAQUE;
  if (can_be_marked (&command->weight) && maker_chance (maker, 30))
    composite->flags |= SPICE_COMPOSITE_COMPONENT_ALPHA;
  composite->mask_x = (gint16) maker_between (maker, -10, 30);
  composite->mask_y = (gint16) maker_between (maker, -10, 30);
  command->has_weight_transform = can_be_marked (&command->weight) && maker_chance (maker, 30);
  if (command->has_weight_transform)
    any_transform (maker, &command->weight_transform);
}
