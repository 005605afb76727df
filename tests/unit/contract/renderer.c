/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The wrappers around a renderer's functions, and the sizes that plug-ins are built with. */

#include "contract/renderer.h"

#include "core/thread.h"

#include <sumac/error.h>

#include <string.h>

#define SMALL_TYPE (small_get_type ())
G_DECLARE_FINAL_TYPE (Small, small, SMALL, RENDERER, SumacRenderer)

/* A renderer that does what the test says. */
struct _Small
{
  SumacRenderer parent_instance;
};

G_DEFINE_FINAL_TYPE (Small, small, SUMAC_TYPE_RENDERER)

static gboolean
fail_to_create (SumacRenderer *renderer G_GNUC_UNUSED,
                guint32 id G_GNUC_UNUSED,
                SumacPixelFormat format G_GNUC_UNUSED,
                gint width G_GNUC_UNUSED,
                gint height G_GNUC_UNUSED,
                GError **error G_GNUC_UNUSED)
{
  return FALSE;
}

static void
destroy (SumacRenderer *renderer G_GNUC_UNUSED, guint32 id G_GNUC_UNUSED)
{
}

static gboolean
fail_to_map (SumacRenderer *renderer G_GNUC_UNUSED,
             guint32 id G_GNUC_UNUSED,
             SumacMapFlags flags G_GNUC_UNUSED,
             SumacView *view G_GNUC_UNUSED)
{
  return FALSE;
}

static void
unmap (SumacRenderer *renderer G_GNUC_UNUSED,
       guint32 id G_GNUC_UNUSED,
       const SumacRect *damage G_GNUC_UNUSED)
{
}

static gboolean
refuse_with_damage (SumacRenderer *renderer G_GNUC_UNUSED,
                    const SumacOp *op G_GNUC_UNUSED,
                    SumacRect *damage)
{
  *damage = (SumacRect){ 1, 2, 3, 4 };
  return FALSE;
}

