/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the inputs object posts to its channel. The channel is not started: its mailbox is
 * looked into. */

#include "session/inputs.h"

#include "core/limits.h"

#include <string.h>

#define CTRL       0x1d
#define RIGHT_CTRL 0xe01d
#define ALT        0x38
#define SHIFT      0x2a
#define LETTER_A   0x1e
#define DELETE     0xe053
#define RIGHT      0xe04d
#define PAUSE_RUN  0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5
#define PAUSE_UP   0xe0, 0xc6

typedef struct
{
  SumacHub *hub;
  SumacChannel *channel;
  SumacInputs *inputs;
  guint n_notified;
} Stage;

static void
ignore (gpointer channel G_GNUC_UNUSED)
{
}

static void
on_notify (Stage *stage)
{
  stage->n_notified++;
}

static void
stage_init (Stage *stage)
{
  g_autoptr (SumacAddress) address = sumac_address_parse ("spice+unix:///nonexistent", NULL);

  *stage = (Stage){ .hub = sumac_hub_new (&(SumacHubConfig){ .address = address }) };
  stage->channel = sumac_inputs_channel_new (stage->hub, ignore, stage);
  stage->inputs = sumac_inputs_new ();
  sumac_inputs_set_channel (stage->inputs, stage->channel);
  g_signal_connect_swapped (stage->inputs, "notify::locks", G_CALLBACK (on_notify), stage);
}

static void
stage_clear (Stage *stage)
{
  SumacInputsCommand more;

  g_assert_cmpint (sumac_mailbox_take (stage->channel->mailbox, &more), ==, FALSE);
  sumac_inputs_set_channel (stage->inputs, NULL);
  g_object_unref (stage->inputs);
  sumac_channel_free (stage->channel);
  sumac_hub_free (stage->hub);
}

static SumacInputsCommand
take (Stage *stage)
{
  SumacInputsCommand command;

  g_assert_cmpint (sumac_mailbox_take (stage->channel->mailbox, &command), ==, TRUE);
  return command;
}

static void
expect_nothing (Stage *stage)
{
  SumacInputsCommand command;

  g_assert_cmpint (sumac_mailbox_take (stage->channel->mailbox, &command), ==, FALSE);
}

static void
expect_bytes (Stage *stage, SumacInputsKind kind, const guint8 *bytes, gsize n)
{
  SumacInputsCommand command = take (stage);

  g_assert_cmpint (command.kind, ==, kind);
  g_assert_cmpmem (command.u.key.bytes, (int) command.u.key.n_bytes, bytes, (int) n);
}

#define EXPECT_BYTES(stage, kind, ...)                            \
  expect_bytes ((stage), (kind), (const guint8[]){ __VA_ARGS__ }, \
                sizeof ((const guint8[]){ __VA_ARGS__ }))

static void
expect_button (Stage *stage, SumacInputsKind kind, guint8 button, guint16 buttons)
{
  SumacInputsCommand command = take (stage);

  g_assert_cmpint (command.kind, ==, kind);
  g_assert_cmpuint (command.u.button, ==, button);
  g_assert_cmphex (command.buttons, ==, buttons);
}

static void
test_keys (void)
{
  Stage stage;

  stage_init (&stage);
  sumac_inputs_key (stage.inputs, LETTER_A, TRUE);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, 0x1e);
  sumac_inputs_key (stage.inputs, RIGHT, TRUE);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, 0xe0, 0x4d);
  sumac_inputs_key (stage.inputs, LETTER_A, FALSE);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, 0x9e);
  sumac_inputs_key (stage.inputs, RIGHT, FALSE);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, 0xe0, 0xcd);
  stage_clear (&stage);
}

static void
test_a_press_of_a_key_that_is_down_repeats (void)
{
  Stage stage;

  stage_init (&stage);
  for (guint i = 0; i < 3; i++)
    {
      sumac_inputs_key (stage.inputs, LETTER_A, TRUE);
      EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, 0x1e);
    }
  sumac_inputs_key (stage.inputs, LETTER_A, FALSE);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, 0x9e);
  stage_clear (&stage);
}

