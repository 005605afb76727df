/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model.h"

#include <math.h>
#include <string.h>

/* One draw. Everything that is read was copied before. */
typedef struct
{
  const SumacOp *op;
  Picture *dest;
  Picture *source;  /* nullable */
  Picture *pattern; /* nullable */
  Picture *back;    /* nullable */
  Picture *mask;    /* nullable */
} Model;

static guint32
read_pixel (const SumacView *view, gint x, gint y)
{
  const guint8 *row = view->data + view->stride * y;
  guint bits = sumac_pixel_format_bits (view->format);
  guint32 pixel = 0;

  if (bits == 1)
    return row[x / 8] >> x % 8 & 1;
  for (guint i = 0; i < bits / 8; i++)
    pixel |= (guint32) row[(guint) x * bits / 8 + i] << 8 * i;
  return pixel;
}

Picture *
picture_new (const SumacView *view)
{
  Picture *picture = g_new0 (Picture, 1);

  picture->format = view->format;
  picture->width = view->width;
  picture->height = view->height;
  picture->pixels = g_new (guint32, (gsize) view->width * (gsize) view->height);
  for (gint y = 0; y < view->height; y++)
    for (gint x = 0; x < view->width; x++)
      picture->pixels[y * view->width + x] = read_pixel (view, x, y);
  return picture;
}

void
picture_free (Picture *picture)
{
  if (picture)
    g_free (picture->pixels);
  g_free (picture);
}

static gboolean
holds (const Picture *picture, gint64 x, gint64 y)
{
  return x >= 0 && y >= 0 && x < picture->width && y < picture->height;
}

static guint32 *
at (const Picture *picture, gint64 x, gint64 y)
{
  return &picture->pixels[y * picture->width + x];
}

static gboolean
is_wide (SumacPixelFormat format)
{
  return sumac_pixel_format_bits (format) == 32;
}

/* ---- pixels ---- */

static guint32
repeat_5 (guint32 v)
{
  return v << 3 | v >> 2;
}

static guint32
repeat_6 (guint32 v)
{
  return v << 2 | v >> 4;
}

/* As ARGB; of 16 bits the highest byte is full, xRGB leaves it as it is. */
static guint32
widen (SumacPixelFormat format, guint32 v)
{
  switch (format)
    {
    case SUMAC_PIXELS_A1:
      return v ? 0xff000000u : 0;
    case SUMAC_PIXELS_A8:
      return v << 24;
    case SUMAC_PIXELS_RGB555:
      return 0xff000000u | repeat_5 (v >> 10 & 31) << 16 | repeat_5 (v >> 5 & 31) << 8 |
             repeat_5 (v & 31);
    case SUMAC_PIXELS_RGB565:
      return 0xff000000u | repeat_5 (v >> 11 & 31) << 16 | repeat_6 (v >> 5 & 63) << 8 |
             repeat_5 (v & 31);
    case SUMAC_PIXELS_XRGB32:
    case SUMAC_PIXELS_ARGB32:
      return v;
    }
  return 0;
}

static gboolean
has_alpha (SumacPixelFormat format)
{
  return format == SUMAC_PIXELS_A1 || format == SUMAC_PIXELS_A8 ||
         format == SUMAC_PIXELS_ARGB32;
}

static guint32
narrow (guint32 argb, SumacPixelFormat format)
{
  guint32 r = argb >> 16 & 255, g = argb >> 8 & 255, b = argb & 255;

  switch (format)
    {
    case SUMAC_PIXELS_A1:
      return argb >> 31;
    case SUMAC_PIXELS_A8:
      return argb >> 24;
    case SUMAC_PIXELS_RGB555:
      return r / 8 << 10 | g / 8 << 5 | b / 8;
    case SUMAC_PIXELS_RGB565:
      return r / 8 << 11 | g / 4 << 5 | b / 8;
    case SUMAC_PIXELS_XRGB32:
    case SUMAC_PIXELS_ARGB32:
      return argb;
    }
  return 0;
}

static guint32
convert (SumacPixelFormat from, guint32 v, SumacPixelFormat to)
{
  if (from == to)
    return v;
  return narrow (widen (from, v) | (has_alpha (from) || is_wide (to) ? 0 : 0xff000000u), to);
}

