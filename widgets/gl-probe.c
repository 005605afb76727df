/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/gl-probe.h"

#include "widgets/gl-turn.h"

#include <epoxy/gl.h>
#include <sumac/gl-driver.h>

gboolean
sumac_gl_is_new_enough (void)
{
  return epoxy_gl_version () >= (epoxy_is_desktop_gl () ? 32 : 30);
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
  sumac_gl_turn_take ();

  GdkWindow *window = new_window (display);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkGLContext) context = gdk_window_create_gl_context (window, &error);
  gboolean is_welcome = FALSE;

  if (context && gdk_gl_context_realize (context, &error))
    {
      gdk_gl_context_make_current (context);
      is_welcome = sumac_gl_is_new_enough () &&
                   sumac_gl_driver_is_welcome ((const char *) glGetString (GL_RENDERER));
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
      answer = sumac_gl_driver_is_worth_asking () && ask (display) ? yes : no;
      g_object_set_data (G_OBJECT (display), key, (gpointer) answer);
    }
  return answer == yes;
}
