/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/op-text-value.h"

#include "draw/op-text-scan.h"

#include <string.h>

static void
print_u32 (gconstpointer field, const SumacOpNames *names G_GNUC_UNUSED, GString *out)
{
  g_string_append_printf (out, "%u", *(const guint32 *) field);
}

static gboolean
parse_u32 (SumacOpParser *parser G_GNUC_UNUSED, const char *text, gpointer field)
{
  gint64 number;

  if (!sumac_scan_number (&text, 0, G_MAXUINT32, &number) || *text)
    return FALSE;
  *(guint32 *) field = (guint32) number;
  return TRUE;
}

static void
print_u8 (gconstpointer field, const SumacOpNames *names G_GNUC_UNUSED, GString *out)
{
  g_string_append_printf (out, "%u", *(const guint8 *) field);
}

static gboolean
parse_u8 (SumacOpParser *parser G_GNUC_UNUSED, const char *text, gpointer field)
{
  gint64 number;

  if (!sumac_scan_number (&text, 0, G_MAXUINT8, &number) || *text)
    return FALSE;
  *(guint8 *) field = (guint8) number;
  return TRUE;
}

static void
print_byte (gconstpointer field, const SumacOpNames *names G_GNUC_UNUSED, GString *out)
{
  g_string_append_printf (out, "%02x", *(const guint8 *) field);
}

static gboolean
parse_byte (SumacOpParser *parser G_GNUC_UNUSED, const char *text, gpointer field)
{
  guint32 value;

  if (!sumac_scan_hex (text, 2, &value) || text[2])
    return FALSE;
  *(guint8 *) field = (guint8) value;
  return TRUE;
}

static void
print_color (gconstpointer field, const SumacOpNames *names G_GNUC_UNUSED, GString *out)
{
  g_string_append_printf (out, "%08x", *(const guint32 *) field);
}

static gboolean
parse_color (SumacOpParser *parser G_GNUC_UNUSED, const char *text, gpointer field)
{
  return sumac_scan_hex (text, 8, field) && !text[8];
}

static gboolean
parse_flag (SumacOpParser *parser G_GNUC_UNUSED, const char *text G_GNUC_UNUSED, gpointer field)
{
  *(gboolean *) field = TRUE;
  return TRUE;
}

static void
print_point (gconstpointer field, const SumacOpNames *names G_GNUC_UNUSED, GString *out)
{
  const gint32 *p = field;

  g_string_append_printf (out, "%d,%d", p[0], p[1]);
}

static gboolean
parse_point (SumacOpParser *parser G_GNUC_UNUSED, const char *text, gpointer field)
{
  return sumac_scan_numbers (&text, field, 2) && !*text;
}

static void
print_point16 (gconstpointer field, const SumacOpNames *names G_GNUC_UNUSED, GString *out)
{
  const gint16 *p = field;

  g_string_append_printf (out, "%d,%d", p[0], p[1]);
}

static gboolean
parse_point16 (SumacOpParser *parser G_GNUC_UNUSED, const char *text, gpointer field)
{
  gint16 *p = field;
  gint32 wide[2];

  if (!sumac_scan_numbers (&text, wide, 2) || *text)
    return FALSE;
  for (guint i = 0; i < 2; i++)
    {
      if (wide[i] < G_MININT16 || wide[i] > G_MAXINT16)
        return FALSE;
      p[i] = (gint16) wide[i];
    }
  return TRUE;
}

static void
print_rect (gconstpointer field, const SumacOpNames *names G_GNUC_UNUSED, GString *out)
{
  const SumacRect *r = field;

  g_string_append_printf (out, "%d,%d,%d,%d", r->left, r->top, r->right, r->bottom);
}

static gboolean
parse_rect (SumacOpParser *parser G_GNUC_UNUSED, const char *text, gpointer field)
{
  return sumac_scan_rect (&text, field) && !*text;
}

/* clang-format off */
static const char *const rop_names[SUMAC_N_ROPS] = {
  "clear", "nor", "and-inverted", "copy-inverted", "and-reverse", "invert", "xor", "nand",
  "and", "equiv", "noop", "or-inverted", "copy", "or-reverse", "or", "set",
};

static const char *const scale_names[] = { "smooth", "nearest" };

static const char *const filter_names[] = { "fast", "good", "best", "nearest", "bilinear" };

static const char *const repeat_names[] = { "none", "normal", "pad", "reflect" };

