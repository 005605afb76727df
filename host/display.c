/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/display.h"

#include "host/drawable.h"
#include "host/image.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>

#define MAX_MONITORS 64

/* Pixels of a surface; shared, with an atomic count, by the display and by the command that
 * created it, which the server holds as long as the surface lives. */
typedef struct
{
  guint width;
  guint height;
  guint stride;
  SpiceSurfaceFmt format;
  guint8 *bytes;
} Surface;

struct _SumacHostDisplay
{
  SumacHostDevice *device;
  SumacHostCall call;
  gpointer host;

  /* Guards the table, and the order of commands: held while one is queued, so the locks of
   * the device and its pool are taken under it, never the other way. */
  pthread_mutex_t lock;
  Surface *surfaces[SUMAC_HOST_N_SURFACES];
};

static guint
bits_of (SpiceSurfaceFmt format)
{
  switch (format)
    {
    case SPICE_SURFACE_FMT_1_A:
      return 1;
    case SPICE_SURFACE_FMT_8_A:
      return 8;
    case SPICE_SURFACE_FMT_16_555:
    case SPICE_SURFACE_FMT_16_565:
      return 16;
    case SPICE_SURFACE_FMT_32_xRGB:
    case SPICE_SURFACE_FMT_32_ARGB:
      return 32;
    case SPICE_SURFACE_FMT_INVALID:
    case SPICE_SURFACE_FMT_ENUM_END:
      break;
    }
  g_assert_not_reached ();
}

static void
surface_clear (gpointer surface)
{
  g_free (((Surface *) surface)->bytes);
}

static void
surface_unref (gpointer surface)
{
  if (surface)
    g_atomic_rc_box_release_full (surface, surface_clear);
}

static Surface *
surface_new (guint width, guint height, SpiceSurfaceFmt format)
{
  Surface *surface = g_atomic_rc_box_new0 (Surface);

  surface->width = width;
  surface->height = height;
  surface->format = format;
  surface->stride = (width * bits_of (format) + 31) / 32 * 4;
  surface->bytes = g_malloc0 ((gsize) surface->stride * height);
  return surface;
}

SumacHostDisplay *
sumac_host_display_new (SumacHostDevice *device, SumacHostCall call, gpointer host)
{
  SumacHostDisplay *display = g_new0 (SumacHostDisplay, 1);

  display->device = device;
  display->call = call;
  display->host = host;
  pthread_mutex_init (&display->lock, NULL);
  return display;
}

void
sumac_host_display_free (SumacHostDisplay *display)
{
  if (display == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (display->surfaces); i++)
    surface_unref (display->surfaces[i]);
  pthread_mutex_destroy (&display->lock);
  g_free (display);
}

typedef struct
{
  SumacHostDisplay *display;
  Surface *primary; /* NULL: none from now on */
} Switch;

/* On the host's thread: a new primary changes which kind of mouse is allowed, and the server
 * tells its clients at once. */
static void
switch_primary (gpointer user)
{
  const Switch *change = user;
  SumacHostDisplay *display = change->display;
  QXLInstance *qxl = sumac_host_device_get_qxl (display->device);
  Surface *old;

  pthread_mutex_lock (&display->lock);
  old = display->surfaces[0];
  display->surfaces[0] = NULL;
  pthread_mutex_unlock (&display->lock);
  if (old)
    spice_qxl_destroy_primary_surface (qxl, 0);
  surface_unref (old);
  if (change->primary == NULL)
    return;

  QXLDevSurfaceCreate create = {
    .width = change->primary->width,
    .height = change->primary->height,
    .stride = (gint32) change->primary->stride,
    .format = change->primary->format,
    .mouse_mode = 1, /* absolute positions are welcome */
    .type = QXL_SURF_TYPE_PRIMARY,
    .mem = (guintptr) change->primary->bytes,
  };

  spice_qxl_create_primary_surface (qxl, 0, &create);
  pthread_mutex_lock (&display->lock);
  display->surfaces[0] = change->primary;
  pthread_mutex_unlock (&display->lock);
}

void
sumac_host_display_resize (SumacHostDisplay *display,
                           guint width,
                           guint height,
                           SpiceSurfaceFmt format)
{
  Switch change = {
    .display = display,
    .primary = surface_new (width, height, format),
  };

  display->call (display->host, switch_primary, &change);
}

void
sumac_host_display_destroy_primary (SumacHostDisplay *display)
{
  Switch change = { .display = display };

  display->call (display->host, switch_primary, &change);
}

gboolean
sumac_host_display_surface_create (SumacHostDisplay *display,
                                   guint32 id,
                                   guint width,
                                   guint height,
                                   SpiceSurfaceFmt format)
{
  SumacHostCommand *command;
  QXLSurfaceCmd *create;
  Surface *surface;

  if (id == 0 || id >= SUMAC_HOST_N_SURFACES)
    return FALSE;
  surface = surface_new (width, height, format);
  command = sumac_host_command_new (sumac_host_device_get_pool (display->device),
                                    QXL_CMD_SURFACE, sizeof *create);
  create = sumac_host_command_get_body (command);
  create->surface_id = id;
  create->type = QXL_SURFACE_CMD_CREATE;
  create->u.surface_create = (QXLSurface){
    .format = format,
    .width = width,
    .height = height,
    .stride = (gint32) surface->stride,
    .data = (guintptr) surface->bytes,
  };
  sumac_host_command_own (command, g_atomic_rc_box_acquire (surface), surface_unref);

  pthread_mutex_lock (&display->lock);
  if (display->surfaces[id] == NULL)
    {
      display->surfaces[id] = g_steal_pointer (&surface);
      sumac_host_device_push (display->device, g_steal_pointer (&command));
    }
  pthread_mutex_unlock (&display->lock);

  if (surface == NULL)
    return TRUE;
  sumac_host_command_free (command);
  surface_unref (surface);
  return FALSE;
}

