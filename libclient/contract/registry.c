/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "contract/registry.h"

#include "contract/key-file.h"
#include "contract/module.h"
#include "contract/renderer-memory.h"
#include "contract/renderer.h"
#include "contract/video-decoder.h"
#include "core/log.h"
#include "core/thread.h"

#include <sumac/gl-driver.h>

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  const char *name;
  const char *extension_point;
  GType (*get_type) (void);
  gboolean (*is_whole) (gpointer klass, const char **missing);
  /* Whether a fresh object of the role can work here. */
  gboolean (*works) (gpointer object,
                     const SumacPluginInfo *info,
                     guint32 *codecs,
                     GError **error);
} Role;

typedef struct
{
  const char *name;
  const char *role;
  const char *summary;
  gint rank;
  GType (*get_type) (void);
} Builtin;

static gboolean
renderer_is_whole (gpointer klass, const char **missing)
{
  return sumac_renderer_class_is_whole (klass, missing);
}

static gboolean
renderer_works (gpointer object,
                const SumacPluginInfo *info G_GNUC_UNUSED,
                guint32 *codecs G_GNUC_UNUSED,
                GError **error)
{
  return sumac_renderer_probe (object, error);
}

static gboolean
video_decoder_is_whole (gpointer klass, const char **missing)
{
  return sumac_video_decoder_class_is_whole (klass, missing);
}

/* Of several reasons the first codec's is told. */
static gboolean
video_decoder_works (gpointer object,
                     const SumacPluginInfo *info,
                     guint32 *codecs,
                     GError **error)
{
  g_autoptr (GError) reason = NULL;

  for (guint codec = 1; codec <= SUMAC_N_VIDEO_CODECS; codec++)
    if ((info->codecs & SUMAC_CODEC_BIT (codec)) &&
        sumac_video_decoder_probe (object, codec, reason ? NULL : &reason))
      *codecs |= SUMAC_CODEC_BIT (codec);
  if (*codecs)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* clang-format off */
static const Role roles[] = {
  { "renderer", SUMAC_EXTENSION_POINT_RENDERER, sumac_renderer_get_type, renderer_is_whole,
    renderer_works },
  { "video-decoder", SUMAC_EXTENSION_POINT_VIDEO_DECODER, sumac_video_decoder_get_type,
    video_decoder_is_whole, video_decoder_works },
};

static const char builtin_renderer[] = "memory";

static const Builtin builtins[] = {
  { builtin_renderer, "renderer", N_ ("Draws nothing itself, works everywhere"), 0,
    sumac_renderer_memory_get_type },
};

/* clang-format on */

static const Role *
find_role (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_str_equal (roles[i].name, name))
      return &roles[i];
  return NULL;
}

static const Builtin *
find_builtin (const SumacPluginInfo *info)
{
  for (gsize i = 0; i < G_N_ELEMENTS (builtins); i++)
    if (!info->file && g_str_equal (builtins[i].name, info->name) &&
        g_str_equal (builtins[i].role, info->role))
      return &builtins[i];
  return NULL;
}

void
sumac_plugin_info_free (SumacPluginInfo *info)
{
  if (!info)
    return;
  g_free (info->name);
  g_free (info->role);
  g_free (info->file);
  g_free (info->summary);
  g_free (info->licence);
  g_free (info);
}

static const SumacPluginInfo *
find_plugin (const GPtrArray *list, const char *role, const char *name)
{
  for (guint i = 0; i < list->len; i++)
    {
      const SumacPluginInfo *info = g_ptr_array_index (list, i);

      if (g_str_equal (info->role, role) && g_str_equal (info->name, name))
        return info;
    }
  return NULL;
}

static void
add_builtins (GPtrArray *list)
{
  for (gsize i = 0; i < G_N_ELEMENTS (builtins); i++)
    {
      SumacPluginInfo *info = g_new (SumacPluginInfo, 1);

      *info = (SumacPluginInfo){
        .name = g_strdup (builtins[i].name),
        .role = g_strdup (builtins[i].role),
        .summary = g_strdup (_ (builtins[i].summary)),
        .licence = g_strdup ("LGPL-2.1-or-later"),
        .rank = builtins[i].rank,
        .major = SUMAC_CONTRACT_MAJOR,
        .minor = SUMAC_CONTRACT_MINOR,
      };
      g_ptr_array_add (list, info);
    }
}