/* By pixman's numbers. */
static const char *const operator_names[] = {
  [0x00] = "clear", "src", "dst", "over", "over-reverse", "in", "in-reverse", "out",
           "out-reverse", "atop", "atop-reverse", "xor", "add", "saturate",
  [0x10] = "disjoint-clear", "disjoint-src", "disjoint-dst", "disjoint-over",
           "disjoint-over-reverse", "disjoint-in", "disjoint-in-reverse", "disjoint-out",
           "disjoint-out-reverse", "disjoint-atop", "disjoint-atop-reverse", "disjoint-xor",
  [0x20] = "conjoint-clear", "conjoint-src", "conjoint-dst", "conjoint-over",
           "conjoint-over-reverse", "conjoint-in", "conjoint-in-reverse", "conjoint-out",
           "conjoint-out-reverse", "conjoint-atop", "conjoint-atop-reverse", "conjoint-xor",
  [0x30] = "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn",
           "hard-light", "soft-light", "difference", "exclusion", "hsl-hue",
           "hsl-saturation", "hsl-color", "hsl-luminosity",
};

/* clang-format on */

static gint
find_word (const char *const *names, guint n, const char *text)
{
  for (guint i = 0; i < n; i++)
    if (names[i] && strcmp (names[i], text) == 0)
      return (gint) i;
  return -1;
}

static void
print_word (const char *const *names, guint n, guint value, GString *out)
{
  if (value < n && names[value])
    g_string_append (out, names[value]);
  else
    g_string_append_printf (out, "%u", value);
}

static void
print_rop (gconstpointer field, const SumacOpNames *names G_GNUC_UNUSED, GString *out)
{
  print_word (rop_names, G_N_ELEMENTS (rop_names), *(const SumacRop *) field, out);
}

static gboolean
parse_rop (SumacOpParser *parser G_GNUC_UNUSED, const char *text, gpointer field)
{
  gint rop = find_word (rop_names, G_N_ELEMENTS (rop_names), text);

  if (rop >= 0)
    *(SumacRop *) field = (SumacRop) rop;
  return rop >= 0;
}

static void
print_scale (gconstpointer field, const SumacOpNames *names G_GNUC_UNUSED, GString *out)
{
  print_word (scale_names, G_N_ELEMENTS (scale_names), *(const SumacScale *) field, out);
}

static gboolean
parse_scale (SumacOpParser *parser G_GNUC_UNUSED, const char *text, gpointer field)
{
  gint scale = find_word (scale_names, G_N_ELEMENTS (scale_names), text);

  if (scale >= 0)
    *(SumacScale *) field = (SumacScale) scale;
  return scale >= 0;
}

/* A name, or a number where there is none: what a peer said can always be written down. */
static gboolean
parse_u8_word (const char *const *names, guint n, const char *text, guint8 *out)
{
  gint word = find_word (names, n, text);

  if (word < 0)
    return parse_u8 (NULL, text, out);
  *out = (guint8) word;
  return TRUE;
}

static void
print_operator (gconstpointer field, const SumacOpNames *names G_GNUC_UNUSED, GString *out)
{
  print_word (operator_names, G_N_ELEMENTS (operator_names), *(const guint8 *) field, out);
}

static gboolean
parse_operator (SumacOpParser *parser G_GNUC_UNUSED, const char *text, gpointer field)
{
  return parse_u8_word (operator_names, G_N_ELEMENTS (operator_names), text, field);
}

static void
print_filter (gconstpointer field, const SumacOpNames *names G_GNUC_UNUSED, GString *out)
{
  print_word (filter_names, G_N_ELEMENTS (filter_names), *(const guint8 *) field, out);
}

static gboolean
parse_filter (SumacOpParser *parser G_GNUC_UNUSED, const char *text, gpointer field)
{
  return parse_u8_word (filter_names, G_N_ELEMENTS (filter_names), text, field);
}

static void
print_repeat (gconstpointer field, const SumacOpNames *names G_GNUC_UNUSED, GString *out)
{
  print_word (repeat_names, G_N_ELEMENTS (repeat_names), *(const guint8 *) field, out);
}

static gboolean
parse_repeat (SumacOpParser *parser G_GNUC_UNUSED, const char *text, gpointer field)
{
  return parse_u8_word (repeat_names, G_N_ELEMENTS (repeat_names), text, field);
}

static const char *
format_name (SumacPixelFormat format)
{
  static const char *const names[SUMAC_N_PIXEL_FORMATS] = {
    [SUMAC_PIXELS_A1] = "a1",         [SUMAC_PIXELS_A8] = "a8",
    [SUMAC_PIXELS_RGB555] = "rgb555", [SUMAC_PIXELS_RGB565] = "rgb565",
    [SUMAC_PIXELS_XRGB32] = "xrgb32", [SUMAC_PIXELS_ARGB32] = "argb32",
  };

  return names[format];
}

