/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blend-rule.h"

#include <pixman.h>
#include <string.h>

/* Pixels that are tried; a whole number of mask bytes in a row. */
#define WIDTH  64
#define HEIGHT 32
#define COUNT  (WIDTH * HEIGHT)

#define COLOR    0xff4080c0u
#define STRENGTH 0x5b

/* What source and destination are multiplied with: as the shader numbers them. */
typedef enum
{
  NOTHING,
  ALL,
  SOURCE_ALPHA,
  NOT_SOURCE_ALPHA,
  DEST_ALPHA,
  NOT_DEST_ALPHA,
} Factor;

/* clang-format off */
static const struct
{
  guint8 source;
  guint8 dest;
} factors[N_BLEND_OPERATORS] = {
  [PIXMAN_OP_CLEAR]        = { NOTHING,        NOTHING },
  [PIXMAN_OP_SRC]          = { ALL,            NOTHING },
  [PIXMAN_OP_DST]          = { NOTHING,        ALL },
  [PIXMAN_OP_OVER]         = { ALL,            NOT_SOURCE_ALPHA },
  [PIXMAN_OP_OVER_REVERSE] = { NOT_DEST_ALPHA, ALL },
  [PIXMAN_OP_IN]           = { DEST_ALPHA,     NOTHING },
  [PIXMAN_OP_IN_REVERSE]   = { NOTHING,        SOURCE_ALPHA },
  [PIXMAN_OP_OUT]          = { NOT_DEST_ALPHA, NOTHING },
  [PIXMAN_OP_OUT_REVERSE]  = { NOTHING,        NOT_SOURCE_ALPHA },
  [PIXMAN_OP_ATOP]         = { DEST_ALPHA,     NOT_SOURCE_ALPHA },
  [PIXMAN_OP_ATOP_REVERSE] = { NOT_DEST_ALPHA, SOURCE_ALPHA },
  [PIXMAN_OP_XOR]          = { NOT_DEST_ALPHA, NOT_SOURCE_ALPHA },
  [PIXMAN_OP_ADD]          = { ALL,            ALL },
};

/* clang-format on */

/* What is tried: pixels with alphas of every kind, also colours above their alpha. */
typedef struct
{
  guint32 source[COUNT];
  guint32 mask[COUNT]; /* of 32 bits; of fewer it is looked at as those */
  guint32 dest[COUNT];
  guint32 result[COUNT];
} Trial;

static guint32
next (guint64 *state)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (guint32) (*state >> 32);
}

static guint32
any_pixel (guint64 *state)
{
  guint32 pixel = next (state);

  switch (next (state) >> 29)
    {
    case 0:
      return pixel & 0x00ffffffu;
    case 1:
    case 2:
      return pixel | 0xff000000u;
    case 3:
      return 0;
    default:
      return pixel;
    }
}

static void
trial_init (Trial *trial)
{
  guint64 state = 1;

  for (guint i = 0; i < COUNT; i++)
    {
      trial->source[i] = any_pixel (&state);
      trial->mask[i] = any_pixel (&state);
      trial->dest[i] = any_pixel (&state);
    }
  memcpy (trial->result, trial->dest, sizeof trial->dest);
}

static pixman_image_t *
image_of (guint32 *pixels, pixman_format_code_t format, gint stride)
{
  return pixman_image_create_bits_no_clear (format, WIDTH, HEIGHT, pixels, stride);
}

static pixman_image_t *
open_source (Trial *trial, BlendSource source)
{
  const pixman_color_t color = {
    .red = (COLOR >> 16 & 0xff) * 0x101,
    .green = (COLOR >> 8 & 0xff) * 0x101,
    .blue = (COLOR & 0xff) * 0x101,
    .alpha = 0xffff,
  };

  switch (source)
    {
    case BLEND_ARGB:
      return image_of (trial->source, PIXMAN_a8r8g8b8, WIDTH * 4);
    case BLEND_XRGB:
      return image_of (trial->source, PIXMAN_x8r8g8b8, WIDTH * 4);
    case BLEND_COLOR:
      return pixman_image_create_solid_fill (&color);
    }
  return NULL;
}

static pixman_image_t *
open_mask (Trial *trial, BlendMask mask)
{
  switch (mask)
    {
    case BLEND_NO_MASK:
      return NULL;
    case BLEND_STRENGTH:
      return pixman_image_create_solid_fill (&(pixman_color_t){ .alpha = STRENGTH * 0x101 });
    case BLEND_MASK_A8:
      return image_of (trial->mask, PIXMAN_a8, WIDTH);
    case BLEND_MASK_A1:
      return image_of (trial->mask, PIXMAN_a1, WIDTH / 8);
    case BLEND_MASK_ARGB:
      return image_of (trial->mask, PIXMAN_a8r8g8b8, WIDTH * 4);
    }
  return NULL;
}

