/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A picture between its writer and those who look at it, in memory or on the graphics card: one
 * side at a time, nobody waits but who settles, and who wants pixels gets them. Textures are
 * numbers here, fences are addresses. */

#include "draw/frame.h"

#include "core/thread.h"

#include <string.h>

typedef struct
{
  SumacFrame *frame;
  SumacGlShare *share;
  guint n_rung;
} Desk;

static void
ring (gpointer data)
{
  ((Desk *) data)->n_rung++;
}

static void
desk_init (Desk *desk)
{
  *desk = (Desk){ .share = sumac_gl_share_new (SUMAC_GL_EGL, FALSE, NULL, NULL, NULL, NULL) };
  desk->frame = sumac_frame_new_bare (4, 2, ring, desk);
}

static void
desk_clear (Desk *desk)
{
  sumac_frame_unref (desk->frame);
  sumac_gl_share_unref (desk->share);
}

static guint
take_rings (Desk *desk)
{
  guint n = desk->n_rung;

  desk->n_rung = 0;
  return n;
}

/* What a publication on the card is. */
static void
write_texture (Desk *desk, guint name, gpointer fence, gboolean with_pixels)
{
  const SumacTexture texture = { .name = name, .width = 4, .height = 2, .fence = fence };
  SumacPixels *pixels;

  g_assert_true (sumac_frame_begin_write (desk->frame, &pixels));
  if (with_pixels)
    memset (sumac_frame_make_pixels (desk->frame)->data, (gint) name, 4);
  sumac_frame_end_write_texture (desk->frame, &texture, desk->share, with_pixels);
}

static gboolean
read_byte (Desk *desk, guint8 *byte)
{
  const guint8 *data;
  gsize stride;

  if (!sumac_frame_begin_read (desk->frame, &data, &stride))
    return FALSE;
  *byte = data[0];
  sumac_frame_end_read (desk->frame);
  return TRUE;
}

static void
test_a_texture_is_for_its_share_group (void)
{
  g_autoptr (SumacGlShare) other =
      sumac_gl_share_new (SUMAC_GL_EGL, FALSE, NULL, NULL, NULL, NULL);
  SumacTexture texture;
  Desk desk;

  desk_init (&desk);
  g_assert_false (sumac_frame_has_texture (desk.frame, desk.share));
  g_assert_false (sumac_frame_begin_texture (desk.frame, desk.share, &texture));
  write_texture (&desk, 7, NULL, FALSE);
  g_assert_true (sumac_frame_has_texture (desk.frame, desk.share));
  g_assert_false (sumac_frame_has_texture (desk.frame, other));
  g_assert_false (sumac_frame_has_texture (desk.frame, NULL));
  g_assert_false (sumac_frame_begin_texture (desk.frame, other, &texture));
  g_assert_false (sumac_frame_begin_texture (desk.frame, NULL, &texture));
  g_assert_true (sumac_frame_begin_texture (desk.frame, desk.share, &texture));
  g_assert_cmpuint (texture.name, ==, 7);
  sumac_frame_end_texture (desk.frame, NULL);
  desk_clear (&desk);
}

/* Each has been waited for by the next one, so the last is enough. */
static void
test_fences_go_from_hand_to_hand (void)
{
  gint writers, first, second;
  SumacTexture texture;
  Desk desk;

  desk_init (&desk);
  write_texture (&desk, 7, &writers, FALSE);
  g_assert_true (sumac_frame_begin_texture (desk.frame, desk.share, &texture));
  g_assert_true (texture.fence == &writers);
  sumac_frame_end_texture (desk.frame, &first);
  g_assert_true (sumac_frame_begin_texture (desk.frame, desk.share, &texture));
  g_assert_true (texture.fence == &first);
  sumac_frame_end_texture (desk.frame, &second);
  sumac_frame_get_texture (desk.frame, &texture);
  g_assert_true (texture.fence == &second);
  desk_clear (&desk);
}

