/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rig.h"

#include "tap.h"
#include "watch.h"

#include "host/host.h"

#include <string.h>
#include <sumac/sumac.h>

#define BOUND_S 30

/* Commands between two renderers. */
#define PER_SWAP 10

static const SumacHostRect mark_box = { 0, PRIMARY_HEIGHT, PRIMARY_WIDTH, PRIMARY_HEIGHT + 1 };

/* One display of the guest, and its monitor. */
typedef struct
{
  SumacHostDisplay *display;
  SpiceSurfaceFmt primary;
} Screen;

struct _Rig
{
  SumacHost *host;
  SumacSession *session;
  guint n_screens;
  Screen screens[MAX_DISPLAYS];
  guint32 mark; /* a colour that every primary can show */
  char *notice; /* the last one; nullable */
  char **swaps; /* nullable */
};

/* --- waiting --------------------------------------------------------------------------- */

static gboolean
on_late (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
has_ended (Rig *rig)
{
  SumacSessionState state = sumac_session_get_state (rig->session);

  return watch_has_lost_display () || state == SUMAC_SESSION_CLOSED ||
         state == SUMAC_SESSION_FAILED;
}

static gboolean
is_so_everywhere (Rig *rig, gboolean (*is_so) (Rig *rig, guint screen))
{
  for (guint i = 0; i < rig->n_screens; i++)
    if (!is_so (rig, i))
      return FALSE;
  return TRUE;
}

static gboolean
wait_until (Rig *rig, gboolean (*is_so) (Rig *rig, guint screen))
{
  gboolean is_late = FALSE;
  guint timer = g_timeout_add_seconds (BOUND_S, on_late, &is_late);

  while (!is_so_everywhere (rig, is_so) && !is_late && !has_ended (rig))
    g_main_context_iteration (NULL, TRUE);
  if (!is_late)
    g_source_remove (timer);
  return is_so_everywhere (rig, is_so);
}

static SumacFrame *
get_frame (Rig *rig, guint screen)
{
  SumacMonitor *monitor = sumac_session_get_monitor (rig->session, screen);

  return monitor ? sumac_monitor_get_frame (monitor) : NULL;
}

static gboolean
has_frame (Rig *rig, guint screen)
{
  return get_frame (rig, screen) != NULL;
}

static gboolean
has_mark (Rig *rig, guint screen)
{
  return tap_get_mark (screen) == rig->mark;
}

static guint32
read_32 (const guint8 *at)
{
  guint32 pixel;

  memcpy (&pixel, at, sizeof pixel);
  return pixel;
}

/* Of a primary of 15 bits the frame is made from, not a copy. */
static gboolean
shows_bits (const Rig *rig, guint screen)
{
  return rig->screens[screen].primary != SPICE_SURFACE_FMT_16_555;
}

/* The mark lies in the frame's last row. */
static gboolean
has_shown_mark (Rig *rig, guint screen)
{
  SumacFrame *frame = get_frame (rig, screen);
  const guint8 *pixels;
  gsize stride;
  gboolean is_shown;

  if (!shows_bits (rig, screen))
    return TRUE;
  if (!frame || !sumac_frame_begin_read (frame, &pixels, &stride))
    return FALSE;
  is_shown = (read_32 (pixels + PRIMARY_HEIGHT * stride) & 0xffffff) == rig->mark;
  sumac_frame_end_read (frame);
  return is_shown;
}

static void
on_notice (SumacSession *session G_GNUC_UNUSED, const char *sentence, gpointer data)
{
  Rig *rig = data;

  g_free (rig->notice);
  rig->notice = g_strdup (sentence);
}

/* --- life ------------------------------------------------------------------------------ */

Rig *
rig_new (const RigConfig *config)
{
  g_autoptr (GError) error = NULL;
  Rig *rig = g_new0 (Rig, 1);
  gboolean is_asked_for = config->compression == SPICE_IMAGE_COMPRESSION_LZ4;

  tap_set_mark (mark_box);
  rig->host = sumac_host_new (
      &(SumacHostConfig){
          .n_displays = config->n_displays,
          .width = PRIMARY_WIDTH,
          .height = PRIMARY_HEIGHT + 1,
          .compression = is_asked_for ? SPICE_IMAGE_COMPRESSION_OFF : config->compression,
      },
      &error);
  if (!rig->host)
    g_error ("%s", error->message);
  rig->n_screens = config->n_displays;
  rig->swaps = g_strdupv (config->swaps);
  for (guint i = 0; i < rig->n_screens; i++)
    rig->screens[i] = (Screen){
      .display = sumac_host_get_display_n (rig->host, i),
      .primary = SPICE_SURFACE_FMT_32_xRGB,
    };
  rig->session = sumac_session_new (sumac_host_get_uri (rig->host));
  if (is_asked_for)
    sumac_session_set_compression (rig->session, SUMAC_COMPRESSION_LZ4);
  g_signal_connect (rig->session, "notice", G_CALLBACK (on_notice), rig);
  sumac_session_set_renderer (rig->session, config->renderer);
  sumac_session_open (rig->session);
  if (!wait_until (rig, has_frame))
    {
      const GError *reason = sumac_session_get_error (rig->session);

      g_error ("The session does not come up: %s", reason        ? reason->message
                                                   : rig->notice ? rig->notice
                                                                 : "it is too slow");
    }
  if (config->renderer &&
      g_strcmp0 (sumac_session_get_drawing_renderer (rig->session), config->renderer) != 0)
    g_error ("The renderer %s does not draw: %s", config->renderer,
             rig->notice ? rig->notice : "nobody knows why");
  return rig;
}

void
rig_free (Rig *rig)
{
  if (!rig)
    return;
  g_signal_handlers_disconnect_by_data (rig->session, rig);
  sumac_session_close (rig->session);
  g_object_unref (rig->session);
  sumac_host_free (rig->host);
  g_free (rig->notice);
  g_strfreev (rig->swaps);
  g_free (rig);
}

/* --- a case ---------------------------------------------------------------------------- */

static void
set_scene (Screen *screen, const CaseDisplay *it)
{
  if (it->surfaces[0].format != screen->primary)
    sumac_host_display_resize (screen->display, PRIMARY_WIDTH, PRIMARY_HEIGHT + 1,
                               it->surfaces[0].format);
  screen->primary = it->surfaces[0].format;
  sumac_host_display_draw (screen->display, &(SumacHostDraw){
                                                .kind = SUMAC_HOST_DRAW_BLACKNESS,
                                                .box = { 0, 0, PRIMARY_WIDTH, PRIMARY_HEIGHT },
                                            });
  for (guint i = 1; i < MAX_SURFACES; i++)
    sumac_host_display_surface_destroy (screen->display, i);
  for (guint i = 1; i < it->n_surfaces; i++)
    sumac_host_display_surface_create (screen->display, it->surfaces[i].id,
                                       it->surfaces[i].width, it->surfaces[i].height,
                                       it->surfaces[i].format);
}

static void
set_marks (Rig *rig)
{
  rig->mark = rig->mark % 0x7fff + 1;
  for (guint i = 0; i < rig->n_screens; i++)
    sumac_host_display_draw (
        rig->screens[i].display,
        &(SumacHostDraw){
            .kind = SUMAC_HOST_DRAW_FILL,
            .box = mark_box,
            .brush = { .type = SPICE_BRUSH_TYPE_SOLID, .color = rig->mark },
        });
}

/* A pixel in its visible bits; of one bit as 0 or 1. */
static guint32
pixel_at (const guint8 *bytes, gsize stride, SpiceSurfaceFmt format, guint x, guint y)
{
  const guint8 *row = bytes + stride * y;

  switch (format)
    {
    case SPICE_SURFACE_FMT_1_A:
      return row[x >> 3] >> (x & 7) & 1u;
    case SPICE_SURFACE_FMT_8_A:
      return row[x];
    case SPICE_SURFACE_FMT_16_555:
      return ((const guint16 *) row)[x] & 0x7fff;
    case SPICE_SURFACE_FMT_16_565:
      return ((const guint16 *) row)[x];
    case SPICE_SURFACE_FMT_32_xRGB:
      return ((const guint32 *) row)[x] & 0xffffff;
    default:
      return ((const guint32 *) row)[x];
    }
}

static gboolean
compare (const SumacHostPixels *truth,
         SpiceSurfaceFmt format,
         const guint8 *bytes,
         gsize stride,
         guint height,
         Difference *difference)
{
  difference->n_pixels = 0;
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < truth->width; x++)
      {
        guint32 expected = pixel_at (truth->bytes, truth->stride, format, x, y);
        guint32 got = pixel_at (bytes, stride, format, x, y);

        if (expected == got || difference->n_pixels++ > 0)
          continue;
        difference->x = (gint) x;
        difference->y = (gint) y;
        difference->expected = expected;
        difference->got = got;
      }
  return difference->n_pixels == 0;
}

