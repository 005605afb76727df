/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A plug-in module with video decoders for the registry's tests. It holds "all", which agrees
 * to every codec; "one", which agrees to VP8 alone; "none", which says why it can't work;
 * "partial", which lacks a duty. Each says in the log when it is probed. */

#include <sumac/plugin/plugin.h>
#include <sumac/plugin/video-decoder.h>

typedef struct
{
  SumacVideoDecoder parent_instance;
} All;

typedef struct
{
  SumacVideoDecoderClass parent_class;
} AllClass;

typedef All One;
typedef AllClass OneClass;
typedef All None;
typedef AllClass NoneClass;
typedef All Partial;
typedef AllClass PartialClass;

GType all_get_type (void);
GType one_get_type (void);
GType none_get_type (void);
GType partial_get_type (void);

G_DEFINE_DYNAMIC_TYPE (All, all, SUMAC_TYPE_VIDEO_DECODER)
G_DEFINE_DYNAMIC_TYPE (One, one, SUMAC_TYPE_VIDEO_DECODER)
G_DEFINE_DYNAMIC_TYPE (None, none, SUMAC_TYPE_VIDEO_DECODER)
G_DEFINE_DYNAMIC_TYPE (Partial, partial, SUMAC_TYPE_VIDEO_DECODER)

static gboolean
answer (SumacVideoDecoder *self, SumacVideoCodec codec, gboolean agrees, GError **error)
{
  g_message ("probed %s %d", G_OBJECT_TYPE_NAME (self), codec);
  if (!agrees)
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN, "There is no film %d.", codec);
  return agrees;
}

static gboolean
probe_all (SumacVideoDecoder *self, SumacVideoCodec codec, GError **error)
{
  return answer (self, codec, TRUE, error);
}

static gboolean
probe_one (SumacVideoDecoder *self, SumacVideoCodec codec, GError **error)
{
  return answer (self, codec, codec == SUMAC_VIDEO_VP8, error);
}

static gboolean
probe_none (SumacVideoDecoder *self, SumacVideoCodec codec, GError **error)
{
  return answer (self, codec, FALSE, error);
}

static gboolean
open_stream (SumacVideoDecoder *self G_GNUC_UNUSED,
             const SumacVideoFormat *format G_GNUC_UNUSED,
             GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
push (SumacVideoDecoder *self G_GNUC_UNUSED,
      const guint8 *bytes G_GNUC_UNUSED,
      gsize size G_GNUC_UNUSED,
      guint64 cookie G_GNUC_UNUSED,
      GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

static void
close_stream (SumacVideoDecoder *self G_GNUC_UNUSED)
{
}

static void
do_all_duties (SumacVideoDecoderClass *klass,
               gboolean (*probe) (SumacVideoDecoder *self,
                                  SumacVideoCodec codec,
                                  GError **error))
{
  klass->probe = probe;
  klass->open = open_stream;
  klass->push = push;
  klass->close = close_stream;
}

static void
all_class_init (AllClass *klass)
{
  do_all_duties (&klass->parent_class, probe_all);
}

static void
one_class_init (OneClass *klass)
{
  do_all_duties (&klass->parent_class, probe_one);
}

static void
none_class_init (NoneClass *klass)
{
  do_all_duties (&klass->parent_class, probe_none);
}

static void
partial_class_init (PartialClass *klass)
{
  do_all_duties (&klass->parent_class, probe_all);
  klass->parent_class.push = NULL;
}

static void
all_class_finalize (AllClass *klass G_GNUC_UNUSED)
{
}

static void
one_class_finalize (OneClass *klass G_GNUC_UNUSED)
{
}

static void
none_class_finalize (NoneClass *klass G_GNUC_UNUSED)
{
}

static void
partial_class_finalize (PartialClass *klass G_GNUC_UNUSED)
{
}

static void
all_init (All *self G_GNUC_UNUSED)
{
}

static void
one_init (One *self G_GNUC_UNUSED)
{
}

static void
none_init (None *self G_GNUC_UNUSED)
{
}

static void
partial_init (Partial *self G_GNUC_UNUSED)
{
}

SUMAC_PLUGIN_DEFINE (module)
{
  const char *point = SUMAC_EXTENSION_POINT_VIDEO_DECODER;

  all_register_type (module);
  one_register_type (module);
  none_register_type (module);
  partial_register_type (module);
  g_io_extension_point_implement (point, all_get_type (), "all", 0);
  g_io_extension_point_implement (point, one_get_type (), "one", 0);
  g_io_extension_point_implement (point, none_get_type (), "none", 0);
  g_io_extension_point_implement (point, partial_get_type (), "partial", 0);
}