static void
test_a_presenter_keeps_the_writer_out (void)
{
  SumacPixels *pixels;
  SumacTexture texture;
  Desk desk;

  desk_init (&desk);
  write_texture (&desk, 7, NULL, FALSE);
  g_assert_true (sumac_frame_begin_texture (desk.frame, desk.share, &texture));
  g_assert_false (sumac_frame_begin_write (desk.frame, &pixels));
  g_assert_cmpuint (take_rings (&desk), ==, 0);
  sumac_frame_end_texture (desk.frame, NULL);
  g_assert_cmpuint (take_rings (&desk), ==, 1);

  g_assert_true (sumac_frame_begin_write (desk.frame, &pixels));
  g_assert_false (sumac_frame_begin_texture (desk.frame, desk.share, &texture));
  sumac_frame_end_write (desk.frame);
  desk_clear (&desk);
}

static void
test_pixels_come_when_they_are_wanted (void)
{
  SumacPixels *pixels;
  guint8 byte = 0;
  Desk desk;

  desk_init (&desk);
  write_texture (&desk, 7, NULL, FALSE);
  g_assert_cmpint (sumac_frame_take_wish (desk.frame), ==, SUMAC_FRAME_NO_PIXELS);
  g_assert_true (sumac_frame_begin_write (desk.frame, &pixels));
  g_assert_null (pixels);
  sumac_frame_end_write_texture (desk.frame, &(SumacTexture){ .name = 7 }, desk.share, FALSE);

  g_assert_false (read_byte (&desk, &byte));
  g_assert_cmpuint (take_rings (&desk), ==, 1);
  g_assert_true (sumac_frame_was_refused (desk.frame));
  g_assert_cmpint (sumac_frame_take_wish (desk.frame), ==, SUMAC_FRAME_PIXELS_AT_ONCE);
  g_assert_cmpint (sumac_frame_take_wish (desk.frame), ==, SUMAC_FRAME_PIXELS);
  write_texture (&desk, 8, NULL, TRUE);
  g_assert_true (read_byte (&desk, &byte));
  g_assert_cmpuint (byte, ==, 8);
  g_assert_false (sumac_frame_was_refused (desk.frame));

  /* The next one has none again, once nobody has read for a while. */
  for (guint i = 0; sumac_frame_take_wish (desk.frame) != SUMAC_FRAME_NO_PIXELS; i++)
    {
      g_assert_cmpuint (i, <, 100);
      sumac_frame_lose_interest (desk.frame);
    }
  write_texture (&desk, 9, NULL, FALSE);
  g_assert_false (read_byte (&desk, &byte));
  desk_clear (&desk);
}

/* Refused while it is written: the publication that follows knows of it. */
static void
test_a_wish_during_a_write_counts (void)
{
  SumacPixels *pixels;
  guint8 byte;
  Desk desk;

  desk_init (&desk);
  write_texture (&desk, 7, NULL, FALSE);
  g_assert_true (sumac_frame_begin_write (desk.frame, &pixels));
  g_assert_cmpint (sumac_frame_take_wish (desk.frame), ==, SUMAC_FRAME_NO_PIXELS);
  g_assert_false (read_byte (&desk, &byte));
  sumac_frame_end_write_texture (desk.frame, &(SumacTexture){ .name = 8 }, desk.share, FALSE);
  g_assert_cmpuint (take_rings (&desk), ==, 1);
  g_assert_true (sumac_frame_was_refused (desk.frame));
  desk_clear (&desk);
}

static void
test_nobody_is_asked_after_the_end (void)
{
  guint8 byte;
  Desk desk;

  desk_init (&desk);
  write_texture (&desk, 7, NULL, FALSE);
  sumac_frame_forget_writer (desk.frame);
  g_assert_false (read_byte (&desk, &byte));
  g_assert_cmpuint (take_rings (&desk), ==, 0);
  desk_clear (&desk);
}

static void *
settle (void *data)
{
  Desk *desk = data;

  g_assert_true (sumac_frame_begin_settle (desk->frame));
  memset (sumac_frame_make_pixels (desk->frame)->data, 5, 4);
  sumac_frame_end_write (desk->frame);
  return NULL;
}