/* Ctrl and right Ctrl are two keys. */
static void
test_a_release_of_a_key_that_is_up_is_dropped (void)
{
  Stage stage;

  stage_init (&stage);
  sumac_inputs_key (stage.inputs, LETTER_A, FALSE);
  sumac_inputs_key (stage.inputs, RIGHT_CTRL, TRUE);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, 0xe0, 0x1d);
  sumac_inputs_key (stage.inputs, CTRL, FALSE);
  expect_nothing (&stage);
  sumac_inputs_key (stage.inputs, RIGHT_CTRL, FALSE);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, 0xe0, 0x9d);
  sumac_inputs_key (stage.inputs, RIGHT_CTRL, FALSE);
  stage_clear (&stage);
}

static void
test_other_codes_are_dropped (void)
{
  Stage stage;
  guint n = 0;

  stage_init (&stage);
  for (guint scancode = 0; scancode < 0x20000; scancode++)
    {
      SumacInputsCommand command;
      gboolean is_code =
          (scancode >= 0x01 && scancode <= 0x7f) || (scancode >= 0xe001 && scancode <= 0xe07f);

      sumac_inputs_key (stage.inputs, scancode, TRUE);
      g_assert_cmpint (sumac_mailbox_take (stage.channel->mailbox, &command), ==, is_code);
      n += is_code ? 1 : 0;
    }
  g_assert_cmpuint (n, ==, 254);
  sumac_inputs_key (stage.inputs, 0xffffffff, TRUE);
  sumac_inputs_key (stage.inputs, 0x1e001e, TRUE);
  expect_nothing (&stage);
  stage_clear (&stage);
}

/* Six bytes at press, never repeated; the release is for keyboards on USB. */
static void
test_pause (void)
{
  Stage stage;

  stage_init (&stage);
  for (guint i = 0; i < 2; i++)
    {
      sumac_inputs_key (stage.inputs, SUMAC_SCANCODE_PAUSE, TRUE);
      EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, PAUSE_RUN);
      sumac_inputs_key (stage.inputs, SUMAC_SCANCODE_PAUSE, TRUE);
      expect_nothing (&stage);
      sumac_inputs_key (stage.inputs, SUMAC_SCANCODE_PAUSE, FALSE);
      EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, PAUSE_UP);
      sumac_inputs_key (stage.inputs, SUMAC_SCANCODE_PAUSE, FALSE);
      expect_nothing (&stage);
    }
  stage_clear (&stage);
}

/* Keys, then modifiers, then buttons, so that nothing becomes another chord on the way. */
static void
test_release_all_in_order (void)
{
  Stage stage;

  stage_init (&stage);
  sumac_inputs_button (stage.inputs, SUMAC_BUTTON_RIGHT, TRUE);
  sumac_inputs_button (stage.inputs, SUMAC_BUTTON_LEFT, TRUE);
  sumac_inputs_key (stage.inputs, CTRL, TRUE);
  sumac_inputs_key (stage.inputs, ALT, TRUE);
  sumac_inputs_key (stage.inputs, DELETE, TRUE);
  sumac_inputs_key (stage.inputs, LETTER_A, TRUE);
  sumac_inputs_key (stage.inputs, SUMAC_SCANCODE_PAUSE, TRUE);
  for (guint i = 0; i < 7; i++)
    take (&stage);

  sumac_inputs_release_all (stage.inputs);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, 0x9e);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, PAUSE_UP);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, 0xe0, 0xd3);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, 0x9d);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, 0xb8);
  expect_button (&stage, SUMAC_INPUTS_RELEASE, SUMAC_BUTTON_LEFT, 4);
  expect_button (&stage, SUMAC_INPUTS_RELEASE, SUMAC_BUTTON_RIGHT, 0);
  sumac_inputs_release_all (stage.inputs);
  expect_nothing (&stage);

  /* Pause may be pressed anew. */
  sumac_inputs_key (stage.inputs, SUMAC_SCANCODE_PAUSE, TRUE);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, PAUSE_RUN);
  stage_clear (&stage);
}

