/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/op-text.h"

#include "draw/op-text-value.h"
#include "draw/op-uses.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>

#include <stddef.h>
#include <string.h>

/* Bytes of a word that are repeated in an error. */
#define SHOWN 60

typedef struct
{
  const char *name;
  const SumacOpType *type;
  gsize offset;
  guint uses;       /* a bit of SumacUses: every kind that has it … */
  guint kinds;      /* … or the kinds with these bits */
  gboolean is_list; /* may come again */
} Key;

#define ALL        ((1u << SUMAC_N_OP_KINDS) - 1)
#define ONLY(kind) (1u << SUMAC_OP_##kind)
#define AT(field)  offsetof (SumacOp, field)

/* clang-format off */
static const Key keys[] = {
  { "surface",         &sumac_op_type_u32,         AT (surface),                          0,                 ALL,                 FALSE },
  { "box",             &sumac_op_type_rect,        AT (box),                              0,                 ALL,                 FALSE },
  { "clip",            &sumac_op_type_clip,        AT (clip),                             0,                 ALL,                 FALSE },
  { "source",          &sumac_op_type_source,      AT (source),                           SUMAC_USES_SOURCE, 0,                   FALSE },
  { "area",            &sumac_op_type_rect,        AT (source_area),                      SUMAC_USES_AREA,   0,                   FALSE },
  { "scale",           &sumac_op_type_scale,       AT (scale),                            SUMAC_USES_SCALE,  0,                   FALSE },
  { "brush",           &sumac_op_type_brush,       AT (brush),                            SUMAC_USES_BRUSH,  0,                   FALSE },
  { "rop",             &sumac_op_type_rop,         AT (rop),                              SUMAC_USES_ROP,    0,                   FALSE },
  { "mask",            &sumac_op_type_source,      AT (mask.bits),                        SUMAC_USES_MASK,   0,                   FALSE },
  { "mask-at",         &sumac_op_type_point,       AT (mask.x),                           SUMAC_USES_MASK,   0,                   FALSE },
  { "mask-inverse",    &sumac_op_type_flag,        AT (mask.is_inverse),                  SUMAC_USES_MASK,   0,                   FALSE },
  { "key",             &sumac_op_type_color,       AT (u.transparent.key),                0,                 ONLY (TRANSPARENT),  FALSE },
  { "alpha",           &sumac_op_type_u8,          AT (u.alpha_blend.alpha),              0,                 ONLY (ALPHA_BLEND),  FALSE },
  { "dest-alpha",      &sumac_op_type_flag,        AT (u.alpha_blend.dest_has_alpha),     0,                 ONLY (ALPHA_BLEND),  FALSE },
  { "source-alpha",    &sumac_op_type_flag,        AT (u.alpha_blend.source_has_alpha),   0,                 ONLY (ALPHA_BLEND),  FALSE },
  { "from",            &sumac_op_type_point,       AT (u.copy_bits.x),                    0,                 ONLY (COPY_BITS),    FALSE },
  { "op",              &sumac_op_type_operator,    AT (u.composite.op),                   0,                 ONLY (COMPOSITE),    FALSE },
  { "filter",          &sumac_op_type_filter,      AT (u.composite.filter),               0,                 ONLY (COMPOSITE),    FALSE },
  { "repeat",          &sumac_op_type_repeat,      AT (u.composite.repeat),               0,                 ONLY (COMPOSITE),    FALSE },
  { "transform",       &sumac_op_type_transform,   AT (u.composite.transform),            0,                 ONLY (COMPOSITE),    FALSE },
  { "at",              &sumac_op_type_point16,     AT (u.composite.x),                    0,                 ONLY (COMPOSITE),    FALSE },
  { "source-opaque",   &sumac_op_type_flag,        AT (u.composite.source_opaque),        0,                 ONLY (COMPOSITE),    FALSE },
  { "mask",            &sumac_op_type_source,      AT (u.composite.mask),                 0,                 ONLY (COMPOSITE),    FALSE },
  { "mask-filter",     &sumac_op_type_filter,      AT (u.composite.mask_filter),          0,                 ONLY (COMPOSITE),    FALSE },
  { "mask-repeat",     &sumac_op_type_repeat,      AT (u.composite.mask_repeat),          0,                 ONLY (COMPOSITE),    FALSE },
  { "mask-transform",  &sumac_op_type_transform,   AT (u.composite.mask_transform),       0,                 ONLY (COMPOSITE),    FALSE },
  { "mask-at",         &sumac_op_type_point16,     AT (u.composite.mask_x),               0,                 ONLY (COMPOSITE),    FALSE },
  { "mask-opaque",     &sumac_op_type_flag,        AT (u.composite.mask_opaque),          0,                 ONLY (COMPOSITE),    FALSE },
  { "component-alpha", &sumac_op_type_flag,        AT (u.composite.component_alpha),      0,                 ONLY (COMPOSITE),    FALSE },
  { "dest-opaque",     &sumac_op_type_flag,        AT (u.composite.dest_opaque),          0,                 ONLY (COMPOSITE),    FALSE },
  { "code",            &sumac_op_type_byte,        AT (u.rop3.code),                      0,                 ONLY (ROP3),         FALSE },
  { "style",           &sumac_op_type_style,       0,                                     0,                 ONLY (STROKE),       FALSE },
  { "starts-with-gap", &sumac_op_type_flag,        AT (u.stroke.starts_with_gap),         0,                 ONLY (STROKE),       FALSE },
  { "segment",         &sumac_op_type_segment,     0,                                     0,                 ONLY (STROKE),       TRUE },
  { "bits",            &sumac_op_type_bits,        AT (u.text.bits),                      0,                 ONLY (TEXT),         FALSE },
  { "back",            &sumac_op_type_brush,       AT (u.text.back),                      0,                 ONLY (TEXT),         FALSE },
  { "back-area",       &sumac_op_type_rect,        AT (u.text.back_area),                 0,                 ONLY (TEXT),         FALSE },
  { "glyph",           &sumac_op_type_glyph,       0,                                     0,                 ONLY (TEXT),         TRUE },
};
/* clang-format on */

