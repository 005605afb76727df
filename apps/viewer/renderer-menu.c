/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/renderer-menu.h"

#include <glib/gi18n.h>
#include <sumac/plugin/list.h>

static void
append (GMenu *menu, const char *action, const char *label, const char *name)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", name);
  g_menu_append_item (menu, item);
}

static void
append_plugins (GMenu *menu, const char *action, GVariant *list)
{
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) plugin = g_variant_get_child_value (list, i);
      const char *name = NULL;
      gboolean works = FALSE;

      if (g_variant_lookup (plugin, "works", "b", &works) && works &&
          g_variant_lookup (plugin, "name", "&s", &name))
        append (menu, action, name, name);
    }
}

static void
list_plugins (GTask *task,
              gpointer source G_GNUC_UNUSED,
              gpointer data G_GNUC_UNUSED,
              GCancellable *cancellable G_GNUC_UNUSED)
{
  g_task_return_pointer (task, sumac_plugins_dup_list ("renderer"),
                         (GDestroyNotify) g_variant_unref);
}

static void
on_listed (GObject *menu, GAsyncResult *result, gpointer data)
{
  g_autofree char *action = data;
  g_autoptr (GVariant) list = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (GMenu) plugins = g_menu_new ();

  append_plugins (plugins, action, list);
  g_menu_append_section (G_MENU (menu), NULL, G_MENU_MODEL (plugins));
}

void
viewer_renderer_menu_fill (GMenu *menu, const char *action)
{
  g_autoptr (GMenu) automatic = g_menu_new ();
  g_autoptr (GTask) task = g_task_new (menu, NULL, on_listed, g_strdup (action));

  append (automatic, action, _ ("_Automatic"), "");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (automatic));
  g_task_run_in_thread (task, list_plugins);
}
