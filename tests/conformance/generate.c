/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "generate.h"

#include "maker.h"

/* --- parts of commands ----------------------------------------------------------------- */

static void
add_clip (Maker *maker)
{
  SumacHostClip *clip = &maker->command->draw.clip;
  gint width = (gint) maker->surface->width;
  gint height = (gint) maker->surface->height;

  if (!maker_chance (maker, 35))
    return;
  clip->is_set = TRUE;
  clip->n_rects = maker_chance (maker, 4) ? 0 : (guint) maker_between (maker, 1, MAX_CLIPS);

  /* Where two rectangles lie side by side the server loses a part of a line that goes on in
   * another row. */
  if (maker->command->draw.kind == SUMAC_HOST_DRAW_STROKE)
    clip->n_rects = MIN (clip->n_rects, 1);
  for (guint i = 0; i < clip->n_rects; i++)
    {
      gint x = maker_between (maker, -10, width);
      gint y = maker_between (maker, -10, height);

      maker->command->clips[i] = (SumacHostRect){ x, y, x + maker_between (maker, 1, 40),
                                                  y + maker_between (maker, 1, 40) };
    }
}

static void
add_mask (Maker *maker)
{
  SumacHostDraw *draw = &maker->command->draw;
  gint width = draw->box.right - draw->box.left;
  gint height = draw->box.bottom - draw->box.top;

  if (!maker_chance (maker, 25))
    return;
  draw->mask.is_inverse = maker_chance (maker, 40);
  draw->mask.pos = (SumacHostPoint){ maker_between (maker, 0, 9), maker_between (maker, 0, 9) };
  if (maker_chance (maker, 70))
    {
      width += draw->mask.pos.x + maker_between (maker, 0, 5);
      height += draw->mask.pos.y + maker_between (maker, 0, 5);
    }
  maker->command->mask = maker_mask (maker, MAX (width, 1), MAX (height, 1));
}

/* The tile of a stroke is not converted: another depth, or a surface, ends the server's
 * process. */
static gboolean
has_depth (const Picture *picture, guint bits)
{
  if (picture->kind == SUMAC_HOST_IMAGE_SURFACE)
    return FALSE;
  if (picture->format <= SPICE_BITMAP_FMT_8BIT)
    return bits >= 16;
  if (picture->format == SPICE_BITMAP_FMT_16BIT)
    return bits == 16;
  return picture->format == SPICE_BITMAP_FMT_8BIT_A ? bits == 8 : bits == 32;
}

void
maker_add_brush (Maker *maker, SumacHostBrush *brush, Picture *pattern)
{
  brush->type = SPICE_BRUSH_TYPE_SOLID;
  brush->color = maker_color (maker);
  if (maker->surface->format != SPICE_SURFACE_FMT_1_A && maker_chance (maker, 3))
    {
      brush->type = SPICE_BRUSH_TYPE_NONE;
      return;
    }
  /* The server has no tiles of one bit: it ends the process. */
  if (maker->surface->format == SPICE_SURFACE_FMT_1_A || !maker_chance (maker, 40))
    return;
  brush->type = SPICE_BRUSH_TYPE_PATTERN;
  brush->pos =
      (SumacHostPoint){ maker_between (maker, -40, 80), maker_between (maker, -40, 80) };
  /* Of a tile that is the surface itself the server reads what it has just written. */
  do
    *pattern = maker_picture (maker, FALSE);
  while (maker->command->draw.kind == SUMAC_HOST_DRAW_STROKE &&
         !has_depth (pattern, surface_depth (maker->surface->format)));
}

static gboolean
are_close (SumacHostRect a, SumacHostRect b)
{
  return a.left < b.right + 2 && b.left < a.right + 2 && a.top < b.bottom + 2 &&
         b.top < a.bottom + 2;
}

static void
add_source (Maker *maker)
{
  SumacHostDraw *draw = &maker->command->draw;
  Picture *source = &maker->command->source;
  gint width, height;

  *source = maker_picture (maker, TRUE);
  width = maker_length (maker, (gint) source->width);
  height = maker_length (maker, (gint) source->height);
  draw->scale = maker_chance (maker, 50) ? SPICE_IMAGE_SCALE_MODE_NEAREST
                                         : SPICE_IMAGE_SCALE_MODE_INTERPOLATE;
  if (!maker_chance (maker, 30))
    {
      width = MIN (width, (gint) maker->surface->width);
      height = MIN (height, (gint) maker->surface->height);
      draw->box = maker_place (maker, width, height, (gint) maker->surface->width,
                               (gint) maker->surface->height);
    }
  draw->source_area =
      maker_place (maker, width, height, (gint) source->width, (gint) source->height);

  /* Of a surface over itself the server reads what it has just written, in an order of its own;
   * scaled, it reads a pixel around the area, too. */
  if (source->kind == SUMAC_HOST_IMAGE_SURFACE && source->surface == maker->surface->id &&
      are_close (draw->source_area, draw->box))
    add_source (maker);
}