static gboolean
compare_frame (Rig *rig, guint screen, const SumacHostPixels *truth, Difference *difference)
{
  SumacFrame *frame = get_frame (rig, screen);
  const guint8 *pixels;
  gsize stride;
  gboolean is_equal;

  if (!frame || !sumac_frame_begin_read (frame, &pixels, &stride))
    return FALSE;
  difference->what = "frame";
  is_equal =
      compare (truth, SPICE_SURFACE_FMT_32_xRGB, pixels, stride, truth->height, difference);
  sumac_frame_end_read (frame);
  return is_equal;
}

static const TapSurface *
find_surface (GArray *surfaces, guint32 id)
{
  for (guint i = 0; i < surfaces->len; i++)
    if (g_array_index (surfaces, TapSurface, i).id == id)
      return &g_array_index (surfaces, TapSurface, i);
  return NULL;
}

static gboolean
compare_surface (Rig *rig,
                 guint screen,
                 const CaseSurface *surface,
                 GArray *ours,
                 Difference *difference)
{
  const TapSurface *got = find_surface (ours, surface->id);
  SumacHostPixels truth;
  gboolean is_equal;

  difference->what = "surface";
  difference->display = screen;
  difference->surface = surface->id;
  if (!sumac_host_display_read (rig->screens[screen].display, surface->id, &truth))
    g_error ("The guest lost surface %u.", surface->id);
  if (got)
    is_equal =
        compare (&truth, truth.format, got->bytes, got->stride, surface->height, difference) &&
        (surface->id != 0 || !shows_bits (rig, screen) ||
         compare_frame (rig, screen, &truth, difference));
  else
    {
      /* The server creates no surface at the client that nothing was drawn on. */
      g_autofree guint8 *black = g_malloc0 ((gsize) truth.stride * truth.height);

      is_equal =
          compare (&truth, truth.format, black, truth.stride, surface->height, difference);
    }
  sumac_host_pixels_clear (&truth);
  return is_equal;
}