static void
test_every_modifier_comes_last (void)
{
  static const guint modifiers[] = { 0x1d, 0xe01d, 0x2a, 0x36, 0x38, 0xe038, 0xe05b, 0xe05c };
  Stage stage;

  stage_init (&stage);
  for (guint i = 0; i < G_N_ELEMENTS (modifiers); i++)
    {
      guint8 last;
      SumacInputsCommand command;

      sumac_inputs_key (stage.inputs, modifiers[i], TRUE);
      sumac_inputs_key (stage.inputs, 0x7f, TRUE);
      sumac_inputs_key (stage.inputs, 0xe07f, TRUE);
      for (guint n = 0; n < 3; n++)
        take (&stage);
      sumac_inputs_release_all (stage.inputs);
      take (&stage);
      take (&stage);
      command = take (&stage);
      last = command.u.key.bytes[command.u.key.n_bytes - 1];
      g_assert_cmphex (last, ==, (modifiers[i] & 0x7f) | 0x80);
    }
  stage_clear (&stage);
}

/* What was down belonged to the guest that is gone. */
static void
test_another_channel_begins_with_nothing_down (void)
{
  Stage stage;

  stage_init (&stage);
  sumac_inputs_key (stage.inputs, LETTER_A, TRUE);
  sumac_inputs_button (stage.inputs, SUMAC_BUTTON_LEFT, TRUE);
  take (&stage);
  take (&stage);
  sumac_inputs_take_locks (stage.inputs, SUMAC_LOCK_NUM);
  sumac_inputs_set_channel (stage.inputs, NULL);
  g_assert_cmpint (sumac_inputs_get_ready (stage.inputs), ==, FALSE);
  sumac_inputs_key (stage.inputs, SHIFT, TRUE);
  sumac_inputs_motion (stage.inputs, 1, 1);
  sumac_inputs_scroll (stage.inputs, 1);
  sumac_inputs_set_channel (stage.inputs, stage.channel);
  g_assert_cmpint (sumac_inputs_get_ready (stage.inputs), ==, TRUE);
  sumac_inputs_release_all (stage.inputs);
  sumac_inputs_set_locks (stage.inputs, SUMAC_LOCK_CAPS);
  expect_nothing (&stage);
  sumac_inputs_button (stage.inputs, SUMAC_BUTTON_RIGHT, TRUE);
  expect_button (&stage, SUMAC_INPUTS_PRESS, SUMAC_BUTTON_RIGHT, 4);
  stage_clear (&stage);
}

static void
test_buttons (void)
{
  static const struct
  {
    SumacButton button;
    gboolean down;
    guint16 buttons;
  } steps[] = {
    { SUMAC_BUTTON_LEFT, TRUE, 0x01 },     { SUMAC_BUTTON_MIDDLE, TRUE, 0x03 },
    { SUMAC_BUTTON_RIGHT, TRUE, 0x07 },    { SUMAC_BUTTON_SIDE, TRUE, 0x27 },
    { SUMAC_BUTTON_EXTRA, TRUE, 0x67 },    { SUMAC_BUTTON_LEFT, FALSE, 0x66 },
    { SUMAC_BUTTON_WHEEL_UP, TRUE, 0x66 }, { SUMAC_BUTTON_WHEEL_UP, FALSE, 0x66 },
    { SUMAC_BUTTON_EXTRA, FALSE, 0x26 },   { SUMAC_BUTTON_MIDDLE, FALSE, 0x24 },
    { SUMAC_BUTTON_SIDE, FALSE, 0x04 },    { SUMAC_BUTTON_RIGHT, FALSE, 0x00 },
  };

  Stage stage;

  stage_init (&stage);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      sumac_inputs_button (stage.inputs, steps[i].button, steps[i].down);
      expect_button (&stage, steps[i].down ? SUMAC_INPUTS_PRESS : SUMAC_INPUTS_RELEASE,
                     (guint8) steps[i].button, steps[i].buttons);
    }
  stage_clear (&stage);
}

/* A notch is a press and a release, and the server makes the wheel's bit itself. */
static void
test_wheel (void)
{
  static const struct
  {
    gint notches;
    guint n;
    guint8 button;
  } cases[] = {
    { 0, 0, 0 },   { 1, 1, 5 },      { -2, 2, 4 },        { 30, 30, 5 },
    { 31, 30, 5 }, { -1000, 30, 4 }, { G_MAXINT, 30, 5 }, { G_MININT, 30, 4 },
  };

  Stage stage;

  stage_init (&stage);
  sumac_inputs_button (stage.inputs, SUMAC_BUTTON_LEFT, TRUE);
  take (&stage);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      sumac_inputs_scroll (stage.inputs, cases[i].notches);
      for (guint n = 0; n < cases[i].n; n++)
        {
          expect_button (&stage, SUMAC_INPUTS_PRESS, cases[i].button, 1);
          expect_button (&stage, SUMAC_INPUTS_RELEASE, cases[i].button, 1);
        }
      expect_nothing (&stage);
    }
  stage_clear (&stage);
}

