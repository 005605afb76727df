/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/pointer.h"

#include "recorder.h"

#define MS G_TIME_SPAN_MILLISECOND

/* A guest of 100 × 50 in a window of 200 × 200: twice as large, bars of 50 above and below. */
typedef struct
{
  GString *record;
  SumacInputSink sink;
  SumacPointer pointer;
} Fixture;

static void
set_up (Fixture *f, gconstpointer mode)
{
  f->record = g_string_new (NULL);
  f->sink = recorder_sink (f->record);
  sumac_pointer_init (&f->pointer, &f->sink);
  f->pointer.geometry = sumac_geometry_fit (200, 200, 1, 100, 50);
  sumac_pointer_set_mode (&f->pointer, GPOINTER_TO_UINT (mode));
}

static void
tear_down (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  g_string_free (f->record, TRUE);
}

static void
check_button (Fixture *f,
              guint number,
              gboolean down,
              double x,
              double y,
              SumacPointerVerdict expected)
{
  g_assert_cmpint (sumac_pointer_button (&f->pointer, number, down, x, y), ==, expected);
}

static void
test_positions (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  g_assert_cmpint (sumac_pointer_move (&f->pointer, 0, 50), ==, TRUE);
  g_assert_cmpint (sumac_pointer_move (&f->pointer, 199.9, 149.9), ==, TRUE);
  assert_sent (f->record, "p0,0 p99,49");
}

static void
test_outside_is_not_sent (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  g_assert_cmpint (sumac_pointer_move (&f->pointer, 10, 49), ==, FALSE);
  g_assert_cmpint (sumac_pointer_move (&f->pointer, 10, 150), ==, FALSE);
  g_assert_cmpint (sumac_pointer_move (&f->pointer, -1, 100), ==, FALSE);
  check_button (f, 1, TRUE, 10, 10, SUMAC_POINTER_IGNORED);
  check_button (f, 1, FALSE, 10, 100, SUMAC_POINTER_IGNORED);
  sumac_pointer_notches (&f->pointer, 1, 10, 10);
  assert_sent (f->record, "");
}

static void
test_drag_goes_on_outside (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  check_button (f, 1, TRUE, 0, 50, SUMAC_POINTER_SENT);
  assert_sent (f->record, "p0,0 b1+");
  sumac_pointer_move (&f->pointer, -500, 100);
  sumac_pointer_move (&f->pointer, 500, 1000);
  assert_sent (f->record, "p0,24 p99,49");
  check_button (f, 1, FALSE, 500, -3, SUMAC_POINTER_SENT);
  assert_sent (f->record, "p99,0 b1-");
  sumac_pointer_move (&f->pointer, 500, 100);
  assert_sent (f->record, "");
}

static void
test_second_button_of_a_drag (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  check_button (f, 1, TRUE, 0, 50, SUMAC_POINTER_SENT);
  check_button (f, 3, TRUE, 0, 0, SUMAC_POINTER_SENT);
  check_button (f, 3, FALSE, 0, 0, SUMAC_POINTER_SENT);
  check_button (f, 1, FALSE, 0, 0, SUMAC_POINTER_SENT);
  assert_sent (f->record, "p0,0 b1+ p0,0 b3+ p0,0 b3- p0,0 b1-");
}

static void
test_buttons (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  static const struct
  {
    guint number;
    const char *sent;
  } cases[] = {
    { 1, "p0,0 b1+ p0,0 b1-" }, { 2, "p0,0 b2+ p0,0 b2-" }, { 3, "p0,0 b3+ p0,0 b3-" },
    { 8, "p0,0 b6+ p0,0 b6-" }, { 9, "p0,0 b7+ p0,0 b7-" },
  };

  static const guint others[] = { 0, 4, 5, 6, 7, 10, 11, 255, G_MAXUINT };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      check_button (f, cases[i].number, TRUE, 0, 50, SUMAC_POINTER_SENT);
      check_button (f, cases[i].number, FALSE, 0, 50, SUMAC_POINTER_SENT);
      assert_sent (f->record, cases[i].sent);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      check_button (f, others[i], TRUE, 0, 50, SUMAC_POINTER_IGNORED);
      check_button (f, others[i], FALSE, 0, 50, SUMAC_POINTER_IGNORED);
    }
  assert_sent (f->record, "");
}

static void
test_release_all (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  check_button (f, 9, TRUE, 0, 50, SUMAC_POINTER_SENT);
  check_button (f, 1, TRUE, 0, 50, SUMAC_POINTER_SENT);
  g_string_truncate (f->record, 0);
  sumac_pointer_release_all (&f->pointer);
  assert_sent (f->record, "b1- b7-");
  check_button (f, 1, FALSE, 0, 50, SUMAC_POINTER_IGNORED);
  sumac_pointer_release_all (&f->pointer);
  assert_sent (f->record, "");
}