static void
add_key_file (GPtrArray *list, const char *path)
{
  g_autoptr (GError) error = NULL;
  SumacPluginInfo *info = sumac_key_file_read (path, &error);

  if (!info)
    {
      sumac_warn (NULL, "%s", error->message);
      return;
    }

  const SumacPluginInfo *first = find_plugin (list, info->role, info->name);

  if (!first)
    {
      g_ptr_array_add (list, info);
      return;
    }
  sumac_debug (NULL, "%s is left out: %s is called “%s” as well and comes first", path,
               first->file ? first->file : "a built-in one", info->name);
  sumac_plugin_info_free (info);
}

static gint
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_folder (GPtrArray *list, const char *folder)
{
  g_autoptr (GDir) dir = *folder ? g_dir_open (folder, 0, NULL) : NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (!dir)
    return;
  while ((name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, SUMAC_KEY_FILE_SUFFIX))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));

  /* A folder has no order of its own, and the first of two with one name counts. */
  g_ptr_array_sort (paths, compare_strings);
  for (guint i = 0; i < paths->len; i++)
    add_key_file (list, g_ptr_array_index (paths, i));
}

static void
add_path (GPtrArray *list)
{
  /* A program with more rights than its user must not run the user's modules. */
  const char *path = secure_getenv ("SUMAC_PLUGIN_PATH");
  g_auto (GStrv) folders = g_strsplit (path ? path : "", G_SEARCHPATH_SEPARATOR_S, -1);

  for (gsize i = 0; folders[i]; i++)
    add_folder (list, folders[i]);
  add_folder (list, SUMAC_PLUGIN_DIR);
}

static gint
compare_plugins (gconstpointer a, gconstpointer b)
{
  const SumacPluginInfo *p = *(const SumacPluginInfo *const *) a;
  const SumacPluginInfo *q = *(const SumacPluginInfo *const *) b;

  if (p->rank != q->rank)
    return p->rank > q->rank ? -1 : 1;

  gint names = strcmp (p->name, q->name);

  return names ? names : strcmp (p->role, q->role);
}

GPtrArray *
sumac_registry_list (const char *role)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) sumac_plugin_info_free);

  add_builtins (list);
  add_path (list);
  for (guint i = list->len; role && i-- > 0;)
    {
      const SumacPluginInfo *info = g_ptr_array_index (list, i);

      if (!g_str_equal (info->role, role))
        g_ptr_array_remove_index (list, i);
    }
  g_ptr_array_sort (list, compare_plugins);
  return list;
}

/* Whether @type can be made, and does what @role asks of it. */
static gboolean
check_type (const SumacPluginInfo *info, const Role *role, GType type, GError **error)
{
  if (!g_type_is_a (type, role->get_type ()) || G_TYPE_IS_ABSTRACT (type))
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
                   _ ("The plug-in “%s” registers “%s”, which does not fit the role “%s”."),
                   info->name, g_type_name (type), role->name);
      return FALSE;
    }

  gpointer klass = g_type_class_ref (type);
  const char *missing = NULL;
  gboolean is_whole = role->is_whole (klass, &missing);

  g_type_class_unref (klass);
  if (!is_whole)
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
                 _ ("The plug-in “%s” is not whole: it lacks the duty “%s”."), info->name,
                 missing);
  return is_whole;
}

/* The class is made once and stays; under a lock, as two displays may begin at once, and GLib's
 * own locks are none that a thread checker sees. */
static GType
load_builtin (const Builtin *builtin)
{
  static SumacLock lock = PTHREAD_MUTEX_INITIALIZER;
  static gpointer classes[G_N_ELEMENTS (builtins)];
  gsize i = (gsize) (builtin - builtins);

  sumac_lock (&lock);
  if (!classes[i])
    classes[i] = g_type_class_ref (builtin->get_type ());
  sumac_unlock (&lock);
  return builtin->get_type ();
}

GType
sumac_registry_load_plugin (const SumacPluginInfo *info, GError **error)
{
  const Builtin *builtin = find_builtin (info);
  const Role *role = find_role (info->role);

  if (builtin)
    return load_builtin (builtin);
  if (!role)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
                   _ ("The plug-in “%s” has the role “%s”, which this version does not know."),
                   info->name, info->role);
      return G_TYPE_INVALID;
    }

  GType type = sumac_module_load (info, role->extension_point, error);

  if (type == G_TYPE_INVALID || !check_type (info, role, type, error))
    return G_TYPE_INVALID;
  return type;
}

/* As load_plugin, but not for nothing. */
static GType
load_if_needed (const SumacPluginInfo *info, GError **error)
{
  if (!info->needs_card || sumac_gl_driver_is_worth_asking ())
    return sumac_registry_load_plugin (info, error);
  g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
                       _ ("No graphics card was found. Choose another renderer."));
  return G_TYPE_INVALID;
}

