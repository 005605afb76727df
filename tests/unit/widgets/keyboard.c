/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/keyboard.h"

#include "recorder.h"

enum
{
  A = 0x1e,
  B = 0x30,
  CTRL = 0x1d,
  ALT = 0x38,
  SHIFT = 0x2a,
  CAPS = 0x3a,
  DELETE = 0xe053,
  RIGHT_ALT = 0xe038,
  SUPER = 0xe05b,
};

typedef struct
{
  GString *record;
  SumacInputSink sink;
  SumacKeyboard keyboard;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->record = g_string_new (NULL);
  f->sink = recorder_sink (f->record);
  sumac_keyboard_init (&f->keyboard, &f->sink);
}

static void
tear_down (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_string_free (f->record, TRUE);
}

/* FALSE unless the release sequence is complete with it. */
static gboolean
press (Fixture *f, guint scancode)
{
  return sumac_keyboard_key (&f->keyboard, scancode, TRUE);
}

static gboolean
release (Fixture *f, guint scancode)
{
  return sumac_keyboard_key (&f->keyboard, scancode, FALSE);
}

static void
test_press_leaves_at_once (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  press (f, A);
  assert_sent (f->record, "+1e");
  release (f, A);
  assert_sent (f->record, "-1e");
}

static void
test_plain_and_extended_differ (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  press (f, 0x53);
  press (f, DELETE);
  release (f, 0x53);
  assert_sent (f->record, "+53 +e053 -53");
  release (f, DELETE);
  assert_sent (f->record, "-e053");
}

static void
test_repeats_are_forwarded (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  press (f, A);
  press (f, A);
  press (f, A);
  release (f, A);
  assert_sent (f->record, "+1e +1e +1e -1e");
}

static void
test_some_are_never_repeated (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const guint keys[] = {
    CTRL,  ALT,    SHIFT, 0x36, 0xe01d, RIGHT_ALT,
    SUPER, 0xe05c, CAPS,  0x45, 0x46,   SUMAC_SCANCODE_PAUSE,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *once = g_strdup_printf ("+%02x -%02x", keys[i], keys[i]);

      press (f, keys[i]);
      press (f, keys[i]);
      release (f, keys[i]);
      assert_sent (f->record, once);
    }
}

static void
test_release_without_press_is_dropped (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  release (f, A);
  assert_sent (f->record, "");
  press (f, A);
  release (f, A);
  release (f, A);
  assert_sent (f->record, "+1e -1e");
}

static void
test_release_all_ends_with_modifiers (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  press (f, CTRL);
  press (f, SUPER);
  press (f, B);
  press (f, RIGHT_ALT);
  press (f, DELETE);
  press (f, A);
  assert_sent (f->record, "+1d +e05b +30 +e038 +e053 +1e");
  sumac_keyboard_release_all (&f->keyboard);
  assert_sent (f->record, "-1e -30 -e053 -1d -e038 -e05b");
  g_assert_cmpuint (f->keyboard.n_down, ==, 0);
}

static void
test_nothing_follows_release_all (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  press (f, A);
  press (f, SHIFT);
  sumac_keyboard_release_all (&f->keyboard);
  assert_sent (f->record, "+1e +2a -1e -2a");
  release (f, A);
  release (f, SHIFT);
  sumac_keyboard_release_all (&f->keyboard);
  assert_sent (f->record, "");
}

static void
test_every_key_is_released (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (guint code = 1; code < 0x80; code++)
    {
      press (f, code);
      press (f, 0xe000 | code);
    }
  g_assert_cmpuint (f->keyboard.n_down, ==, 254);
  g_string_truncate (f->record, 0);
  sumac_keyboard_release_all (&f->keyboard);

  g_auto (GStrv) words = g_strsplit (g_strchomp (f->record->str), " ", -1);

  g_assert_cmpuint (g_strv_length (words), ==, 254);
  g_assert_cmpuint (f->keyboard.n_down, ==, 0);
}

static void
test_forget_sends_nothing (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  press (f, A);
  press (f, CTRL);
  g_string_truncate (f->record, 0);
  sumac_keyboard_forget (&f->keyboard);
  sumac_keyboard_release_all (&f->keyboard);
  assert_sent (f->record, "");
  press (f, A);
  assert_sent (f->record, "+1e");
}