/* --- kinds ----------------------------------------------------------------------------- */

static void
make_copy_bits (Maker *maker)
{
  SumacHostDraw *draw = &maker->command->draw;
  SumacHostRect from =
      maker_place (maker, draw->box.right - draw->box.left, draw->box.bottom - draw->box.top,
                   (gint) maker->surface->width, (gint) maker->surface->height);

  draw->u.copy_bits.from = (SumacHostPoint){ from.left, from.top };
}

static void
make_alpha_blend (Maker *maker)
{
  SumacHostDraw *draw = &maker->command->draw;

  draw->u.alpha_blend.alpha = maker_chance (maker, 40) ? 255
                              : maker_chance (maker, 5)
                                  ? 0
                                  : (guint8) maker_between (maker, 0, 255);
  draw->u.alpha_blend.flags = (guint8) maker_between (maker, 0, 3);
}

static void
make_transparent (Maker *maker)
{
  SumacHostDraw *draw = &maker->command->draw;

  draw->u.transparent.key = maker_any (maker) & 0xffffff;
}

/* The server ends the process for codes that don't depend on all three operands. */
static gboolean
is_ternary (guint8 code)
{
  return (code ^ code >> 4) & 0x0f && (code ^ code >> 2) & 0x33 && (code ^ code >> 1) & 0x55;
}

static void
make_rop3 (Maker *maker)
{
  SumacHostDraw *draw = &maker->command->draw;
  guint8 code;

  do
    code = (guint8) maker_between (maker, 0, 255);
  while (!is_ternary (code));
  draw->u.rop3.code = code;

  /* Left of a tile's origin and above it the server reads beside the tile. */
  draw->brush.pos.x = MIN (draw->brush.pos.x, draw->box.left);
  draw->brush.pos.y = MIN (draw->brush.pos.y, draw->box.top);
}

/* clang-format off */
static void (*const makers[SUMAC_HOST_N_DRAW_KINDS]) (Maker *maker) = {
  [SUMAC_HOST_DRAW_COPY_BITS]   = make_copy_bits,
  [SUMAC_HOST_DRAW_ALPHA_BLEND] = make_alpha_blend,
  [SUMAC_HOST_DRAW_TRANSPARENT] = make_transparent,
  [SUMAC_HOST_DRAW_ROP3]        = make_rop3,
  [SUMAC_HOST_DRAW_TEXT]        = maker_make_text,
  [SUMAC_HOST_DRAW_COMPOSITE]   = maker_make_composite,
  [SUMAC_HOST_DRAW_STROKE]      = maker_make_stroke,
};

/* clang-format on */

/* Whether what lies below the box is of no consequence. */
static gboolean
covers (const Command *command)
{
  const SumacHostDraw *draw = &command->draw;

  if (command->mask.kind != SUMAC_HOST_IMAGE_NONE)
    return FALSE;
  switch (draw->kind)
    {
    case SUMAC_HOST_DRAW_BLACKNESS:
    case SUMAC_HOST_DRAW_WHITENESS:
    case SUMAC_HOST_DRAW_COPY_BITS:
      return TRUE;
    case SUMAC_HOST_DRAW_FILL:
    case SUMAC_HOST_DRAW_COPY:
    case SUMAC_HOST_DRAW_BLEND:
      return draw->ropd == SPICE_ROPD_OP_PUT;
    default:
      return FALSE;
    }
}

/* On surfaces of one bit the server knows plain fills, and what pixman does for it; at all
 * else it reads and writes beyond the surface's memory. */
static gboolean
may_draw_on (SumacHostDrawKind kind, SpiceSurfaceFmt format)
{
  /* Of eight bits it knows no ternary operations. */
  if (kind == SUMAC_HOST_DRAW_ROP3 && surface_depth (format) < 16)
    return FALSE;
  return format != SPICE_SURFACE_FMT_1_A || kind == SUMAC_HOST_DRAW_FILL ||
         kind == SUMAC_HOST_DRAW_BLACKNESS || kind == SUMAC_HOST_DRAW_WHITENESS ||
         kind == SUMAC_HOST_DRAW_ALPHA_BLEND;
}

static const CaseSurface *
any_surface (Maker *maker, SumacHostDrawKind kind)
{
  const CaseSurface *surface;

  /* The primary takes everything. */
  do
    surface = &maker->display
                   ->surfaces[maker_between (maker, 0, (gint) maker->display->n_surfaces - 1)];
  while (!may_draw_on (kind, surface->format));
  return surface;
}

