/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which drivers of OpenGL are welcome, by their names and by SUMAC_GL; and whose turn it is to
 * draw by one that draws on the processor. */

#include <sumac/gl-driver.h>

#define LONGEST_TURN_US G_USEC_PER_SEC

/* Drawers at once, the turns that each takes, and how often all of it is tried. */
#define N_DRAWERS 4
#define N_TURNS   50
#define N_ROUNDS  100

static const char *const on_processor[] = {
  "llvmpipe (LLVM 15.0.6, 256 bits)",
  "softpipe",
  "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)))",
};

static const char *const on_card[] = {
  "Mesa Intel(R) UHD Graphics 620 (KBL GT2)",
  "AMD Radeon RX 6600 (navi23, LLVM 15.0.6, DRM 3.49)",
  "NVIDIA H100 80GB HBM3/PCIe/SSE2",
};

static void
test_without_wish (gconstpointer words)
{
  if (words)
    g_setenv ("SUMAC_GL", words, TRUE);
  else
    g_unsetenv ("SUMAC_GL");
  for (guint i = 0; i < G_N_ELEMENTS (on_processor); i++)
    {
      g_assert_true (sumac_gl_driver_is_software (on_processor[i]));
      g_assert_false (sumac_gl_driver_is_welcome (on_processor[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (on_card); i++)
    {
      g_assert_false (sumac_gl_driver_is_software (on_card[i]));
      g_assert_true (sumac_gl_driver_is_welcome (on_card[i]));
    }
  g_assert_true (sumac_gl_driver_is_software (NULL));
  g_assert_false (sumac_gl_driver_is_welcome (NULL));
}

/* A driver without a name is none. */
static void
test_with_wish (gconstpointer words)
{
  g_setenv ("SUMAC_GL", words, TRUE);
  g_assert_true (sumac_gl_driver_is_worth_asking ());
  for (guint i = 0; i < G_N_ELEMENTS (on_processor); i++)
    {
      g_assert_true (sumac_gl_driver_is_software (on_processor[i]));
      g_assert_true (sumac_gl_driver_is_welcome (on_processor[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (on_card); i++)
    g_assert_true (sumac_gl_driver_is_welcome (on_card[i]));
  g_assert_false (sumac_gl_driver_is_welcome (NULL));
}

/* What drawers have seen of each other. */
typedef struct
{
  gint n_inside;                      /* atomic */
  gint n_meetings;                    /* atomic: two had a turn at once */
  gint n;                             /* atomic */
  guint64 turns[N_DRAWERS * N_TURNS]; /* as they came */
} Round;

static gpointer
draw (gpointer data)
{
  Round *round = data;

  for (guint i = 0; i < N_TURNS; i++)
    {
      guint64 turn = sumac_gl_driver_take_turn ();

      if (g_atomic_int_add (&round->n_inside, 1) > 0)
        g_atomic_int_inc (&round->n_meetings);
      round->turns[g_atomic_int_add (&round->n, 1)] = turn;
      g_thread_yield ();
      g_atomic_int_add (&round->n_inside, -1);
      sumac_gl_driver_give_turn (turn);
    }
  return NULL;
}

static void
run_round (Round *round)
{
  GThread *threads[N_DRAWERS];

  *round = (Round){ .n = 0 };
  for (guint i = 0; i < N_DRAWERS; i++)
    threads[i] = g_thread_new ("drawer", draw, round);
  for (guint i = 0; i < N_DRAWERS; i++)
    g_thread_join (threads[i]);
}

/* One at a time, as they have asked. A round that took as long as a turn may, on a busy machine, says
 * nothing: somebody may have lost his. */
static void
test_turns_in_order (void)
{
  gboolean is_in_time = FALSE;
  Round round;

  for (guint i = 0; !is_in_time && i < N_ROUNDS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();

      run_round (&round);
      is_in_time = g_get_monotonic_time () - start_us < LONGEST_TURN_US;
    }
  g_assert_true (is_in_time);
  g_assert_cmpint (round.n_meetings, ==, 0);
  for (guint i = 1; i < G_N_ELEMENTS (round.turns); i++)
    g_assert_cmpuint (round.turns[i], >, round.turns[i - 1]);
}

/* Nobody waits for ever, and who was too late takes nothing from those after him. */
static void
test_turn_too_long (void)
{
  guint64 late = sumac_gl_driver_take_turn ();
  gint64 start_us = g_get_monotonic_time ();
  guint64 next = sumac_gl_driver_take_turn ();
  gint64 middle_us = g_get_monotonic_time ();

  g_assert_cmpint (middle_us - start_us, >=, LONGEST_TURN_US);
  sumac_gl_driver_give_turn (late);

  guint64 last = sumac_gl_driver_take_turn ();

  g_assert_cmpint (g_get_monotonic_time () - middle_us, >=, LONGEST_TURN_US);
  sumac_gl_driver_give_turn (next);
  sumac_gl_driver_give_turn (last);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/gl-driver/no-words", NULL, test_without_wish);
  g_test_add_data_func ("/gl-driver/other-words", "es,lose=3", test_without_wish);
  g_test_add_data_func ("/gl-driver/software", "software", test_with_wish);
  g_test_add_data_func ("/gl-driver/software-among-others", "es,software,lose=3",
                        test_with_wish);
  g_test_add_func ("/gl-driver/turns-in-order", test_turns_in_order);
  g_test_add_func ("/gl-driver/turn-too-long", test_turn_too_long);
  return g_test_run ();
}