/* The presenter goes while it is waited for, or does not go at all. */
static void
test_a_settled_frame_is_pixels (gconstpointer data)
{
  gboolean stays = GPOINTER_TO_INT (data);
  gint64 start = sumac_clock_us ();
  SumacTexture texture;
  SumacThread thread;
  guint8 byte = 0;
  Desk desk;

  desk_init (&desk);
  write_texture (&desk, 7, NULL, FALSE);
  g_assert_true (sumac_frame_begin_texture (desk.frame, desk.share, &texture));
  g_assert_true (sumac_thread_start (&thread, "settle", settle, &desk));
  if (!stays)
    sumac_frame_end_texture (desk.frame, NULL);
  sumac_thread_join (thread);
  if (stays)
    sumac_frame_end_texture (desk.frame, NULL);
  g_assert_cmpint (sumac_clock_us () - start, <, 20 * G_USEC_PER_SEC);
  g_assert_false (sumac_frame_has_texture (desk.frame, desk.share));
  g_assert_false (sumac_frame_begin_texture (desk.frame, desk.share, &texture));
  g_assert_true (read_byte (&desk, &byte));
  g_assert_cmpuint (byte, ==, 5);
  desk_clear (&desk);
}

/* Pixels that are being read are not written to: they are the picture then. */
static void
test_a_reader_is_not_disturbed (void)
{
  const guint8 *pixels;
  gsize stride;
  Desk desk;

  desk_init (&desk);
  write_texture (&desk, 7, NULL, TRUE);
  g_assert_true (sumac_frame_begin_read (desk.frame, &pixels, &stride));
  g_assert_false (sumac_frame_begin_settle (desk.frame));
  g_assert_false (sumac_frame_has_texture (desk.frame, desk.share));
  g_assert_cmpuint (pixels[0], ==, 7);
  sumac_frame_end_read (desk.frame);
  desk_clear (&desk);
}

static void
count_end (gpointer count)
{
  (*(guint *) count)++;
}

static void
test_a_share_group_is_let_go_of (void)
{
  guint n_ends = 0;
  SumacPixels *pixels;
  Desk desk;

  desk_init (&desk);
  sumac_gl_share_unref (desk.share);
  desk.share = sumac_gl_share_new (SUMAC_GL_EGL, FALSE, NULL, NULL, count_end, &n_ends);
  write_texture (&desk, 7, NULL, FALSE);
  write_texture (&desk, 7, NULL, FALSE);
  sumac_gl_share_unref (g_steal_pointer (&desk.share));
  g_assert_cmpuint (n_ends, ==, 0);
  g_assert_true (sumac_frame_begin_write (desk.frame, &pixels));
  sumac_frame_end_write (desk.frame);
  g_assert_cmpuint (n_ends, ==, 1);
  desk_clear (&desk);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame/a-texture-is-for-its-share-group",
                   test_a_texture_is_for_its_share_group);
  g_test_add_func ("/frame/fences-go-from-hand-to-hand", test_fences_go_from_hand_to_hand);
  g_test_add_func ("/frame/a-presenter-keeps-the-writer-out",
                   test_a_presenter_keeps_the_writer_out);
  g_test_add_func ("/frame/pixels-come-when-they-are-wanted",
                   test_pixels_come_when_they_are_wanted);
  g_test_add_func ("/frame/a-wish-during-a-write-counts", test_a_wish_during_a_write_counts);
  g_test_add_func ("/frame/nobody-is-asked-after-the-end", test_nobody_is_asked_after_the_end);
  g_test_add_data_func ("/frame/a-settled-frame-is-pixels", GINT_TO_POINTER (FALSE),
                        test_a_settled_frame_is_pixels);
  g_test_add_data_func ("/frame/who-does-not-go-is-not-waited-for", GINT_TO_POINTER (TRUE),
                        test_a_settled_frame_is_pixels);
  g_test_add_func ("/frame/a-reader-is-not-disturbed", test_a_reader_is_not_disturbed);
  g_test_add_func ("/frame/a-share-group-is-let-go-of", test_a_share_group_is_let_go_of);
  return g_test_run ();
}