static void
test_forget (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  check_button (f, 1, TRUE, 0, 50, SUMAC_POINTER_SENT);
  g_string_truncate (f->record, 0);
  sumac_pointer_forget (&f->pointer);
  sumac_pointer_release_all (&f->pointer);
  assert_sent (f->record, "");
}

static void
test_mode_change_releases (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  check_button (f, 1, TRUE, 0, 50, SUMAC_POINTER_SENT);
  g_string_truncate (f->record, 0);
  sumac_pointer_set_mode (&f->pointer, SUMAC_MOUSE_SERVER);
  assert_sent (f->record, "b1-");
  sumac_pointer_move (&f->pointer, 0, 50);
  assert_sent (f->record, "");
}

static void
test_no_relative_motion (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  sumac_pointer_shift (&f->pointer, 10, 10);
  assert_sent (f->record, "");
}

static void
test_first_click_captures (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  check_button (f, 1, TRUE, 0, 0, SUMAC_POINTER_IGNORED);
  check_button (f, 1, TRUE, 0, 50, SUMAC_POINTER_WANTS_CAPTURE);
  sumac_pointer_set_captured (&f->pointer, TRUE);
  check_button (f, 1, FALSE, 0, 50, SUMAC_POINTER_IGNORED);
  assert_sent (f->record, "");
  /* Captured, a click counts wherever the hidden pointer is. */
  check_button (f, 1, TRUE, -100, -100, SUMAC_POINTER_SENT);
  check_button (f, 1, FALSE, -100, -100, SUMAC_POINTER_SENT);
  assert_sent (f->record, "b1+ b1-");
}

static void
test_nothing_before_capture (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  g_assert_cmpint (sumac_pointer_move (&f->pointer, 0, 50), ==, TRUE);
  sumac_pointer_shift (&f->pointer, 5, 5);
  sumac_pointer_notches (&f->pointer, 1, 0, 50);
  assert_sent (f->record, "");
}

static void
test_fractions_are_carried (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  sumac_pointer_set_captured (&f->pointer, TRUE);
  for (gint i = 0; i < 8; i++)
    sumac_pointer_shift (&f->pointer, 0.25, -0.5);
  assert_sent (f->record, "m0,-1 m1,-1 m0,-1 m1,-1");
  sumac_pointer_shift (&f->pointer, 3.75, 0);
  sumac_pointer_shift (&f->pointer, -3.75, 0);
  assert_sent (f->record, "m3,0 m-3,0");
}

static void
test_motion_is_bounded (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  sumac_pointer_set_captured (&f->pointer, TRUE);
  sumac_pointer_shift (&f->pointer, 1e300, -1e300);
  assert_sent (f->record, "m32767,-32767");
  sumac_pointer_shift (&f->pointer, 1, 1);
  assert_sent (f->record, "m1,1");
}

static void
test_end_of_capture_releases (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  sumac_pointer_set_captured (&f->pointer, TRUE);
  check_button (f, 3, TRUE, 0, 0, SUMAC_POINTER_SENT);
  sumac_pointer_shift (&f->pointer, 0.75, 0);
  sumac_pointer_set_captured (&f->pointer, FALSE);
  assert_sent (f->record, "b3+ b3-");
  sumac_pointer_set_captured (&f->pointer, TRUE);
  sumac_pointer_shift (&f->pointer, 0.5, 0);
  assert_sent (f->record, "");
}

static void
test_client_mode_ends_capture (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  sumac_pointer_set_captured (&f->pointer, TRUE);
  check_button (f, 1, TRUE, 0, 0, SUMAC_POINTER_SENT);
  sumac_pointer_set_mode (&f->pointer, SUMAC_MOUSE_CLIENT);
  assert_sent (f->record, "b1+ b1-");
  g_assert_cmpint (f->pointer.is_captured, ==, FALSE);
}

static void
scroll (Fixture *f, double delta, gint64 now_ms)
{
  sumac_pointer_scroll (&f->pointer, delta, now_ms * MS, 0, 100);
}

static void
test_scroll_sums (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  scroll (f, 0.4, 1000);
  scroll (f, 0.4, 1010);
  assert_sent (f->record, "");
  scroll (f, 0.4, 1020);
  assert_sent (f->record, "w1");
  scroll (f, 0.8125, 1030);
  assert_sent (f->record, "w1");
  scroll (f, 2.5, 1040);
  assert_sent (f->record, "w2");
}

