/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/glz-window.h"

#include "core/thread.h"

#include <sumac/error.h>

/* What a gap may keep beyond the announced size. */
#define GROWTH 4

/* An entry takes memory besides its pixels, and a failed one has none: counted as so many. */
#define ENTRY_PIXELS 32

typedef struct _Entry Entry;

struct _Entry
{
  guint64 id;          /* first: the key of the table */
  SumacPixels *pixels; /* NULL: it failed */
  guint32 head_distance;
};

struct _SumacGlzWindow
{
  guint64 max_pixels;
  SumacLock lock;
  SumacCond changed;
  /* under lock: */
  GHashTable *entries;
  guint64 pixels; /* of all entries */
  guint64 peak;   /* of what the pictures alone hold, between two of them */
  guint64 next;   /* all ids below have come, or lie before the beginning */
  guint64 head;   /* all ids below have left */
  guint n_channels;
  guint n_resets;
  gboolean is_full; /* an id could not enter, so nothing ever leaves again */
  gboolean is_cancelled;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  sumac_pixels_unref (entry->pixels);
  g_free (entry);
}

static GHashTable *
new_entries (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, entry_free);
}

static guint64
weigh (const SumacPixels *pixels)
{
  return ENTRY_PIXELS + (pixels ? (guint64) pixels->width * (guint64) pixels->height : 0);
}

/* What stands in the way of picture @id; the sentence is for the log. */
static void
refuse (GError **error, guint64 id, gint code, const char *why)
{
  g_set_error (error, SUMAC_ERROR, code, "GLZ: picture %" G_GUINT64_FORMAT " %s", id, why);
}

SumacGlzWindow *
sumac_glz_window_new (guint64 max_pixels)
{
  SumacGlzWindow *window = g_new0 (SumacGlzWindow, 1);

  window->max_pixels = max_pixels * GROWTH;
  window->entries = new_entries ();
  window->n_channels = 1;
  sumac_lock_init (&window->lock);
  sumac_cond_init (&window->changed);
  return window;
}

void
sumac_glz_window_free (SumacGlzWindow *window)
{
  if (!window)
    return;
  g_hash_table_unref (window->entries);
  sumac_cond_clear (&window->changed);
  sumac_lock_clear (&window->lock);
  g_free (window);
}

void
sumac_glz_window_reset (SumacGlzWindow *window, guint64 next_id)
{
  GHashTable *empty = new_entries ();
  GHashTable *gone;

  sumac_lock (&window->lock);
  gone = window->entries;
  window->entries = empty;
  window->pixels = 0;
  window->next = next_id;
  window->head = next_id;
  window->is_full = FALSE;
  window->n_resets++;
  sumac_cond_broadcast (&window->changed);
  sumac_unlock (&window->lock);
  g_hash_table_unref (gone);
}

void
sumac_glz_window_set_channels (SumacGlzWindow *window, guint n)
{
  sumac_lock (&window->lock);
  window->n_channels = n;
  sumac_cond_broadcast (&window->changed);
  sumac_unlock (&window->lock);
}

void
sumac_glz_window_cancel (SumacGlzWindow *window)
{
  sumac_lock (&window->lock);
  window->is_cancelled = TRUE;
  sumac_cond_broadcast (&window->changed);
  sumac_unlock (&window->lock);
}

/* Under the lock. NULL while picture @id may still come, else why it will not. */
static const char *
find_obstacle (const SumacGlzWindow *window, guint64 id, guint n_resets, gint *code)
{
  if (window->is_cancelled || window->n_resets != n_resets)
    {
      *code = SUMAC_ERROR_CANCELLED;
      return "is no longer waited for";
    }
  if (window->is_full)
    {
      *code = SUMAC_ERROR_LIMIT;
      return "is out of reach: the window is over its limit";
    }
  *code = SUMAC_ERROR_PROTOCOL;
  if (id < window->next)
    return "has left the window";
  if (window->n_channels <= 1)
    return "has not come, and there is no other channel to bring it";
  return NULL;
}

