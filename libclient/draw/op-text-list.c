/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The values that have many parts: clips, transforms, styles, segments, glyphs. */

#include "draw/op-text-scan.h"
#include "draw/op-text-value.h"

#include <string.h>

/* clang-format off */
static const struct
{
  guint flag;
  const char *name;
} segment_flags[] = {
  { SUMAC_PATH_BEGIN,  "begin"  },
  { SUMAC_PATH_END,    "end"    },
  { SUMAC_PATH_CLOSE,  "close"  },
  { SUMAC_PATH_BEZIER, "bezier" },
};

/* clang-format on */

static void
print_clip (gconstpointer field, const SumacOpNames *names, GString *out)
{
  const SumacClip *clip = field;

  for (guint i = 0; i < clip->n_rects; i++)
    {
      if (i > 0)
        g_string_append_c (out, ';');
      sumac_op_type_rect.print (&clip->rects[i], names, out);
    }
}

static gboolean
parse_clip (SumacOpParser *parser, const char *text, gpointer field)
{
  SumacClip *clip = field;
  gsize n = sumac_scan_count (text);
  SumacRect *rects = sumac_arena_new (parser->arena, SumacRect, n);

  if (!rects)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if ((i > 0 && *text++ != ';') || !sumac_scan_rect (&text, &rects[i]))
      return FALSE;
  *clip = (SumacClip){ .is_set = TRUE, .n_rects = (guint) n, .rects = rects };
  return !*text;
}

static void
print_transform (gconstpointer field, const SumacOpNames *names G_GNUC_UNUSED, GString *out)
{
  const SumacTransform *const *transform = field;

  for (guint i = 0; i < 6; i++)
    g_string_append_printf (out, i > 0 ? ",%d" : "%d", (*transform)->t[i]);
}

static gboolean
parse_transform (SumacOpParser *parser, const char *text, gpointer field)
{
  SumacTransform *transform = sumac_arena_new (parser->arena, SumacTransform, 1);

  *(const SumacTransform **) field = transform;
  return transform && sumac_scan_numbers (&text, transform->t, 6) && !*text;
}

static void
print_style (gconstpointer field, const SumacOpNames *names G_GNUC_UNUSED, GString *out)
{
  const SumacOp *op = field;

  for (guint i = 0; i < op->u.stroke.n_style; i++)
    g_string_append_printf (out, i > 0 ? ";%d" : "%d", op->u.stroke.style[i]);
}

static gboolean
parse_style (SumacOpParser *parser, const char *text, gpointer field)
{
  SumacOp *op = field;
  gsize n = sumac_scan_count (text);
  gint32 *style = sumac_arena_new (parser->arena, gint32, n);

  if (!style || n == 0)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if ((i > 0 && *text++ != ';') || !sumac_scan_numbers (&text, &style[i], 1))
      return FALSE;
  op->u.stroke.n_style = (guint) n;
  op->u.stroke.style = style;
  return !*text;
}

/* Flags without a name, as one number at the end. */
static void
print_segment_flags (guint flags, GString *out)
{
  const char *plus = "";

  for (guint i = 0; i < G_N_ELEMENTS (segment_flags); i++)
    if (flags & segment_flags[i].flag)
      {
        g_string_append_printf (out, "%s%s", plus, segment_flags[i].name);
        plus = "+";
        flags &= ~segment_flags[i].flag;
      }
  if (flags || !*plus)
    g_string_append_printf (out, "%s%u", plus, flags);
}

static gboolean
read_segment_flag (const char **text, guint *flags)
{
  gsize length = strcspn (*text, "+:");
  gint64 number;

  for (guint i = 0; i < G_N_ELEMENTS (segment_flags); i++)
    if (strlen (segment_flags[i].name) == length &&
        strncmp (segment_flags[i].name, *text, length) == 0)
      {
        *flags |= segment_flags[i].flag;
        *text += length;
        return TRUE;
      }
  if (!sumac_scan_number (text, 0, G_MAXUINT32, &number))
    return FALSE;
  *flags |= (guint) number;
  return TRUE;
}