#undef ALL
#undef ONLY
#undef AT

G_STATIC_ASSERT (G_N_ELEMENTS (keys) <= 64);
G_STATIC_ASSERT (sizeof (gboolean) == sizeof (gint));

static gboolean
has_key (SumacOpKind kind, const Key *key)
{
  return (key->kinds >> kind & 1) || (key->uses & sumac_op_uses (kind));
}

/* What a line says that says nothing. */
static void
set_defaults (SumacOp *op, SumacOpKind kind)
{
  memset (op, 0, sizeof *op);
  op->kind = kind;
  op->rop = SUMAC_ROP_COPY;
  if (kind == SUMAC_OP_ALPHA_BLEND)
    op->u.alpha_blend.alpha = 255;
  if (kind == SUMAC_OP_COMPOSITE)
    op->u.composite.op = 3; /* over */
  if (kind == SUMAC_OP_TEXT)
    op->u.text.bits = 1;
}

static gconstpointer
field_of (const SumacOp *op, const Key *key)
{
  return (const guint8 *) op + key->offset;
}

/* Whether the key may be left out. */
static gboolean
is_default (const SumacOp *op, const SumacOp *defaults, const Key *key)
{
  const SumacOpType *type = key->type;

  if (type == &sumac_op_type_flag)
    return !*(const gboolean *) field_of (op, key);
  if (type == &sumac_op_type_clip)
    return !op->clip.is_set;
  if (type == &sumac_op_type_transform)
    return *(const SumacTransform *const *) field_of (op, key) == NULL;
  if (type == &sumac_op_type_style)
    return op->u.stroke.n_style == 0;
  if (type == &sumac_op_type_source)
    return ((const SumacSource *) field_of (op, key))->kind == SUMAC_SOURCE_NONE;
  if (type == &sumac_op_type_brush)
    return ((const SumacBrush *) field_of (op, key))->kind == SUMAC_BRUSH_NONE;

  g_autoptr (GString) has = g_string_new (NULL);
  g_autoptr (GString) would_have = g_string_new (NULL);

  type->print (field_of (op, key), NULL, has);
  type->print (field_of (defaults, key), NULL, would_have);
  return strcmp (has->str, would_have->str) == 0;
}

static void
print_lists (const SumacOp *op, GString *out)
{
  if (op->kind == SUMAC_OP_STROKE)
    for (guint i = 0; i < op->u.stroke.n_segments; i++)
      sumac_op_print_segment (&op->u.stroke.segments[i], out);
  if (op->kind == SUMAC_OP_TEXT)
    for (guint i = 0; i < op->u.text.n_glyphs; i++)
      sumac_op_print_glyph (&op->u.text.glyphs[i], op->u.text.bits, out);
}

void
sumac_op_print (const SumacOp *op, const SumacOpNames *names, GString *out)
{
  SumacOp defaults;

  set_defaults (&defaults, op->kind);
  g_string_append (out, sumac_op_kind_name (op->kind));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const Key *key = &keys[i];

      if (key->is_list || !has_key (op->kind, key) || is_default (op, &defaults, key))
        continue;
      g_string_append_printf (out, " %s", key->name);
      if (key->type == &sumac_op_type_flag)
        continue;
      g_string_append_c (out, '=');
      key->type->print (field_of (op, key), names, out);
    }
  print_lists (op, out);
}

static gboolean
refuse (const char *word, GError **error)
{
  g_autofree char *start = g_strndup (word, SHOWN);
  g_autofree char *shown = g_utf8_make_valid (start, -1);

  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL,
               _ ("The word “%s” of a drawing command was not understood."), shown);
  return FALSE;
}

static gboolean
find_kind (const char *word, SumacOpKind *out)
{
  for (guint i = 0; i < SUMAC_N_OP_KINDS; i++)
    if (strcmp (word, sumac_op_kind_name ((SumacOpKind) i)) == 0)
      {
        *out = (SumacOpKind) i;
        return TRUE;
      }
  return FALSE;
}