static void
test_sequence (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint (press (f, CTRL), ==, FALSE);
  g_assert_cmpint (press (f, ALT), ==, FALSE);
  g_assert_cmpint (release (f, CTRL), ==, FALSE);
  g_assert_cmpint (release (f, ALT), ==, TRUE);
  /* The guest has them all the same. */
  assert_sent (f->record, "+1d +38 -1d -38");

  g_assert_cmpint (press (f, ALT), ==, FALSE);
  g_assert_cmpint (press (f, CTRL), ==, FALSE);
  g_assert_cmpint (release (f, CTRL), ==, FALSE);
  g_assert_cmpint (release (f, ALT), ==, TRUE);
}

static void
test_sequence_survives_repeats (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  press (f, CTRL);
  press (f, ALT);
  press (f, ALT);
  press (f, ALT);
  g_assert_cmpint (release (f, ALT), ==, FALSE);
  g_assert_cmpint (release (f, CTRL), ==, TRUE);
}

static void
test_ctrl_alt_delete_is_no_sequence (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  press (f, CTRL);
  press (f, ALT);
  press (f, DELETE);
  g_assert_cmpint (release (f, DELETE), ==, FALSE);
  g_assert_cmpint (release (f, ALT), ==, FALSE);
  g_assert_cmpint (release (f, CTRL), ==, FALSE);
}

static void
test_key_between_breaks_it (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  press (f, CTRL);
  press (f, ALT);
  release (f, CTRL);
  press (f, A);
  release (f, A);
  g_assert_cmpint (release (f, ALT), ==, FALSE);
}

static void
test_pointer_between_breaks_it (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  press (f, CTRL);
  press (f, ALT);
  sumac_keyboard_disarm (&f->keyboard);
  g_assert_cmpint (release (f, ALT), ==, FALSE);
  g_assert_cmpint (release (f, CTRL), ==, FALSE);
}

static void
test_other_keys_are_no_sequence (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const guint pairs[][2] = {
    { CTRL, RIGHT_ALT }, { 0xe01d, ALT }, { CTRL, SHIFT }, { ALT, SHIFT }, { A, B },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      press (f, pairs[i][0]);
      press (f, pairs[i][1]);
      g_assert_cmpint (release (f, pairs[i][0]), ==, FALSE);
      g_assert_cmpint (release (f, pairs[i][1]), ==, FALSE);
    }
  press (f, SHIFT);
  press (f, CTRL);
  press (f, ALT);
  g_assert_cmpint (release (f, CTRL), ==, FALSE);
  g_assert_cmpint (release (f, ALT), ==, FALSE);
  g_assert_cmpint (release (f, SHIFT), ==, FALSE);
}

static void
test_one_of_them_alone_is_none (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  press (f, CTRL);
  g_assert_cmpint (release (f, CTRL), ==, FALSE);
  press (f, ALT);
  g_assert_cmpint (release (f, ALT), ==, FALSE);
}

static void
test_release_all_breaks_it (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  press (f, CTRL);
  press (f, ALT);
  sumac_keyboard_release_all (&f->keyboard);
  g_assert_cmpint (release (f, CTRL), ==, FALSE);
  g_assert_cmpint (release (f, ALT), ==, FALSE);
}

#define ADD(name, function) \
  g_test_add ("/keyboard/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("press-leaves-at-once", test_press_leaves_at_once);
  ADD ("plain-and-extended-differ", test_plain_and_extended_differ);
  ADD ("repeats-are-forwarded", test_repeats_are_forwarded);
  ADD ("modifiers-locks-and-pause-are-not-repeated", test_some_are_never_repeated);
  ADD ("release-without-press-is-dropped", test_release_without_press_is_dropped);
  ADD ("release-all-ends-with-modifiers", test_release_all_ends_with_modifiers);
  ADD ("nothing-follows-release-all", test_nothing_follows_release_all);
  ADD ("every-key-is-released", test_every_key_is_released);
  ADD ("forget-sends-nothing", test_forget_sends_nothing);
  ADD ("sequence/fires-when-released", test_sequence);
  ADD ("sequence/survives-repeats", test_sequence_survives_repeats);
  ADD ("sequence/ctrl-alt-delete-is-none", test_ctrl_alt_delete_is_no_sequence);
  ADD ("sequence/key-between-breaks-it", test_key_between_breaks_it);
  ADD ("sequence/pointer-between-breaks-it", test_pointer_between_breaks_it);
  ADD ("sequence/other-keys-are-none", test_other_keys_are_no_sequence);
  ADD ("sequence/one-alone-is-none", test_one_of_them_alone_is_none);
  ADD ("sequence/release-all-breaks-it", test_release_all_breaks_it);
  return g_test_run ();
}