static gboolean
parse_segment (SumacOpParser *parser, const char *text, gpointer field)
{
  SumacOp *op = field;
  SumacSegment segment = { 0 };

  do
    if (!read_segment_flag (&text, &segment.flags))
      return FALSE;
  while (*text++ == '+');
  if (text[-1] != ':')
    return FALSE;

  gsize n = sumac_scan_count (text);
  SumacFixedPoint *points = sumac_arena_new (parser->arena, SumacFixedPoint, n);

  if (!points)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      gint32 p[2];

      if ((i > 0 && *text++ != ';') || !sumac_scan_numbers (&text, p, 2))
        return FALSE;
      points[i] = (SumacFixedPoint){ p[0], p[1] };
    }
  segment.n_points = (guint) n;
  segment.points = points;
  ((SumacSegment *) op->u.stroke.segments)[op->u.stroke.n_segments++] = segment;
  return !*text;
}

void
sumac_op_print_segment (const SumacSegment *segment, GString *out)
{
  g_string_append (out, " segment=");
  print_segment_flags (segment->flags, out);
  for (guint i = 0; i < segment->n_points; i++)
    g_string_append_printf (out, "%c%d,%d", i > 0 ? ';' : ':', segment->points[i].x,
                            segment->points[i].y);
  if (segment->n_points == 0)
    g_string_append_c (out, ':');
}

static gsize
glyph_size (const SumacGlyph *glyph, guint bits)
{
  return ((gsize) glyph->width * bits + 7) / 8 * glyph->height;
}

/* The bytes of a glyph are read once the depth is known: behind the last word. */
static gboolean
parse_glyph (SumacOpParser *parser G_GNUC_UNUSED, const char *text, gpointer field)
{
  SumacOp *op = field;
  gint32 at[2];
  gint64 width, height;

  if (!sumac_scan_numbers (&text, at, 2) || *text++ != ',' ||
      !sumac_scan_number (&text, 0, G_MAXUINT16, &width) || *text++ != ',' ||
      !sumac_scan_number (&text, 0, G_MAXUINT16, &height) || *text++ != ':')
    return FALSE;
  ((SumacGlyph *) op->u.text.glyphs)[op->u.text.n_glyphs++] = (SumacGlyph){
    .x = at[0],
    .y = at[1],
    .width = (guint16) width,
    .height = (guint16) height,
    .rows = (const guint8 *) text,
  };
  return TRUE;
}

gboolean
sumac_op_read_glyph (SumacOpParser *parser, SumacGlyph *glyph)
{
  const char *text = (const char *) glyph->rows;
  gsize size = glyph_size (glyph, parser->op->u.text.bits);

  if (strlen (text) != 2 * size)
    return FALSE;

  guint8 *rows = sumac_arena_alloc (parser->arena, size, 1);

  if (!rows)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    {
      guint32 byte;

      if (!sumac_scan_hex (text + 2 * i, 2, &byte))
        return FALSE;
      rows[i] = (guint8) byte;
    }
  glyph->rows = rows;
  return TRUE;
}

void
sumac_op_print_glyph (const SumacGlyph *glyph, guint bits, GString *out)
{
  g_string_append_printf (out, " glyph=%d,%d,%u,%u:", glyph->x, glyph->y, glyph->width,
                          glyph->height);
  for (gsize i = 0; i < glyph_size (glyph, bits); i++)
    g_string_append_printf (out, "%02x", glyph->rows[i]);
}

/* clang-format off */
const SumacOpType sumac_op_type_clip         = { print_clip,       parse_clip };
const SumacOpType sumac_op_type_transform    = { print_transform,  parse_transform };
const SumacOpType sumac_op_type_style        = { print_style,      parse_style };
const SumacOpType sumac_op_type_segment      = { NULL,             parse_segment };
const SumacOpType sumac_op_type_glyph        = { NULL,             parse_glyph };
/* clang-format on */