static gboolean
compare_screen (Rig *rig, guint screen, const CaseDisplay *it, Difference *difference)
{
  g_autoptr (GArray) ours = tap_take_surfaces (screen);

  for (guint i = 0; i < it->n_surfaces; i++)
    if (!compare_surface (rig, screen, &it->surfaces[i], ours, difference))
      return FALSE;
  return TRUE;
}

static RigResult
compare_all (Rig *rig, const Case *it, Difference *difference)
{
  for (guint i = 0; i < it->n_displays; i++)
    if (!compare_screen (rig, i, &it->displays[i], difference))
      return RIG_DIFFERENT;
  return RIG_EQUAL;
}

/* A hang is to find its cause. */
static void
tell_lost (Rig *rig, Difference *difference)
{
  for (guint i = 0; i < rig->n_screens; i++)
    if (!has_mark (rig, i))
      {
        difference->display = i;
        break;
      }
  difference->what = watch_has_lost_display () ? "a display channel has ended"
                     : has_ended (rig)         ? "the session has ended"
                                               : "the end mark never came";
  if (rig->notice)
    g_print ("%s\n", rig->notice);
  watch_print ();
}

static gboolean
is_drawn_as_wished (Rig *rig, guint screen G_GNUC_UNUSED)
{
  return g_strcmp0 (sumac_session_get_drawing_renderer (rig->session),
                    sumac_session_get_renderer (rig->session)) == 0;
}

/* In the midst of drawing. Which one it is follows from the command. */
static void
swap (Rig *rig, guint i)
{
  if (!rig->swaps || i % PER_SWAP != 0)
    return;
  sumac_session_set_renderer (rig->session,
                              rig->swaps[i / PER_SWAP % g_strv_length (rig->swaps)]);
  wait_until (rig, is_drawn_as_wished);
}

RigResult
rig_run (Rig *rig, const Case *it, Difference *difference)
{
  *difference = (Difference){ 0 };
  for (guint i = 0; i < it->n_displays; i++)
    set_scene (&rig->screens[i], &it->displays[i]);
  for (guint i = 0; i < it->n_commands; i++, swap (rig, i))
    if (!command_draw (&it->commands[i], rig->screens[it->commands[i].display].display))
      {
        difference->what = "the guest refuses a command";
        difference->n_pixels = i;
        return RIG_REFUSED;
      }
  set_marks (rig);
  if (wait_until (rig, has_mark) && wait_until (rig, has_shown_mark))
    return compare_all (rig, it, difference);
  tell_lost (rig, difference);
  return RIG_LOST;
}
