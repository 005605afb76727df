/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a later command covers need not be drawn: whatever the commands are, the picture stays
 * the same. */

#include "paint/cover.h"

#include "contract/renderer-memory.h"
#include "core/log.h"
#include "paint/images.h"
#include "paint/surfaces.h"
#include "support/command.h"

#define N_COMMANDS 40
#define N_ROUNDS   300
#define SIDE       96

/* clang-format off */
static const SumacRect all    = { 0, 0, SIDE, SIDE };
static const SumacRect middle = { 16, 16, 80, 80 };
static const SumacRect inner  = { 20, 20, 70, 70 };
static const SumacRect small  = { 30, 30, 40, 40 };

/* clang-format on */

static void
free_commands (SumacCommand **commands, guint n)
{
  for (guint i = 0; i < n; i++)
    sumac_command_free (commands[i]);
}

/* Asks which of @n commands are covered, as a mask with the first in the lowest bit; frees
 * them. */
static guint
find (SumacCommand **commands, guint n)
{
  gboolean is_covered[8];
  guint mask = 0;

  g_assert_cmpuint (n, <=, G_N_ELEMENTS (is_covered));
  memset (is_covered, 0xff, sizeof is_covered);
  sumac_cover_find (commands, n, is_covered);
  for (guint i = 0; i < n; i++)
    mask |= is_covered[i] ? 1u << i : 0;
  free_commands (commands, n);
  return mask;
}

#define FIND(...)                                                                              \
  find ((SumacCommand *[]){ __VA_ARGS__ },                                                     \
        (guint) (sizeof ((SumacCommand *[]){ NULL, __VA_ARGS__ }) / sizeof (SumacCommand *)) - \
            1)

static SumacCommand *
copy_from_surface (guint32 surface, const SumacRect *box, guint32 from)
{
  SumacCommand *command = test_draw (SUMAC_OP_COPY, surface, box, 0);

  command->u.draw.op.rop = SUMAC_ROP_COPY;
  command->u.draw.op.source_area = *box;
  test_pending (command, &command->u.draw.op.source, SPICE_IMAGE_TYPE_SURFACE)->surface = from;
  return command;
}

static SumacCommand *
with_clip (SumacCommand *command, const SumacRect *rects, guint n)
{
  command->u.draw.op.clip = (SumacClip){ .is_set = TRUE, .n_rects = n, .rects = rects };
  return command;
}

static SumacCommand *
with_rop (SumacCommand *command, SumacRop rop)
{
  command->u.draw.op.rop = rop;
  return command;
}

static void
test_what_covers (void)
{
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), test_fill (0, &middle, 2)), ==, 1);
  g_assert_cmphex (FIND (test_fill (0, &middle, 1), test_fill (0, &middle, 2)), ==, 1);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), test_copy (0, &middle, 2)), ==, 1);
  g_assert_cmphex (
      FIND (test_copy (0, &inner, 1), test_copy (0, &inner, 2), test_copy (0, &inner, 3)), ==,
      3);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), test_draw (SUMAC_OP_BLACKNESS, 0, &all, 0)),
                   ==, 1);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), test_draw (SUMAC_OP_WHITENESS, 0, &all, 0)),
                   ==, 1);
  g_assert_cmphex (FIND (test_draw (SUMAC_OP_INVERS, 0, &small, 0), test_fill (0, &inner, 2)),
                   ==, 1);
}

static SumacCommand *
with_flags (SumacCommand *command, guint8 flags)
{
  command->u.draw.pending[0].encoded.flags = flags;
  return command;
}

/* The cache may be full: then the picture is not drawn. */
static void
test_kept_pictures_do_not (void)
{
  static const guint8 kept[] = { SPICE_IMAGE_FLAGS_CACHE_ME,
                                 SPICE_IMAGE_FLAGS_CACHE_REPLACE_ME };

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    g_assert_cmphex (
        FIND (test_fill (0, &inner, 1), with_flags (test_copy (0, &middle, 2), kept[i])), ==,
        0);
  g_assert_cmphex (
      FIND (test_fill (0, &inner, 1),
            with_flags (test_copy (0, &middle, 2), SPICE_IMAGE_FLAGS_HIGH_BITS_SET)),
      ==, 1);
}

