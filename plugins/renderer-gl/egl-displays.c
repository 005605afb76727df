/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "egl-displays.h"

static gboolean
has (const char *extension)
{
  return epoxy_has_egl_extension (EGL_NO_DISPLAY, extension);
}

static guint
add (EGLDisplay *displays, guint n, EGLDisplay display)
{
  if (display != EGL_NO_DISPLAY)
    displays[n++] = display;
  return n;
}

/* The cards one by one. There are drivers whose card can't be had without a window but this way,
 * as NVIDIA's, where Mesa is installed beside it. */
static guint
add_devices (EGLDisplay *displays, guint n)
{
  EGLDeviceEXT devices[EGL_DISPLAYS_MAX];
  EGLint n_devices = 0;

  if (!has ("EGL_EXT_platform_device") ||
      !(has ("EGL_EXT_device_base") || has ("EGL_EXT_device_enumeration")) ||
      !eglQueryDevicesEXT ((EGLint) (EGL_DISPLAYS_MAX - n), devices, &n_devices))
    return n;
  for (EGLint i = 0; i < n_devices; i++)
    n = add (displays, n, eglGetPlatformDisplayEXT (EGL_PLATFORM_DEVICE_EXT, devices[i], NULL));
  return n;
}

guint
egl_displays_list (EGLDisplay displays[EGL_DISPLAYS_MAX])
{
  gboolean has_platforms = has ("EGL_EXT_platform_base");
  guint n = 0;

  if (has_platforms && has ("EGL_MESA_platform_surfaceless"))
    n = add (
        displays, n,
        eglGetPlatformDisplayEXT (EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL));
  n = add (displays, n, eglGetDisplay (EGL_DEFAULT_DISPLAY));
  return has_platforms ? add_devices (displays, n) : n;
}

gboolean
egl_display_is_useful (EGLDisplay display)
{
  return epoxy_has_egl_extension (display, "EGL_KHR_create_context") &&
         epoxy_has_egl_extension (display, "EGL_KHR_surfaceless_context") &&
         (epoxy_has_egl_extension (display, "EGL_KHR_no_config_context") ||
          epoxy_has_egl_extension (display, "EGL_MESA_configless_context"));
}