/* Between surfaces of 16 bits pixels are taken as they are. */
static SumacPixelFormat
plain_format (const SumacSource *source, SumacPixelFormat from, SumacPixelFormat to)
{
  return source->kind == SUMAC_SOURCE_SURFACE && sumac_pixel_format_bits (from) == 16 &&
                 sumac_pixel_format_bits (to) == 16
             ? to
             : from;
}

/* Pictures, but not surfaces, get the destination's depth before anything is computed. */
static SumacPixelFormat
depth_format (const SumacSource *source, SumacPixelFormat from, SumacPixelFormat to)
{
  if (source->kind == SUMAC_SOURCE_SURFACE || from == to || (is_wide (from) && is_wide (to)))
    return from;
  return to == SUMAC_PIXELS_ARGB32 ? SUMAC_PIXELS_XRGB32 : to;
}

static guint32
bits_of (SumacPixelFormat format)
{
  guint bits = sumac_pixel_format_bits (format);

  return bits == 32 ? 0xffffffffu : (1u << bits) - 1;
}

static guint32
rop (guint table, guint32 a, guint32 b, SumacPixelFormat format)
{
  guint32 result = 0;

  for (guint i = 0; i < 32; i++)
    result |= (table >> (2 * (a >> i & 1) + (b >> i & 1)) & 1u) << i;
  return result & bits_of (format);
}

static guint32
rop3 (guint code, guint32 p, guint32 s, guint32 d, SumacPixelFormat format)
{
  guint32 result = 0;

  for (guint i = 0; i < 32; i++)
    result |= (code >> (4 * (p >> i & 1) + 2 * (s >> i & 1) + (d >> i & 1)) & 1u) << i;
  return result & bits_of (format);
}

/* ---- where ---- */

static gboolean
is_inside (const SumacRect *r, gint64 x, gint64 y)
{
  return x >= r->left && x < r->right && y >= r->top && y < r->bottom;
}

static gboolean
is_clipped_in (const SumacClip *clip, gint x, gint y)
{
  if (!clip->is_set)
    return TRUE;
  for (guint i = 0; i < clip->n_rects; i++)
    if (is_inside (&clip->rects[i], x, y))
      return TRUE;
  return FALSE;
}

static gboolean
is_masked_in (const Model *m, gint x, gint y)
{
  const SumacMask *mask = &m->op->mask;
  gint64 mx = (gint64) x - m->op->box.left + mask->x;
  gint64 my = (gint64) y - m->op->box.top + mask->y;

  if (!m->mask)
    return TRUE;
  if (!holds (m->mask, mx, my))
    return FALSE;

  guint32 v = *at (m->mask, mx, my);
  gboolean is_set = m->mask->format == SUMAC_PIXELS_A8 ? v >= 128 : v != 0;

  return is_set != (mask->is_inverse != FALSE);
}

static gboolean
may_draw (const Model *m, gint x, gint y)
{
  return is_inside (&m->op->box, x, y) && is_clipped_in (&m->op->clip, x, y) &&
         is_masked_in (m, x, y);
}

/* ---- what ---- */

static guint32
brush_pixel (const Model *m, const SumacBrush *brush, const Picture *pattern, gint x, gint y)
{
  switch (brush->kind)
    {
    case SUMAC_BRUSH_NONE:
      return 0;
    case SUMAC_BRUSH_SOLID:
      return brush->color & bits_of (m->dest->format);
    case SUMAC_BRUSH_PATTERN:
      break;
    }

  gint64 tx = ((gint64) x - brush->x) % pattern->width;
  gint64 ty = ((gint64) y - brush->y) % pattern->height;

  tx = tx < 0 ? tx + pattern->width : tx;
  ty = ty < 0 ? ty + pattern->height : ty;
  return convert (plain_format (&brush->pattern, pattern->format, m->dest->format),
                  *at (pattern, tx, ty), m->dest->format);
}

/* As pixman reads it: what has no alpha is opaque. */
static guint32
argb_of (SumacPixelFormat format, guint32 v)
{
  return has_alpha (format) ? widen (format, v) : widen (format, v) | 0xff000000u;
}