static void
test_what_does_not (void)
{
  g_assert_cmphex (FIND (test_fill (0, &middle, 1), test_fill (0, &inner, 2)), ==, 0);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), test_fill (1, &middle, 2)), ==, 0);
  g_assert_cmphex (
      FIND (test_fill (0, &inner, 1), with_rop (test_fill (0, &all, 2), SUMAC_ROP_XOR)), ==, 0);
  g_assert_cmphex (
      FIND (test_fill (0, &inner, 1), with_clip (test_fill (0, &all, 2), &small, 1)), ==, 0);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), with_clip (test_fill (0, &all, 2), NULL, 0)),
                   ==, 0);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), test_draw (SUMAC_OP_INVERS, 0, &all, 0)), ==,
                   0);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), copy_from_surface (0, &all, 1)), ==, 0);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1),
                         test_surface_create (3, SUMAC_PIXELS_A8, 1, 1),
                         test_fill (0, &all, 2)),
                   ==, 0);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), test_command (SUMAC_COMMAND_MARK, 0),
                         test_fill (0, &all, 2)),
                   ==, 0);
}

/* What is read between is drawn. */
static void
test_readers_between (void)
{
  g_assert_cmphex (
      FIND (test_fill (0, &inner, 1), copy_from_surface (1, &all, 0), test_fill (0, &all, 2)),
      ==, 0);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), test_draw (SUMAC_OP_COPY_BITS, 0, &all, 0),
                         test_fill (0, &middle, 2)),
                   ==, 0);
  /* The first pixel of a blended box decides about all of it. */
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), test_draw (SUMAC_OP_ALPHA_BLEND, 0, &all, 0),
                         test_fill (0, &middle, 2)),
                   ==, 0);
  g_assert_cmphex (FIND (test_fill (0, &small, 1),
                         test_draw (SUMAC_OP_ALPHA_BLEND, 0, &small, 0),
                         test_fill (0, &middle, 2)),
                   ==, 3);
  /* Another surface's reader is none, and one that is covered itself reads nothing. */
  g_assert_cmphex (
      FIND (test_fill (0, &inner, 1), copy_from_surface (1, &all, 2), test_fill (0, &all, 2)),
      ==, 1);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), test_draw (SUMAC_OP_COPY_BITS, 0, &all, 0),
                         test_fill (0, &all, 2)),
                   ==, 3);
}

/* A picture draws its whole box only if it is the source, is large enough, and decodes. */
static void
test_pictures_that_may_not_fill_their_box (void)
{
  SumacCommand *mask_alone = test_copy (0, &middle, 2);
  SumacCommand *moved = test_copy (0, &middle, 2);
  SumacCommand *small_source = test_copy (0, &middle, 2);
  SumacCommand *narrow = test_copy (0, &middle, 2);
  SumacCommand *coded = test_copy (0, &middle, 2);

  mask_alone->u.draw.pending[0].into = &mask_alone->u.draw.op.mask.bits;
  moved->u.draw.op.source_area.left++;
  moved->u.draw.op.source_area.right++;
  small_source->u.draw.op.source_area.right--;
  narrow->u.draw.pending[0].encoded.stride--;
  coded->u.draw.pending[0].encoded.type = SPICE_IMAGE_TYPE_LZ_RGB;
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), mask_alone), ==, 0);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), moved), ==, 0);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), small_source), ==, 0);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), narrow), ==, 0);
  g_assert_cmphex (FIND (test_fill (0, &inner, 1), coded), ==, 0);
}

/* Random commands. */

static const struct
{
  guint32 id;
  SumacPixelFormat format;
  guint32 width;
  guint32 height;
} shapes[] = {
  { 0, SUMAC_PIXELS_XRGB32, SIDE, SIDE }, { 1, SUMAC_PIXELS_XRGB32, 64, 80 },
  { 2, SUMAC_PIXELS_ARGB32, 80, 64 },     { 3, SUMAC_PIXELS_RGB555, 64, 64 },
  { 4, SUMAC_PIXELS_A8, 64, 64 },         { 5, SUMAC_PIXELS_A1, 64, 64 },
  { 6, SUMAC_PIXELS_RGB565, 64, 64 },
};

/* One id more than there are surfaces, and most on one. */
static guint32
random_surface (GRand *rand)
{
  return g_rand_boolean (rand)
             ? 0
             : (guint32) g_rand_int_range (rand, 0, G_N_ELEMENTS (shapes) + 1);
}

static SumacRect
random_box (GRand *rand)
{
  gint left = g_rand_int_range (rand, -20, 50);
  gint top = g_rand_int_range (rand, -20, 50);

  return (SumacRect){
    .left = left,
    .top = top,
    .right = left + g_rand_int_range (rand, 0, 110),
    .bottom = top + g_rand_int_range (rand, 0, 110),
  };
}