gboolean
sumac_registry_try_plugin (const SumacPluginInfo *info, guint32 *codecs, GError **error)
{
  GType type = load_if_needed (info, error);
  guint32 found = 0;

  if (type == G_TYPE_INVALID)
    return FALSE;

  g_autoptr (GObject) object = g_object_new (type, NULL);

  if (!find_role (info->role)->works (object, info, &found, error))
    return FALSE;
  if (codecs)
    *codecs = found;
  return TRUE;
}

static void
set_unknown (const GPtrArray *list, const char *role, const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const SumacPluginInfo *info = g_ptr_array_index (list, i);

      if (g_str_equal (info->role, role))
        g_string_append_printf (names, "%s%s", names->len ? ", " : "", info->name);
    }
  if (names->len)
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
                 _ ("There is no plug-in “%s” of the role “%s”. Choose one of these: %s."),
                 name, role, names->str);
  else
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
                 _ ("There is no plug-in “%s”, nor any other of the role “%s”."), name, role);
}

GType
sumac_registry_load (const char *role, const char *name, GError **error)
{
  g_autoptr (GPtrArray) list = sumac_registry_list (role);
  const SumacPluginInfo *info = find_plugin (list, role, name);

  if (info)
    return sumac_registry_load_plugin (info, error);
  set_unknown (list, role, name, error);
  return G_TYPE_INVALID;
}

static SumacRenderer *
try_renderer (const SumacPluginInfo *info, char **shown_name, GError **error)
{
  GType type = load_if_needed (info, error);

  if (type == G_TYPE_INVALID)
    return NULL;

  g_autoptr (SumacRenderer) renderer = g_object_new (type, NULL);

  if (!sumac_renderer_probe (renderer, error))
    return NULL;
  sumac_info (NULL, "renderer “%s” is taken", info->name);
  if (shown_name)
    *shown_name = g_strdup (info->name);
  return g_steal_pointer (&renderer);
}

static SumacRenderer *
try_named_renderer (const GPtrArray *list, const char *name, char **shown_name, GError **error)
{
  const SumacPluginInfo *info = find_plugin (list, "renderer", name);

  if (info)
    return try_renderer (info, shown_name, error);
  set_unknown (list, "renderer", name, error);
  return NULL;
}

static SumacRenderer *
try_wished_renderer (const GPtrArray *list, char **shown_name)
{
  const char *name = g_getenv ("SUMAC_RENDERER");
  g_autoptr (GError) error = NULL;

  if (!name || !*name)
    return NULL;

  SumacRenderer *renderer = try_named_renderer (list, name, shown_name, &error);

  if (!renderer)
    sumac_warn (NULL, "SUMAC_RENDERER is not followed: %s", error->message);
  return renderer;
}

/* The first that works, from place @i of the list on. Where the built-in one is among them, its
 * probe agrees. */
static SumacRenderer *
take_first_renderer (const GPtrArray *list, guint i, char **shown_name)
{
  for (; i < list->len; i++)
    {
      const SumacPluginInfo *info = g_ptr_array_index (list, i);
      g_autoptr (GError) error = NULL;
      SumacRenderer *renderer = try_renderer (info, shown_name, &error);

      if (renderer)
        return renderer;
      sumac_info (NULL, "renderer “%s” is passed over: %s", info->name, error->message);
    }
  g_assert_not_reached ();
}

static guint
find_place (const GPtrArray *list, const char *name)
{
  guint i = 0;

  while (i < list->len &&
         !g_str_equal (((const SumacPluginInfo *) g_ptr_array_index (list, i))->name, name))
    i++;
  return i;
}

gboolean
sumac_registry_is_builtin_renderer (const char *name)
{
  return g_str_equal (name, builtin_renderer);
}

SumacRenderer *
sumac_registry_new_renderer_after (const char *name, char **shown_name)
{
  g_autoptr (GPtrArray) list = sumac_registry_list ("renderer");
  guint builtin = find_place (list, builtin_renderer);

  /* A rank below that of the built-in one waits to be named. */
  return take_first_renderer (list, MIN (find_place (list, name) + 1, builtin), shown_name);
}

SumacRenderer *
sumac_registry_new_renderer (const char *name, char **shown_name, GError **error)
{
  g_autoptr (GPtrArray) list = sumac_registry_list ("renderer");

  if (name)
    return try_named_renderer (list, name, shown_name, error);

  SumacRenderer *wished = try_wished_renderer (list, shown_name);

  return wished ? wished : take_first_renderer (list, 0, shown_name);
}