static void
test_taps (void)
{
  static const guint letter[] = { LETTER_A };
  static const guint arrow[] = { RIGHT };
  static const guint chord[] = { CTRL, ALT, DELETE };
  static const guint pause[] = { SHIFT, SUMAC_SCANCODE_PAUSE };
  static const guint nonsense[] = { 0, LETTER_A, 0x80, 0xe000, 0x12345 };
  Stage stage;

  stage_init (&stage);
  sumac_inputs_tap (stage.inputs, letter, 1);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_RUN, 0x1e, 0x9e);
  sumac_inputs_tap (stage.inputs, arrow, 1);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_RUN, 0xe0, 0x4d, 0xe0, 0xcd);
  sumac_inputs_tap (stage.inputs, chord, 3);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_RUN, 0x1d, 0x38, 0xe0, 0x53, 0xe0, 0xd3, 0xb8, 0x9d);
  sumac_inputs_tap (stage.inputs, pause, 2);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_RUN, 0x2a, PAUSE_RUN, PAUSE_UP, 0xaa);
  sumac_inputs_tap (stage.inputs, nonsense, G_N_ELEMENTS (nonsense));
  EXPECT_BYTES (&stage, SUMAC_INPUTS_RUN, 0x1e, 0x9e);
  sumac_inputs_tap (stage.inputs, nonsense, 1);
  sumac_inputs_tap (stage.inputs, NULL, 0);
  expect_nothing (&stage);

  /* A tap leaves nothing down. */
  sumac_inputs_release_all (stage.inputs);
  stage_clear (&stage);
}

static void
test_the_longest_tap (void)
{
  guint scancodes[10];
  guint8 expected[SUMAC_INPUTS_MAX_BYTES];
  Stage stage;

  stage_init (&stage);
  for (guint8 i = 0; i < 10; i++)
    {
      scancodes[i] = 0xe001u + i;
      expected[2 * i] = 0xe0;
      expected[2 * i + 1] = (guint8) (1 + i);
      expected[38 - 2 * i] = 0xe0;
      expected[39 - 2 * i] = (guint8) (0x81 + i);
    }
  sumac_inputs_tap (stage.inputs, scancodes, 10);
  expect_bytes (&stage, SUMAC_INPUTS_RUN, expected, sizeof expected);
  stage_clear (&stage);
}

static void
test_motion (void)
{
  Stage stage;
  SumacInputsCommand command;

  stage_init (&stage);
  sumac_inputs_motion (stage.inputs, 0, 0);
  expect_nothing (&stage);
  sumac_inputs_motion (stage.inputs, G_MININT, 0);
  command = take (&stage);
  g_assert_cmpint (command.kind, ==, SUMAC_INPUTS_MOTION);
  g_assert_cmpint (command.u.motion.dx, ==, G_MININT);
  g_assert_cmpint (command.u.motion.dy, ==, 0);
  stage_clear (&stage);
}

static void
test_positions (void)
{
  static const struct
  {
    guint monitor;
    gint x, y;
    guint32 sent_x, sent_y;
    guint8 display;
  } cases[] = {
    { 0, 10, 20, 10, 20, 0 },
    { 0, -1, -100, 0, 0, 0 },
    { 0, G_MAXINT, G_MININT, SUMAC_MAX_SIDE, 0, 0 },
    { 3, 1, 2, 1, 2, 3 }, /* its own number, unless told otherwise */
    { 1, 10, 20, 1930, 25, 0 },
    { 1, G_MAXINT, G_MAXINT, SUMAC_MAX_SIDE, SUMAC_MAX_SIDE, 0 },
    { 15, 5, 5, 4, 3, 9 },
  };

  Stage stage;

  stage_init (&stage);
  sumac_inputs_set_origin (stage.inputs, 1, 1920, 5, 0);
  sumac_inputs_set_origin (stage.inputs, 15, -1, -2, 9);
  sumac_inputs_set_origin (stage.inputs, 16, 1, 1, 1);
  sumac_inputs_set_origin (stage.inputs, G_MAXUINT, 1, 1, 1);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SumacInputsCommand command;

      sumac_inputs_position (stage.inputs, cases[i].monitor, cases[i].x, cases[i].y);
      command = take (&stage);
      g_assert_cmpint (command.kind, ==, SUMAC_INPUTS_POSITION);
      g_assert_cmpuint (command.u.position.x, ==, cases[i].sent_x);
      g_assert_cmpuint (command.u.position.y, ==, cases[i].sent_y);
      g_assert_cmpuint (command.u.position.display, ==, cases[i].display);
    }
  stage_clear (&stage);
}