static gboolean
may_be_cover (const Maker *maker)
{
  const Command *command = maker->command;

  return maker->may_cover && covers (command) &&
         !(maker->is_tidied[command->display] >> command->draw.surface & 1);
}

static void
make_command (Maker *maker, SumacHostDrawKind kind, Command *command)
{
  SumacHostDraw *draw = &command->draw;

  maker->command = command;
  maker->display = &maker->it->displays[command->display];
  maker->surface = any_surface (maker, kind);
  draw->kind = kind;
  draw->surface = maker->surface->id;
  draw->box = maker_box (maker);
  draw->ropd = maker_ropd (maker);
  if (kind_has_area (kind))
    add_source (maker);
  if (kind_has_brush (kind))
    maker_add_brush (maker, &draw->brush, &command->pattern);
  if (kind_has_mask (kind))
    add_mask (maker);
  add_clip (maker);
  if (makers[kind])
    makers[kind](maker);
  draw->is_opaque = may_be_cover (maker) && maker_chance (maker, 60);
  if (maker->surface->format == SPICE_SURFACE_FMT_32_xRGB &&
      (kind == SUMAC_HOST_DRAW_TEXT || kind == SUMAC_HOST_DRAW_ALPHA_BLEND))
    maker->is_tidied[command->display] |= 1u << draw->surface;
}

static void
make_surfaces (Maker *maker, CaseDisplay *it)
{
  static const SpiceSurfaceFmt formats[] = {
    SPICE_SURFACE_FMT_16_555,  SPICE_SURFACE_FMT_16_565, SPICE_SURFACE_FMT_32_xRGB,
    SPICE_SURFACE_FMT_32_ARGB, SPICE_SURFACE_FMT_8_A,    SPICE_SURFACE_FMT_1_A,
  };

  it->surfaces[0] = (CaseSurface){
    .format = maker_chance (maker, 80)   ? SPICE_SURFACE_FMT_32_xRGB
              : maker_chance (maker, 50) ? SPICE_SURFACE_FMT_32_ARGB
                                         : SPICE_SURFACE_FMT_16_555,
    .width = PRIMARY_WIDTH,
    .height = PRIMARY_HEIGHT,
  };
  it->n_surfaces = (guint) maker_between (maker, 1, MAX_SURFACES);
  for (guint i = 1; i < it->n_surfaces; i++)
    it->surfaces[i] = (CaseSurface){
      .id = i,
      .format = formats[maker_between (maker, 0, G_N_ELEMENTS (formats) - 1)],
      .width = (guint) (maker_chance (maker, 60) ? 64 : maker_between (maker, 1, 90)),
      .height = (guint) (maker_chance (maker, 60) ? 64 : maker_between (maker, 1, 90)),
    };
}

static SumacHostDrawKind
any_kind (Maker *maker, guint kinds)
{
  SumacHostDrawKind kind;

  do
    kind = (SumacHostDrawKind) maker_between (maker, 0, SUMAC_HOST_N_DRAW_KINDS - 1);
  while (!(kinds >> kind & 1));
  return kind;
}

static guint
any_display (Maker *maker)
{
  guint n = maker->it->n_displays;

  return n > 1 ? (guint) maker_between (maker, 0, (gint) n - 1) : 0;
}

static gboolean
may_have_junk (const Case *it)
{
  for (guint i = 0; i < it->n_displays; i++)
    for (guint k = 0; k < it->displays[i].n_surfaces; k++)
      if (it->displays[i].surfaces[k].format == SPICE_SURFACE_FMT_16_565)
        return FALSE;
  return TRUE;
}

void
generate_case (guint64 seed, guint n_displays, guint n_commands, guint kinds, Case *it)
{
  const guint32 words[] = { (guint32) seed, (guint32) (seed >> 32) };
  g_autoptr (GRand) rand = g_rand_new_with_seed_array (words, G_N_ELEMENTS (words));
  Maker maker = { .rand = rand, .it = it };

  *it = (Case){
    .seed = seed,
    .n_displays = n_displays,
    .n_commands = n_commands,
    .commands = g_new0 (Command, n_commands),
  };
  maker.may_cover = maker_chance (&maker, 50);
  for (guint i = 0; i < n_displays; i++)
    make_surfaces (&maker, &it->displays[i]);
  maker.may_have_junk = may_have_junk (it);
  for (guint i = 0; i < n_commands; i++)
    {
      it->commands[i].display = any_display (&maker);
      make_command (&maker, any_kind (&maker, kinds), &it->commands[i]);
    }
}