static gboolean
ask_pixman (Trial *trial, guint op, BlendSource source, BlendMask mask, gboolean is_xrgb)
{
  pixman_image_t *s = open_source (trial, source);
  pixman_image_t *m = open_mask (trial, mask);
  pixman_image_t *d =
      image_of (trial->result, is_xrgb ? PIXMAN_x8r8g8b8 : PIXMAN_a8r8g8b8, WIDTH * 4);
  gboolean is_asked = s && d && (m || mask == BLEND_NO_MASK);

  if (is_asked)
    pixman_image_composite32 ((pixman_op_t) op, s, m, d, 0, 0, 0, 0, 0, 0, WIDTH, HEIGHT);
  if (s)
    pixman_image_unref (s);
  if (m)
    pixman_image_unref (m);
  if (d)
    pixman_image_unref (d);
  return is_asked;
}

/* The shader's arithmetic. */

static guint32
times (guint32 a, guint32 b)
{
  guint32 t = a * b + 128;

  return (t + (t >> 8)) >> 8;
}

static guint32
factor (gint32 kind, guint32 source_alpha, guint32 dest_alpha)
{
  switch ((Factor) kind)
    {
    case NOTHING:
      return 0;
    case ALL:
      return 255;
    case SOURCE_ALPHA:
      return source_alpha;
    case NOT_SOURCE_ALPHA:
      return 255 - source_alpha;
    case DEST_ALPHA:
      return dest_alpha;
    case NOT_DEST_ALPHA:
      return 255 - dest_alpha;
    }
  return 0;
}

static guint32
channel (guint32 pixel, guint i)
{
  return pixel >> 8 * i & 0xff;
}

static guint32
mix (const gint32 how[4], guint32 source, guint32 strength, guint32 dest)
{
  guint32 result = 0;

  if (how[2] & 1)
    source |= 0xff000000u;
  if (how[2] & 2)
    dest |= 0xff000000u;

  guint32 source_alpha = times (channel (source, 3), strength);
  guint32 of_source = factor (how[0], source_alpha, channel (dest, 3));
  guint32 of_dest = factor (how[1], source_alpha, channel (dest, 3));

  for (guint i = 0; i < 4; i++)
    {
      guint32 sum = times (times (channel (source, i), strength), of_source) +
                    times (channel (dest, i), of_dest);

      result |= MIN (sum, 255) << 8 * i;
    }
  return how[3] < 0 ? result : (result & 0x00ffffffu) | (guint32) how[3] << 24;
}

static guint32
strength_at (const Trial *trial, BlendMask mask, guint i)
{
  const guint8 *bytes = (const guint8 *) trial->mask;

  switch (mask)
    {
    case BLEND_NO_MASK:
      return 255;
    case BLEND_STRENGTH:
      return STRENGTH;
    case BLEND_MASK_A8:
      return bytes[i];
    case BLEND_MASK_A1:
      return bytes[i / 8] >> i % 8 & 1u ? 255 : 0;
    case BLEND_MASK_ARGB:
      return trial->mask[i] >> 24;
    }
  return 0;
}

static gboolean
agrees (const Trial *trial, const gint32 how[4], BlendSource source, BlendMask mask)
{
  for (guint i = 0; i < COUNT; i++)
    if (mix (how, source == BLEND_COLOR ? COLOR : trial->source[i],
             strength_at (trial, mask, i), trial->dest[i]) != trial->result[i])
      return FALSE;
  return TRUE;
}

/* All rules of one operator. */
static gboolean
find_as (const Trial *trial, BlendRule *rule, guint op, BlendSource source, BlendMask mask)
{
  static const gint32 written[] = { -1, 0, 255 };

  for (gint32 full = 0; full < 4; full++)
    for (guint i = 0; i < G_N_ELEMENTS (written); i++)
      {
        const gint32 how[4] = { factors[op].source, factors[op].dest, full, written[i] };

        if (!agrees (trial, how, source, mask))
          continue;
        memcpy (rule->how, how, sizeof how);
        return TRUE;
      }
  return FALSE;
}

static void
find (BlendRule *rule, guint op, BlendSource source, BlendMask mask, gboolean is_xrgb)
{
  Trial trial;

  trial_init (&trial);
  /* What is opaque is copied by pixman, unused byte and all. */
  if (ask_pixman (&trial, op, source, mask, is_xrgb) &&
      (find_as (&trial, rule, op, source, mask) ||
       find_as (&trial, rule, PIXMAN_OP_SRC, source, mask)))
    rule->state = RULE_FOUND;
  else
    rule->state = RULE_NONE;
}

const BlendRule *
blend_rules_find (BlendRules *rules,
                  guint op,
                  BlendSource source,
                  BlendMask mask,
                  gboolean is_xrgb)
{
  if (op >= N_BLEND_OPERATORS)
    return NULL;

  BlendRule *rule = &rules->table[op][source][mask][is_xrgb ? 1 : 0];

  if (rule->state == RULE_UNKNOWN)
    find (rule, op, source, mask, is_xrgb);
  return rule->state == RULE_FOUND ? rule : NULL;
}