/* Four bytes weighed by 7 bits each way; black behind the edges. */
static guint32
bilinear (const Picture *p, SumacPixelFormat as, gint64 fx, gint64 fy)
{
  gint64 x = (fx - 0x8000) >> 16, y = (fy - 0x8000) >> 16;
  guint32 wx = (guint32) ((fx - 0x8000) >> 9 & 127), wy = (guint32) ((fy - 0x8000) >> 9 & 127);
  guint32 result = 0;

  for (guint byte = 0; byte < 32; byte += 8)
    {
      guint32 sum = 0;

      for (guint i = 0; i < 4; i++)
        {
          gint64 px = x + (i & 1), py = y + (i >> 1);
          guint32 weight = (i & 1 ? wx : 128 - wx) * (i >> 1 ? wy : 128 - wy);

          if (holds (p, px, py))
            sum +=
                (argb_of (as, convert (p->format, *at (p, px, py), as)) >> byte & 255) * weight;
        }
      result |= sum >> 14 << byte;
    }
  return result;
}

/* The scaled source's pixel for a place of the box, as a pixel of @to's format. */
static guint32
scaled_pixel (const Model *m, gint x, gint y, SumacScale scale, SumacPixelFormat to)
{
  const SumacRect *box = &m->op->box;
  const SumacRect *area = &m->op->source_area;
  const Picture *s = m->source;
  gint64 sx = ((gint64) sumac_rect_width (area) << 16) / sumac_rect_width (box);
  gint64 sy = ((gint64) sumac_rect_height (area) << 16) / sumac_rect_height (box);
  gint64 left = area->left * (gint64) 65536, top = area->top * (gint64) 65536;

  if (m->op->kind == SUMAC_OP_ROP3)
    {
      left = sx * (gint64) round (area->left /
                                  ((double) sumac_rect_width (area) / sumac_rect_width (box)));
      top = sy * (gint64) round (area->top /
                                 ((double) sumac_rect_height (area) / sumac_rect_height (box)));
    }

  /* The middle of the pixel, rounded to 16 bits of fraction. */
  gint64 fx = sx * (x - (gint64) box->left) + (sx + 1) / 2 + left;
  gint64 fy = sy * (y - (gint64) box->top) + (sy + 1) / 2 + top;
  /* What is only copied becomes a pixel of the destination at once. */
  gboolean is_copied = m->op->kind == SUMAC_OP_OPAQUE ||
                       ((m->op->kind == SUMAC_OP_COPY || m->op->kind == SUMAC_OP_BLEND) &&
                        m->op->rop == SUMAC_ROP_COPY);
  SumacPixelFormat own = depth_format (&m->op->source, s->format, to);
  SumacPixelFormat given = is_copied ? to : own;
  guint32 v = 0;

  if (scale == SUMAC_SCALE_SMOOTH)
    v = narrow (bilinear (s, own, fx, fy), given);
  else if (holds (s, (fx - 1) >> 16, (fy - 1) >> 16))
    v = narrow (
        argb_of (own, convert (s->format, *at (s, (fx - 1) >> 16, (fy - 1) >> 16), own)),
        given);
  return convert (plain_format (&m->op->source, given, to), v, to);
}

static gboolean
is_scaled (const SumacOp *op)
{
  return sumac_rect_width (&op->box) != sumac_rect_width (&op->source_area) ||
         sumac_rect_height (&op->box) != sumac_rect_height (&op->source_area);
}

/* FALSE where the source has no pixel for that place. */
static gboolean
source_pixel (const Model *m, gint x, gint y, SumacScale scale, guint32 *out)
{
  const SumacOp *op = m->op;
  gint64 sx = (gint64) x - op->box.left + op->source_area.left;
  gint64 sy = (gint64) y - op->box.top + op->source_area.top;

  if (sumac_rect_is_empty (&op->source_area))
    return FALSE;
  if (is_scaled (op))
    {
      *out = scaled_pixel (m, x, y, scale, m->dest->format);
      return TRUE;
    }
  if (!holds (m->source, sx, sy))
    return FALSE;
  *out = convert (plain_format (&op->source, m->source->format, m->dest->format),
                  *at (m->source, sx, sy), m->dest->format);
  return TRUE;
}

static guint32
key_of (guint32 key, SumacPixelFormat format, guint32 *mask)
{
  *mask = is_wide (format) ? 0xffffff : bits_of (format);
  if (format == SUMAC_PIXELS_RGB555 || format == SUMAC_PIXELS_RGB565)
    return narrow (key, format);
  return format == SUMAC_PIXELS_A8 ? 0 : key & *mask;
}