gboolean
sumac_host_display_surface_destroy (SumacHostDisplay *display, guint32 id)
{
  SumacHostCommand *command;
  QXLSurfaceCmd *destroy;
  Surface *surface;

  if (id == 0 || id >= SUMAC_HOST_N_SURFACES)
    return FALSE;
  pthread_mutex_lock (&display->lock);
  surface = g_steal_pointer (&display->surfaces[id]);
  if (surface)
    {
      command = sumac_host_command_new (sumac_host_device_get_pool (display->device),
                                        QXL_CMD_SURFACE, sizeof *destroy);
      destroy = sumac_host_command_get_body (command);
      destroy->surface_id = id;
      destroy->type = QXL_SURFACE_CMD_DESTROY;
      sumac_host_device_push (display->device, command);
    }
  pthread_mutex_unlock (&display->lock);
  surface_unref (surface);
  return surface != NULL;
}

/* With the lock held. */
static gboolean
get_area (guint32 id, SumacHostRect *area, gpointer user)
{
  SumacHostDisplay *display = user;
  Surface *surface = id < SUMAC_HOST_N_SURFACES ? display->surfaces[id] : NULL;

  if (surface == NULL)
    return FALSE;
  *area =
      (SumacHostRect){ .right = (gint32) surface->width, .bottom = (gint32) surface->height };
  return TRUE;
}

gboolean
sumac_host_display_draw (SumacHostDisplay *display, const SumacHostDraw *draw)
{
  SumacHostCommand *command = NULL;
  SumacHostRect area;

  pthread_mutex_lock (&display->lock);
  if (get_area (draw->surface, &area, display) && draw->box.left >= 0 && draw->box.top >= 0 &&
      draw->box.right <= area.right && draw->box.bottom <= area.bottom)
    command = sumac_host_drawable_new (sumac_host_device_get_pool (display->device), draw,
                                       get_area, display);
  if (command)
    sumac_host_device_push (display->device, command);
  pthread_mutex_unlock (&display->lock);
  return command != NULL;
}

guint
sumac_host_display_get_queued (SumacHostDisplay *display)
{
  return sumac_host_device_get_queued (display->device);
}

guint
sumac_host_display_get_live (SumacHostDisplay *display)
{
  return sumac_host_pool_get_live (sumac_host_device_get_pool (display->device));
}

gboolean
sumac_host_display_read (SumacHostDisplay *display, guint32 id, SumacHostPixels *pixels)
{
  SumacHostRect area;
  QXLRect rect;
  Surface *surface;

  pthread_mutex_lock (&display->lock);
  if (!get_area (id, &area, display))
    {
      pthread_mutex_unlock (&display->lock);
      return FALSE;
    }
  surface = g_atomic_rc_box_acquire (display->surfaces[id]);
  pthread_mutex_unlock (&display->lock);

  rect = sumac_host_rect_put (area);
  spice_qxl_update_area (sumac_host_device_get_qxl (display->device), id, &rect, NULL, 0, 0);
  *pixels = (SumacHostPixels){
    .width = surface->width,
    .height = surface->height,
    .stride = surface->stride,
    .format = surface->format,
    .bytes = g_memdup2 (surface->bytes, (gsize) surface->stride * surface->height),
  };
  surface_unref (surface);
  return TRUE;
}

void
sumac_host_pixels_clear (SumacHostPixels *pixels)
{
  g_clear_pointer (&pixels->bytes, g_free);
}

void
sumac_host_display_set_monitors (SumacHostDisplay *display,
                                 const SumacHostRect *areas,
                                 guint n_areas)
{
  g_autofree QXLMonitorsConfig *config = NULL;
  guint64 cookie = sumac_host_device_new_cookie (display->device);
  guint n = MIN (n_areas, MAX_MONITORS);
  QXLHead *heads;

  config = g_malloc0 (sizeof *config + n * sizeof *heads);
  config->count = (guint16) n;
  config->max_allowed = MAX_MONITORS;
  heads = (QXLHead *) ((guint8 *) config + sizeof *config);
  for (guint i = 0; i < n; i++)
    heads[i] = (QXLHead){
      .id = i,
      .width = (guint32) (areas[i].right - areas[i].left),
      .height = (guint32) (areas[i].bottom - areas[i].top),
      .x = (guint32) areas[i].left,
      .y = (guint32) areas[i].top,
    };
  spice_qxl_monitors_config_async (sumac_host_device_get_qxl (display->device),
                                   (guintptr) config, 0, cookie);
  sumac_host_device_wait_async (display->device, cookie);
}

void
sumac_host_display_lend (SumacHostDisplay *display,
                         int fd,
                         guint width,
                         guint height,
                         guint stride,
                         guint32 fourcc,
                         gboolean is_top_down)
{
  /* The server closes what it is given. */
  spice_qxl_gl_scanout (sumac_host_device_get_qxl (display->device),
                        fd < 0 ? -1 : fcntl (fd, F_DUPFD_CLOEXEC, 0), width, height, stride,
                        fourcc, is_top_down);
}

guint64
sumac_host_display_lend_drawn (SumacHostDisplay *display, const SumacHostRect *area)
{
  guint64 cookie = sumac_host_device_new_cookie (display->device);

  spice_qxl_gl_draw_async (sumac_host_device_get_qxl (display->device), (guint32) area->left,
                           (guint32) area->top, (guint32) (area->right - area->left),
                           (guint32) (area->bottom - area->top), cookie);
  return cookie;
}

gboolean
sumac_host_display_lend_is_seen (SumacHostDisplay *display, guint64 number)
{
  return sumac_host_device_is_async_done (display->device, number);
}
