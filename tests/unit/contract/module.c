/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A plug-in module for the registry's tests, built for several contracts (TEST_MAJOR,
 * TEST_MINOR). It holds "first", whose probe agrees; "second", which says why it can't work;
 * "partial", which lacks a duty; and "foreign", which is no renderer at all. */

#include <sumac/plugin/plugin.h>
#include <sumac/plugin/renderer.h>

#undef SUMAC_CONTRACT_MAJOR
#define SUMAC_CONTRACT_MAJOR TEST_MAJOR
#undef SUMAC_CONTRACT_MINOR
#define SUMAC_CONTRACT_MINOR TEST_MINOR

typedef struct
{
  SumacRenderer parent_instance;
} First;

typedef struct
{
  SumacRendererClass parent_class;
} FirstClass;

typedef First Second;
typedef FirstClass SecondClass;
typedef First Partial;
typedef FirstClass PartialClass;

GType first_get_type (void);
GType second_get_type (void);
GType partial_get_type (void);
GType foreign_get_type (void);

G_DEFINE_DYNAMIC_TYPE (First, first, SUMAC_TYPE_RENDERER)
G_DEFINE_DYNAMIC_TYPE (Second, second, SUMAC_TYPE_RENDERER)
G_DEFINE_DYNAMIC_TYPE (Partial, partial, SUMAC_TYPE_RENDERER)

typedef GObject Foreign;
typedef GObjectClass ForeignClass;

G_DEFINE_DYNAMIC_TYPE (Foreign, foreign, G_TYPE_OBJECT)

static gboolean
surface_create (SumacRenderer *self G_GNUC_UNUSED,
                guint32 id G_GNUC_UNUSED,
                SumacPixelFormat format G_GNUC_UNUSED,
                gint width G_GNUC_UNUSED,
                gint height G_GNUC_UNUSED,
                GError **error G_GNUC_UNUSED)
{
  return FALSE;
}

static void
surface_destroy (SumacRenderer *self G_GNUC_UNUSED, guint32 id G_GNUC_UNUSED)
{
}

static gboolean
map (SumacRenderer *self G_GNUC_UNUSED,
     guint32 id G_GNUC_UNUSED,
     SumacMapFlags flags G_GNUC_UNUSED,
     SumacView *view G_GNUC_UNUSED)
{
  return FALSE;
}

static void
unmap (SumacRenderer *self G_GNUC_UNUSED,
       guint32 id G_GNUC_UNUSED,
       const SumacRect *damage G_GNUC_UNUSED)
{
}

static void
do_all_duties (SumacRendererClass *klass)
{
  klass->surface_create = surface_create;
  klass->surface_destroy = surface_destroy;
  klass->map = map;
  klass->unmap = unmap;
}

static gboolean
probe_in_vain (SumacRenderer *self G_GNUC_UNUSED, GError **error)
{
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN, "There is no paper.");
  return FALSE;
}

static void
first_class_init (FirstClass *klass)
{
  do_all_duties (&klass->parent_class);
}

static void
second_class_init (SecondClass *klass)
{
  do_all_duties (&klass->parent_class);
  klass->parent_class.probe = probe_in_vain;
}

static void
partial_class_init (PartialClass *klass)
{
  do_all_duties (&klass->parent_class);
  klass->parent_class.map = NULL;
}

static void
foreign_class_init (ForeignClass *klass G_GNUC_UNUSED)
{
}

static void
first_class_finalize (FirstClass *klass G_GNUC_UNUSED)
{
}

static void
second_class_finalize (SecondClass *klass G_GNUC_UNUSED)
{
}

static void
partial_class_finalize (PartialClass *klass G_GNUC_UNUSED)
{
}

static void
foreign_class_finalize (ForeignClass *klass G_GNUC_UNUSED)
{
}

static void
first_init (First *self G_GNUC_UNUSED)
{
}

static void
second_init (Second *self G_GNUC_UNUSED)
{
}

static void
partial_init (Partial *self G_GNUC_UNUSED)
{
}

static void
foreign_init (Foreign *self G_GNUC_UNUSED)
{
}

SUMAC_PLUGIN_DEFINE (module)
{
  const char *point = SUMAC_EXTENSION_POINT_RENDERER;

  first_register_type (module);
  second_register_type (module);
  partial_register_type (module);
  foreign_register_type (module);
  g_io_extension_point_implement (point, first_get_type (), "first", 0);
  g_io_extension_point_implement (point, second_get_type (), "second", 0);
  g_io_extension_point_implement (point, partial_get_type (), "partial", 0);
  g_io_extension_point_implement (point, foreign_get_type (), "foreign", 0);
}
