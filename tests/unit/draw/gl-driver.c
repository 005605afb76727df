/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which drivers of OpenGL are welcome, by their names and by SUMAC_GL; and whose turn it is to
 * draw by one that draws on the processor. */

#include <sumac/gl-driver.h>

/* Long enough for a thread to be waiting, short against the longest turn. */
#define MOMENT_US       (10 * 1000)
#define LONGEST_TURN_US G_USEC_PER_SEC

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

/* Who has had his turn, in this order. */
typedef struct
{
  gint n; /* atomic */
  char names[2];
} Order;

typedef struct
{
  Order *order;
  char name;
} Drawer;

static gpointer
draw (gpointer data)
{
  Drawer *drawer = data;
  guint64 turn = sumac_gl_driver_take_turn ();

  drawer->order->names[g_atomic_int_add (&drawer->order->n, 1)] = drawer->name;
  sumac_gl_driver_give_turn (turn);
  return NULL;
}

static GThread *
start_drawer (Drawer *drawer)
{
  GThread *thread = g_thread_new ("drawer", draw, drawer);

  g_usleep (MOMENT_US);
  return thread;
}

/* On a machine that is busy the first turn may have been too long: then it shows nothing. */
static void
test_turns_in_order (void)
{
  Order order = { .n = 0 };
  Drawer drawers[] = { { &order, 'a' }, { &order, 'b' } };
  gint64 start_us = g_get_monotonic_time ();
  guint64 turn = sumac_gl_driver_take_turn ();
  GThread *first = start_drawer (&drawers[0]);
  GThread *second = start_drawer (&drawers[1]);
  gint n_early = g_atomic_int_get (&order.n);
  gboolean is_in_time = g_get_monotonic_time () - start_us < LONGEST_TURN_US;

  sumac_gl_driver_give_turn (turn);
  g_thread_join (first);
  g_thread_join (second);
  g_assert_cmpint (order.n, ==, 2);
  if (!is_in_time)
    {
      g_test_skip ("the machine is busy");
      return;
    }
  g_assert_cmpint (n_early, ==, 0);
  g_assert_cmpint (order.names[0], ==, 'a');
  g_assert_cmpint (order.names[1], ==, 'b');
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
