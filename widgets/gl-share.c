/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/gl-share.h"

#include "widgets/gl-turn.h"

#include <glib-unix.h>
#include <sys/eventfd.h>
#include <unistd.h>

#ifdef GDK_WINDOWING_WAYLAND
#  include <epoxy/egl.h>
#  include <gdk/gdkwayland.h>
#endif

#ifdef GDK_WINDOWING_X11
#  include "widgets/x11-threads.h"

#  include <epoxy/glx.h>
#  include <gdk/gdkx.h>
#endif

/* On the application's thread: nobody shares any more. */
static gboolean
drop_context (gint bell, GIOCondition condition G_GNUC_UNUSED, gpointer context)
{
  guint64 count;

  if (read (bell, &count, sizeof count) != sizeof count)
    return G_SOURCE_CONTINUE;
  close (bell);
  sumac_gl_turn_take ();
  g_object_unref (context);
  return G_SOURCE_REMOVE;
}

/* On whichever thread the last reference went. */
static void
free_owner (gpointer bell)
{
  const guint64 one = 1;

  if (write (GPOINTER_TO_INT (bell), &one, sizeof one) != sizeof one)
    g_warning ("display: a context of OpenGL stays");
}

/* The toolkit's objects are for its own thread, so the bell is rung there. */
G_GNUC_UNUSED static SumacGlShare *
new_share (SumacGlPlatform platform, gpointer display, gpointer handle, GdkGLContext *context)
{
  gint bell = handle ? eventfd (0, EFD_CLOEXEC) : -1;

  if (bell < 0)
    return NULL;
  g_unix_fd_add (bell, G_IO_IN, drop_context, g_object_ref (context));
  return sumac_gl_share_new (platform, gdk_gl_context_get_use_es (context), display, handle,
                             free_owner, GINT_TO_POINTER (bell));
}

SumacGlShare *
sumac_gl_share_new_from_gdk (GdkGLContext *context)
{
  GdkDisplay *display = gdk_gl_context_get_display (context);

#ifdef GDK_WINDOWING_WAYLAND
  if (GDK_IS_WAYLAND_DISPLAY (display))
    return new_share (SUMAC_GL_EGL, eglGetCurrentDisplay (), eglGetCurrentContext (), context);
#endif
#ifdef GDK_WINDOWING_X11
  if (GDK_IS_X11_DISPLAY (display))
    {
      Display *x11 = gdk_x11_display_get_xdisplay (display);

      if (sumac_x11_is_for_threads (x11))
        return new_share (SUMAC_GL_GLX, x11, glXGetCurrentContext (), context);
      g_debug ("display: this connection to X11 is for one thread alone");
    }
#endif
  return NULL;
}
