/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* sumac shot: a picture of a guest's screen. */

#include "verbs.h"
#include "visit.h"

#include <cairo.h>
#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>

typedef enum
{
  SHOT_NOT_YET,
  SHOT_SAVED,
  SHOT_FAILED, /* the reason has been said */
} ShotState;

typedef struct
{
  const char *path;
  ShotState state;
} Shot;

static ShotState
write_png (SumacFrame *frame, const char *path)
{
  const guint8 *data;
  gsize stride;

  if (!sumac_frame_begin_read (frame, &data, &stride))
    return SHOT_NOT_YET;

  /* Cairo does not write through a surface that is only a source. */
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      (guint8 *) data, CAIRO_FORMAT_RGB24, sumac_frame_get_width (frame),
      sumac_frame_get_height (frame), (int) stride);
  cairo_status_t status = cairo_surface_write_to_png (surface, path);

  cairo_surface_destroy (surface);
  sumac_frame_end_read (frame);
  if (status != CAIRO_STATUS_SUCCESS)
    g_printerr (_ ("%s: “%s” could not be written: %s\n"), g_get_prgname (), path,
                status == CAIRO_STATUS_WRITE_ERROR ? g_strerror (errno)
                                                   : cairo_status_to_string (status));
  return status == CAIRO_STATUS_SUCCESS ? SHOT_SAVED : SHOT_FAILED;
}

static ShotState
save (SumacVisit *visit)
{
  Shot *shot = visit->data;
  SumacMonitor *monitor = sumac_session_get_monitor (visit->session, 0);
  SumacFrame *frame = monitor ? sumac_monitor_get_frame (monitor) : NULL;

  if (frame && shot->state == SHOT_NOT_YET)
    shot->state = write_png (frame, shot->path);
  return shot->state;
}

/* The first picture is whole: the server marks it so. */
static void
on_damaged (SumacVisit *visit)
{
  if (visit->until_close)
    return;
  switch (save (visit))
    {
    case SHOT_NOT_YET:
      break;
    case SHOT_SAVED:
      sumac_visit_quit (visit, SUMAC_EXIT_DONE);
      break;
    case SHOT_FAILED:
      sumac_visit_quit (visit, SUMAC_EXIT_USAGE);
      break;
    }
}

static void
on_monitor_added (SumacSession *session G_GNUC_UNUSED, SumacMonitor *monitor, SumacVisit *visit)
{
  if (sumac_monitor_get_id (monitor) == 0)
    g_signal_connect_swapped (monitor, "damaged", G_CALLBACK (on_damaged), visit);
}

static void
on_ready (SumacVisit *visit)
{
  g_signal_connect (visit->session, "monitor-added", G_CALLBACK (on_monitor_added), visit);
}

static void
on_end (SumacVisit *visit)
{
  if (!visit->until_close)
    return;
  switch (save (visit))
    {
    case SHOT_NOT_YET:
      g_printerr (_ ("%s: the guest has shown no picture\n"), g_get_prgname ());
      visit->exit_code = SUMAC_EXIT_LOST;
      break;
    case SHOT_SAVED:
      break;
    case SHOT_FAILED:
      visit->exit_code = SUMAC_EXIT_USAGE;
      break;
    }
}

static int
run (int argc, char **argv)
{
  Shot shot = { 0 };
  SumacVisit visit = { .on_ready = on_ready, .on_end = on_end, .data = &shot };
  const GOptionEntry entries[] = {
    { "until-close", 0, 0, G_OPTION_ARG_NONE, &visit.until_close,
      N_ ("Wait until the server closes, and save the last picture"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!sumac_visit_parse (
          &visit, _ ("URI FILE.png"),
          _ ("Saves what a guest shows as soon as its first full screen is there.\n\n"
             "Example: sumac shot spice://localhost:5900 screen.png"),
          entries, &argc, &argv))
    goto out;
  if (argc != 3)
    {
      sumac_visit_misused (&visit, _ ("An address and a file are needed, see --help."));
      goto out;
    }
  shot.path = argv[2];
  sumac_visit_run (&visit, argv[1]);

out:
  sumac_visit_clear (&visit);
  return visit.exit_code;
}

const SumacVerb sumac_verb_shot = {
  .name = "shot",
  .summary = N_ ("Save a picture of a guest's screen"),
  .run = run,
};