static void
print_source (gconstpointer field, const SumacOpNames *names, GString *out)
{
  const SumacSource *source = field;

  switch (source->kind)
    {
    case SUMAC_SOURCE_NONE:
      g_string_append (out, "none");
      break;
    case SUMAC_SOURCE_PIXELS:
      if (!source->pixels)
        g_string_append (out, "none");
      else if (names)
        g_string_append_printf (out, "pixels:%s", names->name (names->data, source->pixels));
      else
        g_string_append_printf (out, "pixels:%dx%d-%s", source->pixels->width,
                                source->pixels->height, format_name (source->pixels->format));
      break;
    case SUMAC_SOURCE_SURFACE:
      g_string_append_printf (out, "surface:%u", source->surface);
      break;
    }
}

static gboolean
parse_source (SumacOpParser *parser, const char *text, gpointer field)
{
  SumacSource *source = field;

  *source = (SumacSource){ .kind = SUMAC_SOURCE_NONE };
  if (strcmp (text, "none") == 0)
    return TRUE;
  if (g_str_has_prefix (text, "surface:"))
    {
      source->kind = SUMAC_SOURCE_SURFACE;
      return parse_u32 (parser, text + strlen ("surface:"), &source->surface);
    }
  if (!g_str_has_prefix (text, "pixels:") || !parser->names)
    return FALSE;
  source->kind = SUMAC_SOURCE_PIXELS;
  source->pixels = parser->names->look (parser->names->data, text + strlen ("pixels:"));
  return source->pixels != NULL;
}

static void
print_brush (gconstpointer field, const SumacOpNames *names, GString *out)
{
  const SumacBrush *brush = field;

  switch (brush->kind)
    {
    case SUMAC_BRUSH_NONE:
      g_string_append (out, "none");
      break;
    case SUMAC_BRUSH_SOLID:
      g_string_append (out, "solid:");
      print_color (&brush->color, names, out);
      break;
    case SUMAC_BRUSH_PATTERN:
      g_string_append_printf (out, "pattern:%d,%d:", brush->x, brush->y);
      print_source (&brush->pattern, names, out);
      break;
    }
}

static gboolean
parse_pattern (SumacOpParser *parser, const char *text, SumacBrush *brush)
{
  gint32 at[2];

  if (!sumac_scan_numbers (&text, at, 2) || *text++ != ':')
    return FALSE;
  brush->x = at[0];
  brush->y = at[1];
  return parse_source (parser, text, &brush->pattern);
}

static gboolean
parse_brush (SumacOpParser *parser, const char *text, gpointer field)
{
  SumacBrush *brush = field;

  *brush = (SumacBrush){ .kind = SUMAC_BRUSH_NONE };
  if (strcmp (text, "none") == 0)
    return TRUE;
  if (g_str_has_prefix (text, "solid:"))
    {
      brush->kind = SUMAC_BRUSH_SOLID;
      return parse_color (parser, text + strlen ("solid:"), &brush->color);
    }
  if (!g_str_has_prefix (text, "pattern:"))
    return FALSE;
  brush->kind = SUMAC_BRUSH_PATTERN;
  return parse_pattern (parser, text + strlen ("pattern:"), brush);
}

static gboolean
parse_bits (SumacOpParser *parser, const char *text, gpointer field)
{
  guint *bits = field;

  return parse_u32 (parser, text, field) && (*bits == 1 || *bits == 4 || *bits == 8);
}

/* clang-format off */
const SumacOpType sumac_op_type_u32          = { print_u32,        parse_u32 };
const SumacOpType sumac_op_type_u8           = { print_u8,         parse_u8 };
const SumacOpType sumac_op_type_byte         = { print_byte,       parse_byte };
const SumacOpType sumac_op_type_color        = { print_color,      parse_color };
const SumacOpType sumac_op_type_flag         = { NULL,             parse_flag };
const SumacOpType sumac_op_type_point        = { print_point,      parse_point };
const SumacOpType sumac_op_type_point16      = { print_point16,    parse_point16 };
const SumacOpType sumac_op_type_rect         = { print_rect,       parse_rect };
const SumacOpType sumac_op_type_rop          = { print_rop,        parse_rop };
const SumacOpType sumac_op_type_scale        = { print_scale,      parse_scale };
const SumacOpType sumac_op_type_operator     = { print_operator,   parse_operator };
const SumacOpType sumac_op_type_filter       = { print_filter,     parse_filter };
const SumacOpType sumac_op_type_repeat       = { print_repeat,     parse_repeat };
const SumacOpType sumac_op_type_source       = { print_source,     parse_source };
const SumacOpType sumac_op_type_brush        = { print_brush,      parse_brush };
const SumacOpType sumac_op_type_bits         = { print_u32,        parse_bits };
/* clang-format on */