/* Under the lock. What has come since a reset is of another session. */
static const Entry *
find_entry (const SumacGlzWindow *window, guint64 id, guint n_resets)
{
  return window->n_resets == n_resets ? g_hash_table_lookup (window->entries, &id) : NULL;
}

static SumacPixels *
look (gpointer data, guint64 id, GError **error)
{
  SumacGlzWindow *window = data;
  SumacPixels *pixels = NULL;
  const char *obstacle = NULL;
  gint code = SUMAC_ERROR_PROTOCOL;
  const Entry *entry;

  sumac_lock (&window->lock);

  guint n_resets = window->n_resets;

  while (!(entry = find_entry (window, id, n_resets)) &&
         !(obstacle = find_obstacle (window, id, n_resets, &code)))
    sumac_cond_wait (&window->changed, &window->lock);
  if (entry && entry->pixels)
    pixels = sumac_pixels_ref (entry->pixels);
  sumac_unlock (&window->lock);

  if (!pixels)
    refuse (error, id, code, obstacle ? obstacle : "has failed");
  return pixels;
}

/* Under the lock. What leaves goes to @gone. The steps are no more than the entries: each id
 * from head to next is one. */
static void
move_on (SumacGlzWindow *window, GPtrArray *gone)
{
  const Entry *last = NULL;
  Entry *entry;

  while ((entry = g_hash_table_lookup (window->entries, &window->next)))
    {
      last = entry;
      window->next++;
    }
  /* A distance that reaches before picture 0 releases nothing. */
  if (!last || last->head_distance > last->id)
    return;

  for (guint64 head = last->id - last->head_distance; window->head < head; window->head++)
    {
      entry = g_hash_table_lookup (window->entries, &window->head);
      g_hash_table_steal (window->entries, &window->head);
      window->pixels -= weigh (entry->pixels);
      g_ptr_array_add (gone, entry);
    }
}

/* Under the lock. NULL, or why the entry may not enter; then it is still the caller's. */
static const char *
enter_locked (SumacGlzWindow *window, Entry *entry, GPtrArray *gone, gint *code)
{
  guint64 weight = weigh (entry->pixels);

  *code = SUMAC_ERROR_PROTOCOL;
  if (entry->id < window->next || g_hash_table_contains (window->entries, &entry->id))
    return "has been in the window before";
  if (window->is_full || window->pixels + weight > window->max_pixels)
    {
      window->is_full = TRUE;
      *code = SUMAC_ERROR_LIMIT;
      return "finds the window over its limit";
    }
  g_hash_table_add (window->entries, entry);
  window->pixels += weight;
  move_on (window, gone);
  window->peak =
      MAX (window->peak, window->pixels - ENTRY_PIXELS * g_hash_table_size (window->entries));
  return NULL;
}

static gboolean
enter (gpointer data, guint64 id, guint32 head_distance, SumacPixels *pixels, GError **error)
{
  SumacGlzWindow *window = data;
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (entry_free);
  Entry *entry = g_new (Entry, 1);
  const char *obstacle;
  gint code;

  *entry = (Entry){
    .id = id,
    .pixels = pixels ? sumac_pixels_ref (pixels) : NULL,
    .head_distance = head_distance,
  };
  sumac_lock (&window->lock);
  obstacle = enter_locked (window, entry, gone, &code);
  sumac_cond_broadcast (&window->changed);
  sumac_unlock (&window->lock);

  if (!obstacle)
    return TRUE;
  entry_free (entry);
  refuse (error, id, code, obstacle);
  return FALSE;
}

SumacGlzPictures
sumac_glz_window_pictures (SumacGlzWindow *window)
{
  return (SumacGlzPictures){ .look = look, .enter = enter, .window = window };
}

guint64
sumac_glz_window_get_peak (SumacGlzWindow *window)
{
  guint64 peak;

  sumac_lock (&window->lock);
  peak = window->peak;
  sumac_unlock (&window->lock);
  return peak;
}