/* channels spec §4.6: on a wrong belief asking makes it worse. */
static void
test_locks (void)
{
  Stage stage;
  SumacInputsCommand command;

  stage_init (&stage);
  sumac_inputs_set_locks (stage.inputs, SUMAC_LOCK_NUM);
  expect_nothing (&stage);

  sumac_inputs_take_locks (stage.inputs, SUMAC_LOCK_CAPS);
  sumac_inputs_take_locks (stage.inputs, SUMAC_LOCK_CAPS);
  g_assert_cmpuint (stage.n_notified, ==, 1);
  g_assert_cmphex (sumac_inputs_get_locks (stage.inputs), ==, SUMAC_LOCK_CAPS);
  sumac_inputs_set_locks (stage.inputs, SUMAC_LOCK_CAPS);
  expect_nothing (&stage);
  sumac_inputs_set_locks (stage.inputs, SUMAC_LOCK_NUM | SUMAC_LOCK_CAPS);
  command = take (&stage);
  g_assert_cmpint (command.kind, ==, SUMAC_INPUTS_LOCKS);
  g_assert_cmphex (command.u.locks, ==, 6);
  stage_clear (&stage);
}

/* More than a mailbox takes is lost, and nothing else is. */
static void
test_a_full_mailbox (void)
{
  Stage stage;
  guint n = 0;
  SumacInputsCommand command;

  stage_init (&stage);
  for (guint i = 0; i < 5000; i++)
    sumac_inputs_motion (stage.inputs, 1, 0);
  while (sumac_mailbox_take (stage.channel->mailbox, &command))
    n++;
  g_assert_cmpuint (n, >=, 256);
  g_assert_cmpuint (n, <, 5000);
  sumac_inputs_key (stage.inputs, LETTER_A, TRUE);
  EXPECT_BYTES (&stage, SUMAC_INPUTS_KEY, 0x1e);
  stage_clear (&stage);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/inputs/keys", test_keys);
  g_test_add_func ("/session/inputs/a-press-of-a-key-that-is-down-repeats",
                   test_a_press_of_a_key_that_is_down_repeats);
  g_test_add_func ("/session/inputs/a-release-of-a-key-that-is-up-is-dropped",
                   test_a_release_of_a_key_that_is_up_is_dropped);
  g_test_add_func ("/session/inputs/other-codes-are-dropped", test_other_codes_are_dropped);
  g_test_add_func ("/session/inputs/pause-is-never-repeated", test_pause);
  g_test_add_func ("/session/inputs/release-all-in-order", test_release_all_in_order);
  g_test_add_func ("/session/inputs/every-modifier-comes-last", test_every_modifier_comes_last);
  g_test_add_func ("/session/inputs/another-channel-begins-with-nothing-down",
                   test_another_channel_begins_with_nothing_down);
  g_test_add_func ("/session/inputs/buttons-tell-the-state-of-all", test_buttons);
  g_test_add_func ("/session/inputs/a-notch-is-a-press-and-a-release", test_wheel);
  g_test_add_func ("/session/inputs/taps-are-one-run", test_taps);
  g_test_add_func ("/session/inputs/the-longest-tap", test_the_longest_tap);
  g_test_add_func ("/session/inputs/motion-of-nothing-is-not-sent", test_motion);
  g_test_add_func ("/session/inputs/positions-have-an-origin", test_positions);
  g_test_add_func ("/session/inputs/locks-are-asked-for-when-they-differ", test_locks);
  g_test_add_func ("/session/inputs/a-full-mailbox-loses-the-newest", test_a_full_mailbox);
  return g_test_run ();
}
