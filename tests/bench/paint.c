/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What drawing costs, by each renderer, without a server, a decoder or a window: a painter's
 * thread draws frames and publishes them as a session's does, another looks at each of them.
 *
 * Usage: bench-paint [--size=3840x2160] [--seconds=2] [--scene=NAME] RENDERER...
 *
 * Prints for each scene how many commands and frames a second there were, and the processor time
 * of a frame: of the whole process, and of the painter alone, which is all that a renderer on a
 * card has. */

#include "clocks.h"
#include "contract/registry.h"
#include "core/thread.h"
#include "looker.h"
#include "scenes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAINTER "bench-painter"

/* Before the clocks are read: what is made once, and what is kept, is there. */
#define FRAMES_BEFORE 4

typedef struct
{
  gint width;
  gint height;
  gdouble seconds;
  char *scene;
} Options;

typedef struct
{
  const Options *options;
  const SceneKind *kind;
  const char *renderer;
  SumacGlShare *share;
  SumacSurfaces *surfaces;
  SumacPublisher *publisher;
  guint refused; /* commands that the renderer refused */
  SumacLock lock;
  SumacCond changed;
  guint n_frames;     /* under lock: published so far */
  guint n_seen;       /* under lock */
  gboolean is_enough; /* under lock */
} Bench;

/* The painter */

static gboolean
map (gpointer data, SumacView *view)
{
  return sumac_surfaces_map (data, SCENE_SURFACE, view);
}

static void
unmap (gpointer data)
{
  sumac_surfaces_unmap (data, SCENE_SURFACE);
}

static gboolean
publish (gpointer data, const SumacRect *rects, guint n_rects, SumacTexture *texture)
{
  return sumac_surfaces_publish (data, SCENE_SURFACE, rects, n_rects, texture);
}

static void
tell (gpointer data)
{
  Bench *bench = data;

  sumac_lock (&bench->lock);
  bench->n_frames++;
  sumac_cond_broadcast (&bench->changed);
  sumac_unlock (&bench->lock);
}

/* Nobody is refused: the painter waits until its last frame was seen. */
static void
ring (gpointer data G_GNUC_UNUSED)
{
}

static gboolean
wait_until_seen (Bench *bench)
{
  gboolean is_enough;

  sumac_lock (&bench->lock);
  while (bench->n_seen < bench->n_frames && !bench->is_enough)
    sumac_cond_wait (&bench->changed, &bench->lock);
  is_enough = bench->is_enough;
  sumac_unlock (&bench->lock);
  return !is_enough;
}

static gboolean
open_surfaces (Bench *bench)
{
  static gsize session_bytes;
  const SumacRendererHost host = { .image_bytes = 256 << 20, .share = bench->share };
  g_autoptr (GError) error = NULL;
  SumacRenderer *renderer = sumac_registry_new_renderer (bench->renderer, NULL, &error);

  if (renderer && sumac_renderer_open (renderer, &host, &error))
    {
      bench->surfaces = sumac_surfaces_new (renderer, &session_bytes);
      if (sumac_surfaces_create (bench->surfaces, SCENE_SURFACE, SUMAC_PIXELS_XRGB32,
                                 bench->options->width, bench->options->height, &error))
        return TRUE;
    }
  g_printerr ("bench-paint: %s\n", error->message);
  exit (1);
}

static void *
run_painter (void *data)
{
  Bench *bench = data;
  Scene scene;

  open_surfaces (bench);

  const SumacPublished published = { map, unmap, publish, bench->share, bench->surfaces };

  bench->publisher = sumac_publisher_new (tell, ring, bench);
  sumac_publisher_expect_textures (bench->publisher, bench->share != NULL);
  sumac_publisher_resize (bench->publisher, bench->options->width, bench->options->height,
                          NULL);
  sumac_publisher_show (bench->publisher);
  scene_init (&scene, bench->kind, bench->surfaces, bench->publisher);
  do
    {
      scene_draw (&scene);
      sumac_publisher_publish_from (bench->publisher, &published);
    }
  while (wait_until_seen (bench));
  sumac_publisher_settle (bench->publisher, &published);
  bench->refused = scene.n_refused;
  scene_clear (&scene);
  sumac_publisher_free (bench->publisher);
  sumac_surfaces_free (bench->surfaces);
  return NULL;
}

/* Who looks */

static SumacRect
around (const SumacDamage *damage)
{
  SumacRect all = damage->rects[0];

  for (guint i = 1; i < damage->n; i++)
    {
      const SumacRect *r = &damage->rects[i];

      all = (SumacRect){ MIN (all.left, r->left), MIN (all.top, r->top),
                         MAX (all.right, r->right), MAX (all.bottom, r->bottom) };
    }
  return all;
}