static SumacRop
random_rop (GRand *rand)
{
  return g_rand_int_range (rand, 0, 3) ? SUMAC_ROP_COPY
                                       : (SumacRop) g_rand_int_range (rand, 0, SUMAC_N_ROPS);
}

/* A bitmap that is now and then of another size than the box, cut or spoilt. */
static void
add_bitmap (SumacCommand *command,
            SumacSource *into,
            guint32 width,
            guint32 height,
            GRand *rand)
{
  SumacEncodedImage *image = test_pending_bitmap (command, into, width, height);

  for (gsize i = 0; i < image->size; i += 4)
    memcpy (command->message->body + i, (const guint32[]){ g_rand_int (rand) }, 4);
  if (g_rand_int_range (rand, 0, 4) == 0)
    image->format = SPICE_BITMAP_FMT_RGBA;
  if (g_rand_int_range (rand, 0, 10) == 0)
    image->stride -= 1;
}

static SumacCommand *
random_picture (SumacOpKind kind, GRand *rand)
{
  SumacRect box = random_box (rand);
  guint32 width = (guint32) MAX (sumac_rect_width (&box), 1);
  guint32 height = (guint32) MAX (sumac_rect_height (&box), 1);

  width += (guint32) (g_rand_int_range (rand, 0, 4) ? 0 : g_rand_int_range (rand, 0, 20));
  height -= g_rand_int_range (rand, 0, 4) || height < 2 ? 0 : 1;

  SumacCommand *command =
      test_draw (kind, random_surface (rand), &box, (gsize) width * height * 4);
  SumacOp *op = &command->u.draw.op;
  gboolean is_mask = kind == SUMAC_OP_COPY && g_rand_int_range (rand, 0, 8) == 0;

  op->rop = random_rop (rand);
  op->scale = SUMAC_SCALE_NEAREST;
  op->source_area =
      (SumacRect){ .right = sumac_rect_width (&box), .bottom = sumac_rect_height (&box) };
  if (g_rand_int_range (rand, 0, 4) == 0)
    op->source_area = random_box (rand);
  add_bitmap (command, is_mask ? &op->mask.bits : &op->source, width, height, rand);
  op->u.alpha_blend.alpha = (guint8) g_rand_int (rand);
  return command;
}

static SumacCommand *
random_fill (GRand *rand)
{
  SumacRect box = random_box (rand);

  return with_rop (test_fill (random_surface (rand), &box, g_rand_int (rand)),
                   random_rop (rand));
}

static SumacCommand *
random_move (GRand *rand)
{
  SumacRect box = random_box (rand);
  SumacCommand *command = test_draw (SUMAC_OP_COPY_BITS, random_surface (rand), &box, 0);

  command->u.draw.op.u.copy_bits.x = g_rand_int_range (rand, -30, 60);
  command->u.draw.op.u.copy_bits.y = g_rand_int_range (rand, -30, 60);
  return command;
}

static SumacCommand *
random_surface_command (GRand *rand)
{
  guint i = (guint) g_rand_int_range (rand, 0, G_N_ELEMENTS (shapes));

  return g_rand_boolean (rand) ? test_surface_destroy (shapes[i].id)
                               : test_surface_create (shapes[i].id, shapes[i].format,
                                                      shapes[i].width, shapes[i].height);
}

static SumacCommand *
random_command (GRand *rand)
{
  SumacRect box = random_box (rand);

  switch (g_rand_int_range (rand, 0, 12))
    {
    case 0:
    case 1:
    case 2:
      return random_fill (rand);
    case 3:
    case 4:
      return random_picture (SUMAC_OP_COPY, rand);
    case 5:
      return random_picture (SUMAC_OP_ALPHA_BLEND, rand);
    case 6:
      return random_picture (SUMAC_OP_TRANSPARENT, rand);
    case 7:
      return with_rop (copy_from_surface (random_surface (rand), &box, random_surface (rand)),
                       random_rop (rand));
    case 8:
      return random_move (rand);
    case 9:
      return test_draw (SUMAC_OP_INVERS, random_surface (rand), &box, 0);
    case 10:
      return test_draw (g_rand_boolean (rand) ? SUMAC_OP_BLACKNESS : SUMAC_OP_WHITENESS,
                        random_surface (rand), &box, 0);
    default:
      return g_rand_int_range (rand, 0, 8) ? random_fill (rand) : random_surface_command (rand);
    }
}