static void
test_scroll_up (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  scroll (f, -1, 1000);
  scroll (f, -0.5, 1010);
  scroll (f, -0.5, 1020);
  assert_sent (f->record, "w-1 w-1");
}

static void
test_scroll_forgets_after_a_pause (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  scroll (f, 0.75, 1000);
  scroll (f, 0.25, 1400);
  assert_sent (f->record, "w1");
  scroll (f, 0.75, 2000);
  scroll (f, 0.5, 2401);
  assert_sent (f->record, "");
}

static void
test_scroll_forgets_on_turning (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  scroll (f, 0.75, 1000);
  scroll (f, -0.5, 1010);
  scroll (f, -0.5, 1020);
  assert_sent (f->record, "w-1");
}

static void
test_scroll_is_capped (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  for (gint i = 0; i < 100; i++)
    scroll (f, 1, 1000 + i * 9);

  g_auto (GStrv) words = g_strsplit (g_strchomp (f->record->str), " ", -1);

  g_assert_cmpuint (g_strv_length (words), ==, SUMAC_MAX_NOTCHES_A_SECOND);
  g_string_truncate (f->record, 0);
  scroll (f, 1, 2001);
  assert_sent (f->record, "w1");
  scroll (f, 1e300, 4000);
  assert_sent (f->record, "w30");
  scroll (f, -1e300, 4010);
  assert_sent (f->record, "");
}

static void
test_wheel_notches (Fixture *f, gconstpointer mode G_GNUC_UNUSED)
{
  sumac_pointer_notches (&f->pointer, -1, 0, 100);
  sumac_pointer_notches (&f->pointer, 1, 0, 100);
  sumac_pointer_notches (&f->pointer, 0, 0, 100);
  assert_sent (f->record, "w-1 w1");
}

#define ADD(name, mode, function) \
  g_test_add ("/pointer/" name, Fixture, GUINT_TO_POINTER (mode), set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("client/positions-reach-both-edges", SUMAC_MOUSE_CLIENT, test_positions);
  ADD ("client/outside-is-not-sent", SUMAC_MOUSE_CLIENT, test_outside_is_not_sent);
  ADD ("client/drag-goes-on-outside", SUMAC_MOUSE_CLIENT, test_drag_goes_on_outside);
  ADD ("client/second-button-belongs-to-the-drag", SUMAC_MOUSE_CLIENT,
       test_second_button_of_a_drag);
  ADD ("client/buttons-have-their-numbers", SUMAC_MOUSE_CLIENT, test_buttons);
  ADD ("client/release-all-releases-once", SUMAC_MOUSE_CLIENT, test_release_all);
  ADD ("client/forget-sends-nothing", SUMAC_MOUSE_CLIENT, test_forget);
  ADD ("client/mode-change-releases", SUMAC_MOUSE_CLIENT, test_mode_change_releases);
  ADD ("client/no-relative-motion", SUMAC_MOUSE_CLIENT, test_no_relative_motion);
  ADD ("server/first-click-captures-and-is-not-sent", SUMAC_MOUSE_SERVER,
       test_first_click_captures);
  ADD ("server/nothing-before-capture", SUMAC_MOUSE_SERVER, test_nothing_before_capture);
  ADD ("server/fractions-are-carried", SUMAC_MOUSE_SERVER, test_fractions_are_carried);
  ADD ("server/motion-is-bounded", SUMAC_MOUSE_SERVER, test_motion_is_bounded);
  ADD ("server/end-of-capture-releases", SUMAC_MOUSE_SERVER, test_end_of_capture_releases);
  ADD ("server/client-mode-ends-capture", SUMAC_MOUSE_SERVER, test_client_mode_ends_capture);
  ADD ("scroll/sums-to-whole-notches", SUMAC_MOUSE_CLIENT, test_scroll_sums);
  ADD ("scroll/up-is-negative", SUMAC_MOUSE_CLIENT, test_scroll_up);
  ADD ("scroll/forgets-after-a-pause", SUMAC_MOUSE_CLIENT, test_scroll_forgets_after_a_pause);
  ADD ("scroll/forgets-on-turning", SUMAC_MOUSE_CLIENT, test_scroll_forgets_on_turning);
  ADD ("scroll/is-capped-a-second", SUMAC_MOUSE_CLIENT, test_scroll_is_capped);
  ADD ("scroll/wheel-notches-are-sent", SUMAC_MOUSE_CLIENT, test_wheel_notches);
  return g_test_run ();
}