static void
look_at_next (Bench *bench, Looker *looker)
{
  SumacNews news;

  sumac_lock (&bench->lock);
  while (bench->n_frames == bench->n_seen)
    sumac_cond_wait (&bench->changed, &bench->lock);
  sumac_unlock (&bench->lock);
  if (!sumac_publisher_take_news (bench->publisher, &news))
    return;

  SumacRect damage = around (&news.damage);

  looker_look (looker, news.frame, &damage);
  sumac_frame_unref (news.frame);
}

static void
tell_seen (Bench *bench, gboolean is_enough)
{
  sumac_lock (&bench->lock);
  bench->n_seen = bench->n_frames;
  bench->is_enough = is_enough;
  sumac_cond_broadcast (&bench->changed);
  sumac_unlock (&bench->lock);
}

static void
print_result (const Bench *bench, const Clocks *from, const Clocks *to, guint n_frames)
{
  gdouble seconds = (gdouble) (to->at_us - from->at_us) / 1e6;
  gdouble per_frame = 1e3 / n_frames;

  printf ("%-11s %-8s %10.0f %8.1f %9.3f %9.3f %9.3f %8u\n", bench->kind->name, bench->renderer,
          n_frames * bench->kind->n_ops / seconds, n_frames / seconds,
          (to->all_s - from->all_s) * per_frame, clocks_between (from, to, PAINTER) * per_frame,
          (to->user_s - from->user_s) * per_frame, bench->refused);
  fflush (stdout);
}

static void
measure (const Options *options, const SceneKind *kind, const char *renderer, Looker *looker)
{
  Bench bench = { .options = options, .kind = kind, .renderer = renderer };
  gint64 until_us = 0;
  SumacThread painter;
  Clocks from = { 0 };
  Clocks to;
  guint n = 0;

  bench.share = looker_get_share (looker);
  sumac_lock_init (&bench.lock);
  sumac_cond_init (&bench.changed);
  if (!sumac_thread_start (&painter, PAINTER, run_painter, &bench))
    exit (1);
  for (; n <= FRAMES_BEFORE || g_get_monotonic_time () < until_us; n++)
    {
      look_at_next (&bench, looker);
      if (n == FRAMES_BEFORE)
        {
          looker_settle (looker);
          clocks_read (&from);
          until_us = from.at_us + (gint64) (options->seconds * 1e6);
        }
      tell_seen (&bench, FALSE);
    }
  look_at_next (&bench, looker);
  looker_settle (looker);
  clocks_read (&to);
  tell_seen (&bench, TRUE);
  sumac_thread_join (painter);
  print_result (&bench, &from, &to, n - FRAMES_BEFORE);
  clocks_clear (&from);
  clocks_clear (&to);
  sumac_cond_clear (&bench.changed);
  sumac_lock_clear (&bench.lock);
}

static gboolean
parse (int *argc, char ***argv, Options *options)
{
  g_autofree char *size = NULL;
  const GOptionEntry entries[] = {
    { "size", 0, 0, G_OPTION_ARG_STRING, &size, "Of the surface (3840x2160)", "WxH" },
    { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &options->seconds, "For each scene (2)", "S" },
    { "scene", 0, 0, G_OPTION_ARG_STRING, &options->scene, "Only this one", "NAME" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("RENDERER…");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      g_printerr ("bench-paint: %s\n", error->message);
      return FALSE;
    }
  if (size && (sscanf (size, "%dx%d", &options->width, &options->height) != 2 ||
               options->width < 1 || options->height < 1))
    {
      g_printerr ("bench-paint: “%s” is no size\n", size);
      return FALSE;
    }
  return TRUE;
}

int
main (int argc, char **argv)
{
  Options options = { .width = 3840, .height = 2160, .seconds = 2 };

  if (!parse (&argc, &argv, &options))
    return 1;

  Looker *looker = looker_new ();
  const char *card = looker_get_card (looker);

  printf ("%d × %d, OpenGL by %s\n", options.width, options.height, card ? card : "nobody");
  printf ("%-11s %-8s %10s %8s %9s %9s %9s %8s\n", "scene", "renderer", "commands/s",
          "frames/s", "ms/frame", "painter's", "user's", "refused");
  for (const SceneKind *kind = scene_kinds; kind->name; kind++)
    for (int i = 1; i < argc; i++)
      if (!options.scene || strcmp (options.scene, kind->name) == 0)
        measure (&options, kind, argv[i], looker);
  looker_free (looker);
  g_free (options.scene);
  return 0;
}