static SumacSurfaces *
make_surfaces (gsize *bytes)
{
  SumacSurfaces *surfaces =
      sumac_surfaces_new (g_object_new (SUMAC_TYPE_RENDERER_MEMORY, NULL), bytes);

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    g_assert_cmpint (sumac_surfaces_create (surfaces, shapes[i].id, shapes[i].format,
                                            (gint) shapes[i].width, (gint) shapes[i].height,
                                            NULL),
                     ==, TRUE);
  return surfaces;
}

static void
carry_out (SumacSurfaces *surfaces, const SumacCommand *command)
{
  SumacRect damage;

  if (command->kind == SUMAC_COMMAND_DRAW)
    sumac_surfaces_draw (surfaces, &command->u.draw.op, &damage);
  else if (command->kind == SUMAC_COMMAND_SURFACE_DESTROY)
    sumac_surfaces_destroy (surfaces, command->u.surface.id);
  else
    g_assert_cmpint (sumac_surfaces_create (surfaces, command->u.surface.id,
                                            command->u.surface.format,
                                            (gint) command->u.surface.width,
                                            (gint) command->u.surface.height, NULL),
                     ==, TRUE);
}

static void
assert_same (SumacSurfaces *a, SumacSurfaces *b)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      SumacView left;
      SumacView right;
      gboolean is_there = sumac_surfaces_map (a, shapes[i].id, &left);

      g_assert_cmpint (sumac_surfaces_map (b, shapes[i].id, &right), ==, is_there);
      if (!is_there)
        continue;
      g_test_message ("surface %u", shapes[i].id);
      for (gint y = 0; y < left.height; y++)
        {
          gssize row = left.width * (gssize) sumac_pixel_format_bits (left.format) / 8;

          g_assert_cmpmem (left.data + left.stride * y, (int) row,
                           right.data + right.stride * y, (int) row);
        }
      sumac_surfaces_unmap (a, shapes[i].id);
      sumac_surfaces_unmap (b, shapes[i].id);
    }
}

static guint
play (GRand *rand)
{
  SumacImages images = { .cache = sumac_image_cache_new (0) };
  SumacCommand *commands[N_COMMANDS];
  gboolean is_covered[N_COMMANDS];
  gsize bytes = 0;
  SumacSurfaces *whole = make_surfaces (&bytes);
  SumacSurfaces *spared = make_surfaces (&bytes);
  SumacRect clip = { 10, 10, 60, 60 };
  guint n_covered = 0;

  for (guint i = 0; i < N_COMMANDS; i++)
    {
      commands[i] = random_command (rand);
      if (commands[i]->kind == SUMAC_COMMAND_DRAW && g_rand_int_range (rand, 0, 8) == 0)
        with_clip (commands[i], &clip, 1);
    }
  sumac_cover_find (commands, N_COMMANDS, is_covered);
  for (guint i = 0; i < N_COMMANDS; i++)
    {
      SumacCommand *command = commands[i];
      gboolean all_there = TRUE;

      for (guint p = 0; command->kind == SUMAC_COMMAND_DRAW && p < command->u.draw.n_pending;
           p++)
        all_there &= sumac_images_resolve (&images, &command->u.draw.pending[p],
                                           SUMAC_PIXELS_XRGB32, NULL);
      if (!all_there)
        continue;
      carry_out (whole, command);
      if (!is_covered[i])
        carry_out (spared, command);
      n_covered += is_covered[i] ? 1 : 0;
    }
  assert_same (whole, spared);

  free_commands (commands, N_COMMANDS);
  sumac_surfaces_free (whole);
  sumac_surfaces_free (spared);
  sumac_image_cache_free (images.cache);
  g_assert_cmpuint (bytes, ==, 0);
  return n_covered;
}

/* g_test_rand_int has its seed printed, and given by --seed. */
static void
test_pictures_stay_the_same (void)
{
  guint n_covered = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      guint32 seed = (guint32) g_test_rand_int ();
      GRand *rand = g_rand_new_with_seed (seed);

      n_covered += play (rand);
      g_rand_free (rand);
    }
  g_assert_cmpuint (n_covered, >, N_ROUNDS / 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/cover/by-later-opaque-ones", test_what_covers);
  g_test_add_func ("/paint/cover/not-by-others", test_what_does_not);
  g_test_add_func ("/paint/cover/kept-pictures-do-not-cover", test_kept_pictures_do_not);
  g_test_add_func ("/paint/cover/what-is-read-between-is-drawn", test_readers_between);
  g_test_add_func ("/paint/cover/not-by-pictures-that-may-fall-short",
                   test_pictures_that_may_not_fill_their_box);
  g_test_add_func ("/paint/cover/pictures-stay-the-same", test_pictures_stay_the_same);
  return g_test_run ();
}
