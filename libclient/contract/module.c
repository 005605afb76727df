/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "contract/module.h"

#include "core/thread.h"

#include <glib/gi18n-lib.h>
#include <gmodule.h>
#include <limits.h>
#include <stdlib.h>

#define SUMAC_TYPE_MODULE (sumac_module_get_type ())
G_DECLARE_FINAL_TYPE (SumacModule, sumac_module, SUMAC, MODULE, GTypeModule)

struct _SumacModule
{
  GTypeModule parent_instance;
  char *name; /* of the plug-in that opened it, for sentences */
  char *file;
  GError *error; /* why it could not be opened */
};

G_DEFINE_FINAL_TYPE (SumacModule, sumac_module, G_TYPE_TYPE_MODULE)

/* Modules are a matter of the process, like the types they register. GIO's extension points
 * are not safe to change from two threads, so a module is opened in a turn: the lock guards
 * the fields for lines, whoever has the turn owns `modules` and may run plug-in code. */
static struct
{
  SumacLock lock;
  SumacCond turn_ended;
  gboolean is_taken;
  pthread_t taker;
  GHashTable *modules; /* file → SumacModule; the turn's */
} house = { .lock = PTHREAD_MUTEX_INITIALIZER, .turn_ended = PTHREAD_COND_INITIALIZER };

/* FALSE when this thread has the turn already: a plug-in asks for plug-ins while it is
 * being opened. */
static gboolean
take_turn (void)
{
  gboolean is_mine = FALSE;

  sumac_lock (&house.lock);
  while (house.is_taken && !is_mine)
    {
      is_mine = pthread_equal (house.taker, pthread_self ());
      if (!is_mine)
        sumac_cond_wait (&house.turn_ended, &house.lock);
    }
  if (!is_mine)
    {
      house.is_taken = TRUE;
      house.taker = pthread_self ();
    }
  sumac_unlock (&house.lock);
  return !is_mine;
}

static void
give_turn (void)
{
  sumac_lock (&house.lock);
  house.is_taken = FALSE;
  sumac_cond_broadcast (&house.turn_ended);
  sumac_unlock (&house.lock);
}

static gboolean
check_contract (const char *name, guint major, guint minor, GError **error)
{
  if (major != SUMAC_CONTRACT_MAJOR)
    {
      g_set_error (
          error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
          _ ("The plug-in “%s” is made for plug-in contract %u.%u, which does not go with this program's %u.%u. Install the plug-in in the program's version."),
          name, major, minor, SUMAC_CONTRACT_MAJOR, SUMAC_CONTRACT_MINOR);
      return FALSE;
    }
  if (minor > SUMAC_CONTRACT_MINOR)
    {
      g_set_error (
          error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
          _ ("The plug-in “%s” needs plug-in contract %u.%u, newer than this program's %u.%u. Update the program."),
          name, major, minor, SUMAC_CONTRACT_MAJOR, SUMAC_CONTRACT_MINOR);
      return FALSE;
    }
  return TRUE;
}

static gpointer
find_symbol (SumacModule *self, GModule *module, const char *name)
{
  gpointer symbol = NULL;

  if (!g_module_symbol (module, name, &symbol) || !symbol)
    g_set_error (&self->error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
                 _ ("The file “%s” is not a plug-in for this program: it lacks “%s”."),
                 self->file, name);
  return symbol;
}

static gboolean
register_types (SumacModule *self, GModule *module)
{
  const guint *contract = find_symbol (self, module, "sumac_plugin_contract");

  if (!contract || !check_contract (self->name, contract[0], contract[1], &self->error))
    return FALSE;

  void (*registers) (GTypeModule * module) =
      (void (*) (GTypeModule *)) find_symbol (self, module, "sumac_plugin_register");

  if (!registers)
    return FALSE;
  g_module_make_resident (module);
  registers (G_TYPE_MODULE (self));
  return TRUE;
}