/* ---- weighing ---- */

static guint32
times (guint32 a, guint32 b)
{
  guint32 t = a * b + 128;

  return (t + (t >> 8)) >> 8;
}

static guint32
times_all (guint32 v, guint32 by)
{
  guint32 result = 0;

  for (guint i = 0; i < 32; i += 8)
    result |= times (v >> i & 255, by) << i;
  return result;
}

static guint32
add_all (guint32 a, guint32 b)
{
  guint32 result = 0;

  for (guint i = 0; i < 32; i += 8)
    result |= MIN (255, (a >> i & 255) + (b >> i & 255)) << i;
  return result;
}

static guint32
over (guint32 s, guint32 d)
{
  return add_all (s, times_all (d, 255 - (s >> 24)));
}

static void
alpha_blend_pixel (const Model *m, gint x, gint y)
{
  const SumacOp *op = m->op;
  SumacPixelFormat from = m->source->format;
  SumacPixelFormat to = m->dest->format;
  guint32 *d = at (m->dest, x, y);
  guint32 s;
  gint64 sx = (gint64) x - op->box.left + op->source_area.left;
  gint64 sy = (gint64) y - op->box.top + op->source_area.top;

  if (from == SUMAC_PIXELS_XRGB32 && op->source.kind == SUMAC_SOURCE_SURFACE &&
      op->u.alpha_blend.source_has_alpha)
    from = SUMAC_PIXELS_ARGB32;
  if (to == SUMAC_PIXELS_XRGB32 && op->u.alpha_blend.dest_has_alpha)
    to = SUMAC_PIXELS_ARGB32;
  if (is_scaled (op))
    {
      gint64 fx =
          ((gint64) sumac_rect_width (&op->source_area) << 16) / sumac_rect_width (&op->box);
      gint64 fy =
          ((gint64) sumac_rect_height (&op->source_area) << 16) / sumac_rect_height (&op->box);

      sx = ((op->source_area.left * (gint64) 65536 + fx * (x - (gint64) op->box.left) +
             (fx + 1) / 2 - 1) >>
            16);
      sy = ((op->source_area.top * (gint64) 65536 + fy * (y - (gint64) op->box.top) +
             (fy + 1) / 2 - 1) >>
            16);
    }
  if (!holds (m->source, sx, sy))
    return;
  s = argb_of (from, *at (m->source, sx, sy));
  if (op->u.alpha_blend.alpha != 255)
    s = times_all (s, op->u.alpha_blend.alpha);
  *d = narrow (over (s, argb_of (to, *d)), to);
}

/* ---- kinds ---- */

static gboolean
has_brush (SumacOpKind kind)
{
  return kind == SUMAC_OP_FILL || kind == SUMAC_OP_OPAQUE || kind == SUMAC_OP_ROP3 ||
         kind == SUMAC_OP_STROKE || kind == SUMAC_OP_TEXT;
}

static void
draw_pixel (const Model *m, gint x, gint y)
{
  const SumacOp *op = m->op;
  SumacPixelFormat format = m->dest->format;
  guint32 *d = at (m->dest, x, y);
  guint32 p = has_brush (op->kind) ? brush_pixel (m, &op->brush, m->pattern, x, y) : 0;
  guint32 s = 0;
  guint32 key, mask;

  switch (op->kind)
    {
    case SUMAC_OP_FILL:
      *d = rop (op->rop, p, *d, format);
      break;
    case SUMAC_OP_OPAQUE:
      if (source_pixel (m, x, y, op->scale, &s))
        *d = s;
      *d = rop (op->rop, p, *d, format);
      break;
    case SUMAC_OP_COPY:
    case SUMAC_OP_BLEND:
      if (source_pixel (m, x, y, op->scale, &s))
        *d = rop (op->rop, s, *d, format);
      break;
    case SUMAC_OP_BLACKNESS:
      *d = 0;
      break;
    case SUMAC_OP_WHITENESS:
      *d = bits_of (format);
      break;
    case SUMAC_OP_INVERS:
      *d = ~*d & bits_of (format);
      break;
    case SUMAC_OP_TRANSPARENT:
      key = key_of (op->u.transparent.key, format, &mask);
      if (source_pixel (m, x, y, SUMAC_SCALE_NEAREST, &s) && (s & mask) != (key & mask))
        *d = s;
      break;
    case SUMAC_OP_ALPHA_BLEND:
      if (op->u.alpha_blend.alpha != 0 && !sumac_rect_is_empty (&op->source_area))
        alpha_blend_pixel (m, x, y);
      break;
    case SUMAC_OP_COPY_BITS:
      if (holds (m->source, (gint64) x - op->box.left + op->u.copy_bits.x,
                 (gint64) y - op->box.top + op->u.copy_bits.y))
        *d = *at (m->source, (gint64) x - op->box.left + op->u.copy_bits.x,
                  (gint64) y - op->box.top + op->u.copy_bits.y);
      break;
    case SUMAC_OP_ROP3:
      if (source_pixel (m, x, y, op->scale, &s))
        *d = rop3 (op->u.rop3.code, p, s, *d, format);
      break;
    case SUMAC_OP_COMPOSITE:
    case SUMAC_OP_STROKE:
    case SUMAC_OP_TEXT:
      break;
    }
}

