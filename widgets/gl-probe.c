/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/gl-probe.h"

#include <epoxy/gl.h>
#include <string.h>

/* Parts of the names by which software renderers go. */
static const char *const software_names[] = {
  "llvmpipe", "softpipe", "swrast", "Software Rasterizer", "SwiftShader",
};

gboolean
sumac_gl_is_software (void)
{
  const char *name = (const char *) glGetString (GL_RENDERER);

  for (gsize i = 0; name && i < G_N_ELEMENTS (software_names); i++)
    if (strstr (name, software_names[i]))
      return TRUE;
  return !name;
}

gboolean
sumac_gl_is_new_enough (void)
{
  return epoxy_gl_version () >= (epoxy_is_desktop_gl () ? 32 : 30);
}

static gboolean
is_software_fine (void)
{
  static const GDebugKey words[] = { { "software", 1 } };

  return g_parse_debug_string (g_getenv ("SUMAC_GL"), words, G_N_ELEMENTS (words)) != 0;
}

/* The files of graphics cards, by Linux's direct rendering, NVIDIA's driver and Windows' subsystem.
 * Without one of them a driver would draw on the processor, and asking it costs 100 MB. */
static gboolean
has_card (void)
{
  static const char *const files[] = { "/dev/dri", "/dev/nvidiactl", "/dev/dxg" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_file_test (files[i], G_FILE_TEST_EXISTS))
      return TRUE;
  return FALSE;
}

static GdkWindow *
new_window (GdkDisplay *display)
{
  GdkWindowAttr attributes = {
    .window_type = GDK_WINDOW_TOPLEVEL,
    .wclass = GDK_INPUT_OUTPUT,
    .width = 1,
    .height = 1,
  };
  GdkScreen *screen = gdk_display_get_default_screen (display);

  return gdk_window_new (gdk_screen_get_root_window (screen), &attributes, 0);
}

static gboolean
ask (GdkDisplay *display)
{
  GdkWindow *window = new_window (display);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkGLContext) context = gdk_window_create_gl_context (window, &error);
  gboolean is_welcome = FALSE;

  if (context && gdk_gl_context_realize (context, &error))
    {
      gdk_gl_context_make_current (context);
      is_welcome =
          sumac_gl_is_new_enough () && (is_software_fine () || !sumac_gl_is_software ());
      gdk_gl_context_clear_current ();
    }
  else
    g_debug ("display: no OpenGL: %s", error->message);
  g_clear_object (&context);
  gdk_window_destroy (window);
  return is_welcome;
}

gboolean
sumac_gl_is_welcome (GdkDisplay *display)
{
  static const char key[] = "sumac-gl-is-welcome";
  static const char yes[] = "yes";
  static const char no[] = "no";
  const char *answer = g_object_get_data (G_OBJECT (display), key);

  if (!answer)
    {
      answer = (has_card () || is_software_fine ()) && ask (display) ? yes : no;
      g_object_set_data (G_OBJECT (display), key, (gpointer) answer);
    }
  return answer == yes;
}
