/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/recent.h"

#include "apps/viewer/address.h"

#include <gio/gio.h>
#include <sys/stat.h>

#define KEY_URI  "uri"
#define KEY_NAME "name"

struct _ViewerRecent
{
  char *path;
  GPtrArray *entries; /* of ViewerRecentEntry */
};

static void
entry_free (gpointer data)
{
  ViewerRecentEntry *entry = data;

  g_free (entry->uri);
  g_free (entry->name);
  g_free (entry);
}

static ViewerRecentEntry *
entry_new (const char *uri, const char *name)
{
  ViewerRecentEntry *entry = g_new0 (ViewerRecentEntry, 1);

  entry->uri = viewer_address_without_password (uri);
  entry->name = g_strdup (name ? name : "");
  return entry;
}

static gboolean
find (ViewerRecent *recent, const char *uri, guint *index)
{
  for (guint i = 0; i < recent->entries->len; i++)
    if (g_str_equal (viewer_recent_get (recent, i)->uri, uri))
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

static void
load (ViewerRecent *recent)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, recent->path, G_KEY_FILE_NONE, NULL))
    return;

  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] && recent->entries->len < VIEWER_MAX_RECENT; i++)
    {
      g_autofree char *uri = g_key_file_get_string (file, groups[i], KEY_URI, NULL);
      g_autofree char *name = g_key_file_get_string (file, groups[i], KEY_NAME, NULL);

      if (uri && *uri)
        g_ptr_array_add (recent->entries, entry_new (uri, name));
    }
}

static void
on_saved (GObject *file, GAsyncResult *result, gpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (file), result, NULL, &error))
    g_warning ("viewer: the list of recent connections is not saved: %s", error->message);
}

static void
save (ViewerRecent *recent)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *folder = g_path_get_dirname (recent->path);
  g_autoptr (GFile) target = g_file_new_for_path (recent->path);

  for (guint i = 0; i < recent->entries->len; i++)
    {
      const ViewerRecentEntry *entry = viewer_recent_get (recent, i);
      g_autofree char *group = g_strdup_printf ("%u", i + 1);

      g_key_file_set_string (file, group, KEY_URI, entry->uri);
      g_key_file_set_string (file, group, KEY_NAME, entry->name);
    }

  gsize size;
  char *text = g_key_file_to_data (file, &size, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, size);

  g_mkdir_with_parents (folder, S_IRWXU);
  g_file_replace_contents_bytes_async (target, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                       on_saved, NULL);
}

ViewerRecent *
viewer_recent_new (const char *path)
{
  ViewerRecent *recent = g_new0 (ViewerRecent, 1);

  recent->path = g_strdup (path);
  recent->entries = g_ptr_array_new_with_free_func (entry_free);
  load (recent);
  return recent;
}

char *
viewer_recent_default_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "sumac", "recent.ini", NULL);
}

guint
viewer_recent_count (ViewerRecent *recent)
{
  return recent->entries->len;
}

const ViewerRecentEntry *
viewer_recent_get (ViewerRecent *recent, guint index)
{
  return g_ptr_array_index (recent->entries, index);
}

void
viewer_recent_add (ViewerRecent *recent, const char *uri, const char *name)
{
  ViewerRecentEntry *entry = entry_new (uri, name);
  guint index;

  if (find (recent, entry->uri, &index))
    g_ptr_array_remove_index (recent->entries, index);
  g_ptr_array_insert (recent->entries, 0, entry);
  if (recent->entries->len > VIEWER_MAX_RECENT)
    g_ptr_array_set_size (recent->entries, VIEWER_MAX_RECENT);
  save (recent);
}

void
viewer_recent_remove (ViewerRecent *recent, const char *uri)
{
  guint index;

  if (!find (recent, uri, &index))
    return;
  g_ptr_array_remove_index (recent->entries, index);
  save (recent);
}

void
viewer_recent_clear (ViewerRecent *recent)
{
  g_ptr_array_set_size (recent->entries, 0);
  save (recent);
}

void
viewer_recent_free (ViewerRecent *recent)
{
  if (!recent)
    return;
  g_ptr_array_unref (recent->entries);
  g_free (recent->path);
  g_free (recent);
}