static gint
whole (gint32 fixed)
{
  return (fixed >> 4) + ((fixed & 15) > 8);
}

static void
plot (const Model *m, gint x, gint y)
{
  if (holds (m->dest, x, y) && may_draw (m, x, y))
    *at (m->dest, x, y) = rop (m->op->rop, brush_pixel (m, &m->op->brush, m->pattern, x, y),
                               *at (m->dest, x, y), m->dest->format);
}

/* Display spec §5, word for word: the error is tested after the plot. */
static void
line (const Model *m, gint x, gint y, gint x2, gint y2)
{
  gint dx = ABS (x2 - x), dy = ABS (y2 - y);
  gint sx = x2 < x ? -1 : 1, sy = y2 < y ? -1 : 1;
  gboolean is_x = dx > dy;
  gint major = is_x ? dx : dy, minor = is_x ? dy : dx;
  gint b = is_x ? (sx < 0 ? 1 : 0) : (sy < 0 ? 1 : 0);
  gint e1 = 2 * minor, e2 = e1 - 2 * major, e = e1 - major - b;

  for (gint i = 0; i < major; i++)
    {
      plot (m, x, y);
      if (e >= 0)
        {
          *(is_x ? &y : &x) += is_x ? sy : sx;
          e += e2;
        }
      else
        e += e1;
      *(is_x ? &x : &y) += is_x ? sx : sy;
    }
}

/* Straight segments only. */
static void
stroke (const Model *m)
{
  gboolean is_open = FALSE;
  gint first_x = 0, first_y = 0, x = 0, y = 0;

  for (guint i = 0; i < m->op->u.stroke.n_segments; i++)
    {
      const SumacSegment *segment = &m->op->u.stroke.segments[i];

      if (segment->flags & SUMAC_PATH_BEGIN)
        is_open = FALSE;
      for (guint k = 0; k < segment->n_points; k++)
        {
          gint px = whole (segment->points[k].x), py = whole (segment->points[k].y);

          if (is_open)
            line (m, x, y, px, py);
          else
            {
              first_x = px;
              first_y = py;
            }
          is_open = TRUE;
          x = px;
          y = py;
        }
      if (is_open && segment->flags & SUMAC_PATH_END)
        {
          if (segment->flags & SUMAC_PATH_CLOSE)
            line (m, x, y, first_x, first_y);
          is_open = FALSE;
        }
    }
}

/* The strongest of all glyphs at a place; but with two pixels in a byte the right one, if the left
 * one is not 0, takes the place of what was there. */
static guint32
strength_at (const SumacOp *op, gint x, gint y)
{
  guint bits = op->u.text.bits;
  guint32 strongest = 0;

  for (guint i = 0; i < op->u.text.n_glyphs; i++)
    {
      const SumacGlyph *g = &op->u.text.glyphs[i];
      gint64 gx = (gint64) x - g->x, gy = (gint64) y - g->y;
      gsize stride = (g->width * bits + 7) / 8;

      if (gx < 0 || gy < 0 || gx >= g->width || gy >= g->height)
        continue;

      guint8 byte = g->rows[(gsize) (g->height - 1 - gy) * stride + (gsize) gx * bits / 8];
      guint32 v = bits == 8   ? byte
                  : bits == 4 ? (gx % 2 ? byte % 16 : byte / 16) * 16u
                              : (byte >> (7 - gx % 8) & 1) * 255u;

      strongest = bits == 4 && gx % 2 && byte >= 16 ? v : MAX (strongest, v);
    }
  return strongest;
}