/* The key of a word `name=value` or `name`; @value gets what is behind the sign, or NULL. */
static const Key *
find_key (SumacOpKind kind, const char *word, const char **value)
{
  gsize length = strcspn (word, "=");

  *value = word[length] == '=' ? word + length + 1 : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (has_key (kind, &keys[i]) && strlen (keys[i].name) == length &&
        strncmp (keys[i].name, word, length) == 0)
      return (*value == NULL) == (keys[i].type == &sumac_op_type_flag) ? &keys[i] : NULL;
  return NULL;
}

static gboolean
parse_word (SumacOpParser *parser, const char *word, guint64 *seen)
{
  const char *value;
  const Key *key = find_key (parser->op->kind, word, &value);

  if (!key)
    return FALSE;

  guint64 bit = G_GUINT64_CONSTANT (1) << (key - keys);

  if (*seen & bit && !key->is_list)
    return FALSE;
  *seen |= bit;
  return key->type->parse (parser, value, (guint8 *) parser->op + key->offset);
}

/* Room for as many list items as there are words that may be one. */
static gboolean
reserve_lists (SumacOpParser *parser, guint n)
{
  SumacOp *op = parser->op;

  if (op->kind == SUMAC_OP_STROKE)
    return (op->u.stroke.segments = sumac_arena_new (parser->arena, SumacSegment, n)) != NULL;
  if (op->kind == SUMAC_OP_TEXT)
    return (op->u.text.glyphs = sumac_arena_new (parser->arena, SumacGlyph, n)) != NULL;
  return TRUE;
}

static const char *
finish_glyphs (SumacOpParser *parser)
{
  SumacOp *op = parser->op;

  if (op->kind == SUMAC_OP_TEXT)
    for (guint i = 0; i < op->u.text.n_glyphs; i++)
      {
        SumacGlyph *glyph = (SumacGlyph *) &op->u.text.glyphs[i];
        const char *text = (const char *) glyph->rows;

        if (!sumac_op_read_glyph (parser, glyph))
          return text;
      }
  return NULL;
}

/* Words without the empty ones that two blanks have between them. */
static GPtrArray *
split (char *line)
{
  GPtrArray *words = g_ptr_array_new ();
  char *rest = line;

  for (char *word; (word = strsep (&rest, " \t"));)
    if (*word)
      g_ptr_array_add (words, word);
  return words;
}

gboolean
sumac_op_parse (const char *line,
                const SumacOpNames *names,
                SumacArena *arena,
                SumacOp *op,
                GError **error)
{
  g_autofree char *copy = g_strdup (line);
  g_autoptr (GPtrArray) words = split (copy);
  SumacOp parsed;
  SumacOpKind kind;
  SumacOpParser parser = { .names = names, .arena = arena, .op = &parsed };
  guint64 seen = 0;

  if (words->len == 0 || !find_kind (words->pdata[0], &kind))
    return refuse (words->len ? words->pdata[0] : "", error);
  set_defaults (&parsed, kind);
  if (!reserve_lists (&parser, words->len))
    return refuse (words->pdata[0], error);
  for (guint i = 1; i < words->len; i++)
    if (!parse_word (&parser, words->pdata[i], &seen))
      return refuse (words->pdata[i], error);

  const char *bad = finish_glyphs (&parser);

  if (bad)
    return refuse (bad, error);
  *op = parsed;
  return TRUE;
}

char *
sumac_op_to_text (const SumacOp *op)
{
  GString *text = g_string_new (NULL);

  sumac_op_print (op, NULL, text);
  return g_string_free (text, FALSE);
}

/* A name that says all of a picture: its bytes, without what lies behind a row's end. */
static const char *
name_by_content (gpointer data, SumacPixels *pixels)
{
  GString *name = data;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize bits = (gsize) pixels->width * sumac_pixel_format_bits (pixels->format);

  for (gint y = 0; y < pixels->height; y++)
    {
      const guint8 *row = sumac_pixels_row (pixels, y);
      guint8 last = (guint8) (row[bits / 8] & ((1u << bits % 8) - 1));

      g_checksum_update (sum, row, (gssize) (bits / 8));
      g_checksum_update (sum, &last, bits % 8 ? 1 : 0);
    }
  g_string_printf (name, "%d-%dx%d-%s", (gint) pixels->format, pixels->width, pixels->height,
                   g_checksum_get_string (sum));
  return name->str;
}

/* The text says every field that has a meaning: equal ops are those of equal text. */
gboolean
sumac_op_equal (const SumacOp *a, const SumacOp *b)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autoptr (GString) text_a = g_string_new (NULL);
  g_autoptr (GString) text_b = g_string_new (NULL);
  const SumacOpNames names = { .name = name_by_content, .data = name };

  sumac_op_print (a, &names, text_a);
  sumac_op_print (b, &names, text_b);
  return g_string_equal (text_a, text_b);
}