static gboolean
accept (SumacRenderer *renderer G_GNUC_UNUSED,
        const SumacOp *op G_GNUC_UNUSED,
        SumacRect *damage G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
probe_silently (SumacRenderer *renderer G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  return FALSE;
}

static void
small_class_init (SmallClass *klass)
{
  SumacRendererClass *renderer_class = SUMAC_RENDERER_CLASS (klass);

  renderer_class->surface_create = fail_to_create;
  renderer_class->surface_destroy = destroy;
  renderer_class->map = fail_to_map;
  renderer_class->unmap = unmap;
}

static void
small_init (Small *self G_GNUC_UNUSED)
{
}

/* clang-format off */
static const struct
{
  const char *name;
  gsize offset;
} duties[] = {
  { "surface_create",  G_STRUCT_OFFSET (SumacRendererClass, surface_create) },
  { "surface_destroy", G_STRUCT_OFFSET (SumacRendererClass, surface_destroy) },
  { "map",             G_STRUCT_OFFSET (SumacRendererClass, map) },
  { "unmap",           G_STRUCT_OFFSET (SumacRendererClass, unmap) },
};

/* clang-format on */

static void
test_duties (void)
{
  SumacRendererClass *klass = g_type_class_ref (SMALL_TYPE);
  const char *missing = NULL;

  g_assert_true (sumac_renderer_class_is_whole (klass, &missing));
  g_assert_cmpstr (missing, ==, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (duties); i++)
    {
      SumacRendererClass copy = *klass;

      memset (G_STRUCT_MEMBER_P (&copy, duties[i].offset), 0, sizeof (gpointer));
      g_assert_false (sumac_renderer_class_is_whole (&copy, &missing));
      g_assert_cmpstr (missing, ==, duties[i].name);
      g_assert_false (sumac_renderer_class_is_whole (&copy, NULL));
    }
  g_type_class_unref (klass);
}

static void
test_absent_options (void)
{
  g_autoptr (SumacRenderer) renderer = g_object_new (SMALL_TYPE, NULL);
  g_autoptr (GError) error = NULL;
  SumacOp op = { .kind = SUMAC_OP_FILL };
  SumacRect damage = { 5, 6, 7, 8 };

  g_assert_true (sumac_renderer_probe (renderer, &error));
  g_assert_no_error (error);
  g_assert_false (sumac_renderer_draw (renderer, &op, &damage));
  g_assert_true (sumac_rect_is_empty (&damage));
}

static void
test_damage (void)
{
  SumacRendererClass *klass = g_type_class_ref (SMALL_TYPE);
  g_autoptr (SumacRenderer) renderer = g_object_new (SMALL_TYPE, NULL);
  SumacOp op = { .kind = SUMAC_OP_FILL };
  SumacRect damage = { 5, 6, 7, 8 };

  klass->draw = refuse_with_damage;
  g_assert_false (sumac_renderer_draw (renderer, &op, &damage));
  g_assert_true (sumac_rect_is_empty (&damage));
  damage = (SumacRect){ 5, 6, 7, 8 };
  klass->draw = accept;
  g_assert_true (sumac_renderer_draw (renderer, &op, &damage));
  g_assert_true (sumac_rect_is_empty (&damage));
  klass->draw = NULL;
  g_type_class_unref (klass);
}

static void
test_silent_failure (void)
{
  SumacRendererClass *klass = g_type_class_ref (SMALL_TYPE);
  g_autoptr (SumacRenderer) renderer = g_object_new (SMALL_TYPE, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (
      sumac_renderer_surface_create (renderer, 1, SUMAC_PIXELS_XRGB32, 1, 1, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  g_clear_error (&error);
  klass->probe = probe_silently;
  g_assert_false (sumac_renderer_probe (renderer, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  g_assert_false (sumac_renderer_probe (renderer, NULL));
  klass->probe = NULL;
  g_type_class_unref (klass);
}

static guint n_criticals;

static GLogWriterOutput
count_criticals (GLogLevelFlags level,
                 const GLogField *fields G_GNUC_UNUSED,
                 gsize n_fields G_GNUC_UNUSED,
                 gpointer data G_GNUC_UNUSED)
{
  if (level & G_LOG_LEVEL_CRITICAL)
    n_criticals++;
  return G_LOG_WRITER_HANDLED;
}

static void *
destroy_there (void *renderer)
{
  sumac_renderer_surface_destroy (renderer, 1);
  return NULL;
}

static void *
probe_there (void *renderer)
{
  sumac_renderer_probe (renderer, NULL);
  return NULL;
}

static void
on_another_thread (void *(*run) (void *), SumacRenderer *renderer)
{
  SumacThread thread;

  g_assert_true (sumac_thread_start (&thread, "other", run, renderer));
  sumac_thread_join (thread);
}

static void
test_threads (void)
{
  g_autoptr (SumacRenderer) renderer = g_object_new (SMALL_TYPE, NULL);
  g_autoptr (SumacRenderer) other = g_object_new (SMALL_TYPE, NULL);

  on_another_thread (destroy_there, other);
  g_assert_cmpuint (n_criticals, ==, 0);
  sumac_renderer_surface_destroy (renderer, 1);
  sumac_renderer_surface_destroy (renderer, 1);
  on_another_thread (probe_there, renderer);
  g_assert_cmpuint (n_criticals, ==, 0);
  on_another_thread (destroy_there, renderer);
  g_assert_cmpuint (n_criticals, ==, 1);
}

/* A plug-in that was built before must find all where it was: new functions take reserved
 * slots, and nothing else moves. In words of the machine, which are 8 bytes here. */
static void
test_sizes (void)
{
  if (sizeof (gpointer) != 8)
    {
      g_test_skip ("the sizes are known for machines of 64 bits alone");
      return;
    }
  g_assert_cmpuint (sizeof (SumacRenderer), ==, 24);
  g_assert_cmpuint (sizeof (SumacRendererClass), ==, 136 + 10 * 8 + 12 * 8);
  g_assert_cmpuint (G_STRUCT_OFFSET (SumacRendererClass, reserved), ==, 136 + 10 * 8);
  g_assert_cmpuint (sizeof (SumacOp), ==, 216);
  g_assert_cmpuint (sizeof (SumacView), ==, 32);
  g_assert_cmpuint (sizeof (SumacRect), ==, 16);
  g_assert_cmpuint (sizeof (SumacPixels), ==, 40);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (count_criticals, NULL, NULL);
  g_test_add_func ("/contract/renderer/missing-duty-is-named", test_duties);
  g_test_add_func ("/contract/renderer/absent-option-is-mild", test_absent_options);
  g_test_add_func ("/contract/renderer/damage-is-empty-unless-told", test_damage);
  g_test_add_func ("/contract/renderer/silent-failure-gets-a-sentence", test_silent_failure);
  g_test_add_func ("/contract/renderer/second-thread-is-told", test_threads);
  g_test_add_func ("/contract/renderer/sizes-are-pinned", test_sizes);
  return g_test_run ();
}