/* The upper left corner of all letters: tiles count from it. */
static void
first_of (const SumacOp *op, gint64 *left, gint64 *top)
{
  *left = *top = G_MAXINT32;
  for (guint i = 0; i < op->u.text.n_glyphs; i++)
    {
      const SumacGlyph *g = &op->u.text.glyphs[i];

      if (g->width == 0 || g->height == 0)
        continue;
      *left = MIN (*left, g->x);
      *top = MIN (*top, g->y);
    }
}

static void
text (const Model *m)
{
  const SumacOp *op = m->op;
  SumacPixelFormat format = m->dest->format;
  gint64 left, top;

  first_of (op, &left, &top);
  for (gint y = 0; y < m->dest->height; y++)
    for (gint x = 0; x < m->dest->width; x++)
      {
        guint32 *d = at (m->dest, x, y);

        if (!may_draw (m, x, y))
          continue;
        if (is_inside (&op->u.text.back_area, x, y))
          *d = brush_pixel (m, &op->u.text.back, m->back, x, y);

        guint32 strength = strength_at (op, x, y);

        if (strength == 0 || op->brush.kind == SUMAC_BRUSH_NONE)
          continue;

        guint32 s = brush_pixel (m, &op->brush, m->pattern, x, y);

        /* A tile is laid over with its alpha, a colour is opaque. Of 16 bits a colour has
         * always 15. */
        if (op->brush.kind == SUMAC_BRUSH_PATTERN)
          {
            SumacPixelFormat own =
                depth_format (&op->brush.pattern, m->pattern->format, format);
            gint64 tx = (x - left - op->brush.x) % m->pattern->width;
            gint64 ty = (y - top - op->brush.y) % m->pattern->height;

            tx = tx < 0 ? tx + m->pattern->width : tx;
            ty = ty < 0 ? ty + m->pattern->height : ty;
            s = argb_of (own, convert (m->pattern->format, *at (m->pattern, tx, ty), own));
          }
        else if (format <= SUMAC_PIXELS_A8)
          s = 0xff000000u;
        else
          s = widen (is_wide (format) ? format : SUMAC_PIXELS_RGB555, s) | 0xff000000u;
        *d = narrow (over (times_all (s, strength), argb_of (format, *d)), format);
      }
}

/* Only a source that is a surface can be called opaque. */
static guint32
composite_pixel (const Model *m,
                 const SumacSource *source,
                 const Picture *picture,
                 gint64 x,
                 gint64 y,
                 gboolean is_opaque)
{
  SumacPixelFormat own = depth_format (source, picture->format, m->dest->format);

  if (!holds (picture, x, y))
    return 0;
  if (is_opaque && source->kind == SUMAC_SOURCE_SURFACE && own == SUMAC_PIXELS_ARGB32)
    own = SUMAC_PIXELS_XRGB32;
  return argb_of (own, convert (picture->format, *at (picture, x, y), own));
}

static void
composite (const Model *m)
{
  const SumacOp *op = m->op;
  SumacPixelFormat to = m->dest->format;

  for (gint y = 0; y < m->dest->height; y++)
    for (gint x = 0; x < m->dest->width; x++)
      {
        guint32 *d = at (m->dest, x, y);
        gint64 sx = (gint64) x - op->box.left + op->u.composite.x;
        gint64 sy = (gint64) y - op->box.top + op->u.composite.y;
        gint64 mx = (gint64) x - op->box.left + op->u.composite.mask_x;
        gint64 my = (gint64) y - op->box.top + op->u.composite.mask_y;
        guint32 s;

        if (!may_draw (m, x, y))
          continue;
        s = composite_pixel (m, &op->source, m->source, sx, sy, op->u.composite.source_opaque);
        if (m->back)
          s = times_all (
              s, composite_pixel (m, &op->u.composite.mask, m->back, mx, my, FALSE) >> 24);

        guint32 before = argb_of (to, *d);
        guint32 after = op->u.composite.op == 0   ? 0
                        : op->u.composite.op == 1 ? s
                        : op->u.composite.op == 3 ? over (s, before)
                                                  : add_all (s, before);

        *d = narrow (after, to);
      }
}

