/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/gl-driver.h>

#include "core/thread.h"

#include <string.h>

/* Whoever holds a turn longer loses it, so that a window that sleeps stops no painter, and no
 * painter a window. */
#define LONGEST_TURN_US G_USEC_PER_SEC

/* Parts of the names by which software renderers go. */
static const char *const software_names[] = {
  "llvmpipe", "softpipe", "swrast", "Software Rasterizer", "SwiftShader",
};

/* The files of graphics cards, by Linux's direct rendering, NVIDIA's driver and Windows'
 * subsystem. */
static const char *const card_files[] = { "/dev/dri", "/dev/nvidiactl", "/dev/dxg" };

/* The turns of the process, as its drivers are the process's: who has one draws, those with
 * higher numbers wait. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static SumacLock turns;
static SumacCond passed;
static guint64 next_turn = 1; /* under turns */
static guint64 this_turn = 1; /* under turns; next_turn: nobody has one */

static void
init_turns (void)
{
  sumac_lock_init (&turns);
  sumac_cond_init (&passed);
}

static gboolean
is_software_fine (void)
{
  static const GDebugKey words[] = { { "software", 1 } };

  return g_parse_debug_string (g_getenv ("SUMAC_GL"), words, G_N_ELEMENTS (words)) != 0;
}

/**
 * sumac_gl_driver_is_worth_asking:
 *
 * Tells, without asking a driver, whether one could be welcome: there is a graphics card, or the
 * environment variable `SUMAC_GL` has the word `software`. Otherwise a driver would draw on the
 * processor, and asking it costs a hundred megabytes. Any thread.
 *
 * Returns: whether it is
 */
gboolean
sumac_gl_driver_is_worth_asking (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (card_files); i++)
    if (g_file_test (card_files[i], G_FILE_TEST_EXISTS))
      return TRUE;
  return is_software_fine ();
}

/**
 * sumac_gl_driver_is_software:
 * @renderer: (nullable): what `glGetString (GL_RENDERER)` says
 *
 * Tells whether a driver draws on the processor. Any thread.
 *
 * Returns: whether it does; TRUE for %NULL
 */
gboolean
sumac_gl_driver_is_software (const char *renderer)
{
  for (gsize i = 0; renderer && i < G_N_ELEMENTS (software_names); i++)
    if (strstr (renderer, software_names[i]))
      return TRUE;
  return !renderer;
}

/**
 * sumac_gl_driver_is_welcome:
 * @renderer: (nullable): what `glGetString (GL_RENDERER)` says
 *
 * Tells whether pictures had better be drawn by this driver than on the processor without one;
 * or `SUMAC_GL` has the word `software`. Any thread.
 *
 * Returns: whether they had; FALSE for %NULL
 */
gboolean
sumac_gl_driver_is_welcome (const char *renderer)
{
  return renderer && (!sumac_gl_driver_is_software (renderer) || is_software_fine ());
}

/**
 * sumac_gl_driver_take_turn:
 *
 * Waits until nobody else of this process draws by a driver that draws on the processor.
 *
 * Mesa's llvmpipe (22.3) looks, before it touches a picture, through what all contexts of a
 * display have still to draw, whichever threads they are on, and falls over when one of these is
 * drawing meanwhile. So whoever draws by such a driver takes a turn first, gives it back soon, and
 * takes no second one meanwhile. A driver of a graphics card needs none of this.
 *
 * Those who wait come in the order in which they have asked. Nobody waits for longer than
 * a second: a turn that is not given back by then is over. Any thread.
 *
 * Returns: the turn, for [func@gl_driver_give_turn]; never 0
 */
guint64
sumac_gl_driver_take_turn (void)
{
  gint64 deadline_us = sumac_clock_us () + LONGEST_TURN_US;

  pthread_once (&once, init_turns);
  sumac_lock (&turns);

  guint64 turn = next_turn++;

  while (this_turn < turn && sumac_cond_wait_until (&passed, &turns, deadline_us))
    ;
  this_turn = MAX (this_turn, turn);
  sumac_unlock (&turns);
  return turn;
}

/**
 * sumac_gl_driver_give_turn:
 * @turn: what [func@gl_driver_take_turn] has returned
 *
 * Lets the next one draw. A turn that was over before is no mistake. Any thread.
 */
void
sumac_gl_driver_give_turn (guint64 turn)
{
  sumac_lock (&turns);
  if (this_turn == turn)
    {
      this_turn++;
      sumac_cond_broadcast (&passed);
    }
  sumac_unlock (&turns);
}