static gboolean
sumac_module_open (GTypeModule *type_module)
{
  SumacModule *self = SUMAC_MODULE (type_module);
  g_autoptr (GError) cause = NULL;
  GModule *module = g_module_open_full (self->file, G_MODULE_BIND_LOCAL, &cause);

  if (!module)
    {
      g_set_error (&self->error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
                   _ ("The plug-in “%s” could not be opened: %s"), self->name, cause->message);
      return FALSE;
    }

  gboolean is_done = register_types (self, module);

  /* One that is resident stays nevertheless. */
  g_module_close (module);
  return is_done;
}

/* Never comes to it: the use that opened a module is kept. */
static void
sumac_module_unload (GTypeModule *type_module G_GNUC_UNUSED)
{
}

/* One module may be reached by several names, but can register its types only once. */
static char *
real_file (const char *file)
{
  char buffer[PATH_MAX];

  return realpath (file, buffer) ? g_strdup (buffer) : g_canonicalize_filename (file, NULL);
}

/* The open module of @info, or NULL. */
static SumacModule *
open_module (const SumacPluginInfo *info, GError **error)
{
  g_autofree char *file = real_file (info->file);

  if (!house.modules)
    house.modules = g_hash_table_new (g_str_hash, g_str_equal);

  SumacModule *module = g_hash_table_lookup (house.modules, file);

  if (module)
    return module;
  module = g_object_new (SUMAC_TYPE_MODULE, NULL);
  module->name = g_strdup (info->name);
  module->file = g_steal_pointer (&file);
  g_type_module_set_name (G_TYPE_MODULE (module), module->file);
  if (!g_type_module_use (G_TYPE_MODULE (module)))
    {
      g_propagate_error (error, g_steal_pointer (&module->error));
      g_object_unref (module);
      return NULL;
    }
  g_hash_table_insert (house.modules, module->file, module);
  return module;
}

/* Of two modules whose plug-ins have one name each finds its own type. A type that is static
 * in its module has no plug-in to tell. */
static GType
find_type (SumacModule *module, const char *name, const char *extension_point)
{
  GIOExtensionPoint *point = g_io_extension_point_lookup (extension_point);

  for (GList *l = g_io_extension_point_get_extensions (point); l; l = l->next)
    {
      GType type = g_io_extension_get_type (l->data);
      GTypePlugin *plugin = g_type_get_plugin (type);

      if (g_str_equal (g_io_extension_get_name (l->data), name) &&
          (!plugin || plugin == G_TYPE_PLUGIN (module)))
        return type;
    }
  return G_TYPE_INVALID;
}

static GType
load_in_turn (const SumacPluginInfo *info, const char *extension_point, GError **error)
{
  g_io_extension_point_register (extension_point);

  SumacModule *module = open_module (info, error);

  if (!module)
    return G_TYPE_INVALID;

  GType type = find_type (module, info->name, extension_point);

  if (type == G_TYPE_INVALID)
    g_set_error (
        error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
        _ ("The module “%s” does not hold the plug-in “%s” of the role “%s” that its key file promises."),
        info->file, info->name, info->role);
  return type;
}

GType
sumac_module_load (const SumacPluginInfo *info, const char *extension_point, GError **error)
{
  if (!check_contract (info->name, info->major, info->minor, error))
    return G_TYPE_INVALID;
  if (!take_turn ())
    {
      g_set_error (
          error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
          _ ("The plug-in “%s” can't be opened while another one is being opened on the same thread."),
          info->name);
      return G_TYPE_INVALID;
    }

  GType type = load_in_turn (info, extension_point, error);

  /* Its class is made in the turn, too, and stays: two displays may begin at once, and GLib's
   * own locks are none that a thread checker sees. */
  if (G_TYPE_IS_CLASSED (type))
    g_type_class_ref (type);
  give_turn ();
  return type;
}

static void
sumac_module_finalize (GObject *object)
{
  SumacModule *self = SUMAC_MODULE (object);

  g_clear_error (&self->error);
  g_free (self->name);
  g_free (self->file);
  G_OBJECT_CLASS (sumac_module_parent_class)->finalize (object);
}

static void
sumac_module_class_init (SumacModuleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sumac_module_finalize;
  G_TYPE_MODULE_CLASS (klass)->load = sumac_module_open;
  G_TYPE_MODULE_CLASS (klass)->unload = sumac_module_unload;
}

static void
sumac_module_init (SumacModule *self G_GNUC_UNUSED)
{
}