static gboolean
needs_source (const SumacOp *op)
{
  switch (op->kind)
    {
    case SUMAC_OP_OPAQUE:
    case SUMAC_OP_COPY:
    case SUMAC_OP_BLEND:
    case SUMAC_OP_TRANSPARENT:
    case SUMAC_OP_ALPHA_BLEND:
    case SUMAC_OP_COMPOSITE:
    case SUMAC_OP_ROP3:
      return TRUE;
    case SUMAC_OP_FILL:
    case SUMAC_OP_BLACKNESS:
    case SUMAC_OP_WHITENESS:
    case SUMAC_OP_INVERS:
    case SUMAC_OP_COPY_BITS:
    case SUMAC_OP_STROKE:
    case SUMAC_OP_TEXT:
      break;
    }
  return FALSE;
}

/* Scaling down by more than pixman computes with. */
static gboolean
is_too_small (const SumacOp *op)
{
  return !sumac_rect_is_empty (&op->box) &&
         (sumac_rect_width (&op->source_area) / sumac_rect_width (&op->box) >= 10000 ||
          sumac_rect_height (&op->source_area) / sumac_rect_height (&op->box) >= 10000);
}

static gboolean
has_mask (SumacOpKind kind)
{
  switch (kind)
    {
    case SUMAC_OP_FILL:
    case SUMAC_OP_OPAQUE:
    case SUMAC_OP_COPY:
    case SUMAC_OP_BLEND:
    case SUMAC_OP_BLACKNESS:
    case SUMAC_OP_WHITENESS:
    case SUMAC_OP_INVERS:
    case SUMAC_OP_ROP3:
      return TRUE;
    case SUMAC_OP_TRANSPARENT:
    case SUMAC_OP_ALPHA_BLEND:
    case SUMAC_OP_COPY_BITS:
    case SUMAC_OP_COMPOSITE:
    case SUMAC_OP_STROKE:
    case SUMAC_OP_TEXT:
      break;
    }
  return FALSE;
}

static void
draw (const Model *m)
{
  if (m->op->kind == SUMAC_OP_STROKE)
    stroke (m);
  else if (m->op->kind == SUMAC_OP_TEXT)
    text (m);
  else if (m->op->kind == SUMAC_OP_COMPOSITE)
    composite (m);
  else
    for (gint y = 0; y < m->dest->height; y++)
      for (gint x = 0; x < m->dest->width; x++)
        if (may_draw (m, x, y))
          draw_pixel (m, x, y);
}

static Picture *
copy_of (const Picture *picture)
{
  Picture *copy = g_memdup2 (picture, sizeof *picture);

  copy->pixels = g_memdup2 (picture->pixels, (gsize) picture->width * (gsize) picture->height *
                                                 sizeof (guint32));
  return copy;
}

gboolean
model_draw (const SumacOp *op, Picture *dest, ModelLook look, gpointer data)
{
  Model m = { .op = op, .dest = dest };
  gboolean ok = TRUE;

  if (needs_source (op))
    ok &= (m.source = look (data, &op->source)) != NULL && !is_too_small (op);
  if (op->kind == SUMAC_OP_COPY_BITS)
    m.source = copy_of (dest);
  if (has_brush (op->kind) && op->brush.kind == SUMAC_BRUSH_PATTERN)
    ok &= (m.pattern = look (data, &op->brush.pattern)) != NULL;
  if (op->kind == SUMAC_OP_TEXT && op->u.text.back.kind == SUMAC_BRUSH_PATTERN)
    ok &= (m.back = look (data, &op->u.text.back.pattern)) != NULL;
  if (op->kind == SUMAC_OP_COMPOSITE && op->u.composite.mask.kind != SUMAC_SOURCE_NONE)
    ok &= (m.back = look (data, &op->u.composite.mask)) != NULL;
  if (has_mask (op->kind) && op->mask.bits.kind != SUMAC_SOURCE_NONE)
    ok &= (m.mask = look (data, &op->mask.bits)) != NULL && m.mask->format <= SUMAC_PIXELS_A8;
  if (ok)
    draw (&m);
  picture_free (m.source);
  picture_free (m.pattern);
  picture_free (m.back);
  picture_free (m.mask);
  return ok;
}
