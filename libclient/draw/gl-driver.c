/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/gl-driver.h>

#include <string.h>

/* Parts of the names by which software renderers go. */
static const char *const software_names[] = {
  "llvmpipe", "softpipe", "swrast", "Software Rasterizer", "SwiftShader",
};

/* The files of graphics cards, by Linux's direct rendering, NVIDIA's driver and Windows'
 * subsystem. */
static const char *const card_files[] = { "/dev/dri", "/dev/nvidiactl", "/dev/dxg" };

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
