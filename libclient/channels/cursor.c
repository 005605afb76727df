/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/cursor.h"

#include "channels/cursor-wire.h"
#include "core/limits.h"

#include <spice/enums.h>
#include <spice/protocol.h>

typedef struct
{
  guint64 unique; /* first: the key of the table */
  SumacCursor *shape;
  gsize size_bytes;
} Kept;

typedef struct
{
  SumacChannel channel;
  /* channel's thread: */
  gboolean is_ready; /* between INIT and RESET */
  GHashTable *cache; /* of Kept */
  GQueue order;      /* of Kept, oldest first */
  gsize cache_bytes;
  SumacRepeat odd;
  SumacLock lock;
  SumacPointer pointer; /* under lock */
} Cursor;

static Cursor *
as_cursor (SumacChannel *channel)
{
  return (Cursor *) channel;
}

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  sumac_cursor_unref (kept->shape);
  g_free (kept);
}

static void
forget (Cursor *self, Kept *kept)
{
  g_queue_remove (&self->order, kept);
  self->cache_bytes -= kept->size_bytes;
  g_hash_table_remove (self->cache, &kept->unique);
}

static void
forget_all (Cursor *self)
{
  g_queue_clear (&self->order);
  g_hash_table_remove_all (self->cache);
  self->cache_bytes = 0;
}

static void
keep (Cursor *self, guint64 unique, SumacCursor *shape)
{
  Kept *old = g_hash_table_lookup (self->cache, &unique);
  Kept *kept = g_new (Kept, 1);

  if (old)
    forget (self, old);
  *kept = (Kept){
    .unique = unique,
    .shape = sumac_cursor_ref (shape),
    .size_bytes = g_bytes_get_size (sumac_cursor_get_bytes (shape)),
  };
  g_hash_table_add (self->cache, kept);
  g_queue_push_tail (&self->order, kept);
  self->cache_bytes += kept->size_bytes;
  while (self->cache_bytes > SUMAC_MAX_CURSORS_BYTES || self->order.length > SUMAC_MAX_CURSORS)
    forget (self, g_queue_peek_head (&self->order));
}

/* A new reference, or NULL: keep what is shown. */
static SumacCursor *
find_shape (Cursor *self, const SumacEncodedCursor *encoded)
{
  if (encoded->flags & SPICE_CURSOR_FLAGS_FROM_CACHE &&
      !(encoded->flags & SPICE_CURSOR_FLAGS_CACHE_ME))
    {
      Kept *kept = g_hash_table_lookup (self->cache, &encoded->unique);

      return kept ? sumac_cursor_ref (kept->shape) : NULL;
    }

  SumacCursor *shape = sumac_cursor_decode (encoded);

  if (shape && encoded->flags & SPICE_CURSOR_FLAGS_CACHE_ME && encoded->unique != 0)
    keep (self, encoded->unique, shape);
  return shape;
}

static void
show (Cursor *self, SumacCursor *shape, gboolean is_visible, gint x, gint y)
{
  SumacCursor *old;

  sumac_lock (&self->lock);
  old = self->pointer.shape;
  self->pointer = (SumacPointer){ .shape = shape, .is_visible = is_visible, .x = x, .y = y };
  sumac_unlock (&self->lock);
  sumac_cursor_unref (old);
  sumac_channel_tell (&self->channel);
}

/* Only this thread writes the pointer: it may read it without the lock. */
static void
take_set (Cursor *self, const SumacCursorSet *set)
{
  const SumacEncodedCursor *encoded = &set->shape;
  gboolean has_none =
      encoded->flags & SPICE_CURSOR_FLAGS_NONE || encoded->width == 0 || encoded->height == 0;

  if (has_none && !(encoded->flags & SPICE_CURSOR_FLAGS_FROM_CACHE))
    {
      show (self, NULL, FALSE, set->x, set->y);
      return;
    }

  SumacCursor *shape = find_shape (self, encoded);

  if (!shape)
    {
      sumac_log_repeat (&self->odd, self->channel.name,
                        "a pointer's shape could not be had, the last one stays");
      shape = self->pointer.shape ? sumac_cursor_ref (self->pointer.shape) : NULL;
    }
  show (self, shape, set->is_visible, set->x, set->y);
}

static gboolean
handle_init (SumacChannel *channel, SumacMessage **message, GError **error)
{
  Cursor *self = as_cursor (channel);
  SumacCursorSet set;

  if (!sumac_cursor_parse_init (*message, &set, error))
    return FALSE;
  forget_all (self);
  self->is_ready = TRUE;
  take_set (self, &set);
  return TRUE;
}

static gboolean
handle_set (SumacChannel *channel, SumacMessage **message, GError **error)
{
  SumacCursorSet set;

  if (!sumac_cursor_parse_set (*message, &set, error))
    return FALSE;
  if (as_cursor (channel)->is_ready)
    take_set (as_cursor (channel), &set);
  return TRUE;
}

static void
move (Cursor *self, gboolean is_visible, gint x, gint y)
{
  sumac_lock (&self->lock);
  self->pointer.is_visible = is_visible;
  self->pointer.x = x;
  self->pointer.y = y;
  sumac_unlock (&self->lock);
  sumac_channel_tell (&self->channel);
}

/* A move also shows a hidden pointer. */
static gboolean
handle_move (SumacChannel *channel, SumacMessage **message, GError **error)
{
  Cursor *self = as_cursor (channel);
  gint16 x;
  gint16 y;

  if (!sumac_cursor_parse_move (*message, &x, &y, error))
    return FALSE;
  if (self->is_ready)
    move (self, TRUE, x, y);
  return TRUE;
}

static gboolean
handle_hide (SumacChannel *channel,
             SumacMessage **message G_GNUC_UNUSED,
             GError **error G_GNUC_UNUSED)
{
  Cursor *self = as_cursor (channel);

  if (self->is_ready)
    move (self, FALSE, self->pointer.x, self->pointer.y);
  return TRUE;
}

static gboolean
handle_reset (SumacChannel *channel,
              SumacMessage **message G_GNUC_UNUSED,
              GError **error G_GNUC_UNUSED)
{
  Cursor *self = as_cursor (channel);

  self->is_ready = FALSE;
  forget_all (self);
  show (self, NULL, FALSE, 0, 0);
  return TRUE;
}

static gboolean
handle_trail (SumacChannel *channel G_GNUC_UNUSED,
              SumacMessage **message G_GNUC_UNUSED,
              GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
handle_forget (SumacChannel *channel, SumacMessage **message, GError **error)
{
  Cursor *self = as_cursor (channel);
  guint64 unique;

  if (!sumac_cursor_parse_unique (*message, &unique, error))
    return FALSE;

  Kept *kept = g_hash_table_lookup (self->cache, &unique);

  if (kept)
    forget (self, kept);
  return TRUE;
}

static gboolean
handle_forget_all (SumacChannel *channel,
                   SumacMessage **message G_GNUC_UNUSED,
                   GError **error G_GNUC_UNUSED)
{
  forget_all (as_cursor (channel));
  return TRUE;
}

/* clang-format off */
static const SumacChannelRule rules[] = {
  { SPICE_MSG_CURSOR_INIT,      "init",      11, handle_init       },
  { SPICE_MSG_CURSOR_RESET,     "reset",     0,  handle_reset      },
  { SPICE_MSG_CURSOR_SET,       "set",       7,  handle_set        },
  { SPICE_MSG_CURSOR_MOVE,      "move",      4,  handle_move       },
  { SPICE_MSG_CURSOR_HIDE,      "hide",      0,  handle_hide       },
  { SPICE_MSG_CURSOR_TRAIL,     "trail",     0,  handle_trail      },
  { SPICE_MSG_CURSOR_INVAL_ONE, "inval-one", 8,  handle_forget     },
  { SPICE_MSG_CURSOR_INVAL_ALL, "inval-all", 0,  handle_forget_all },
};

/* clang-format on */

static void
clear (SumacChannel *channel)
{
  Cursor *self = as_cursor (channel);

  forget_all (self);
  g_hash_table_unref (self->cache);
  sumac_cursor_unref (self->pointer.shape);
  sumac_lock_clear (&self->lock);
}

static const SumacChannelClass cursor_class = {
  .type = SPICE_CHANNEL_CURSOR,
  .name = "cursor",
  .struct_size = sizeof (Cursor),
  .max_message = 2 * SUMAC_MAX_MESSAGE_OTHER, /* a shape of 512 × 512 is 1 MiB and its header */
  .quality = { .dscp = 34, .priority = 5 },
  .rules = rules,
  .n_rules = G_N_ELEMENTS (rules),
  .clear = clear,
};

SumacChannel *
sumac_cursor_channel_new (SumacHub *hub,
                          guint8 id,
                          void (*read) (gpointer channel),
                          gpointer reader)
{
  SumacChannel *channel = sumac_channel_new (&cursor_class, hub, id, read, reader);

  if (channel)
    {
      Cursor *self = as_cursor (channel);

      sumac_lock_init (&self->lock);
      self->cache = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, kept_free);
      g_queue_init (&self->order);
    }
  return channel;
}

void
sumac_cursor_channel_get_pointer (SumacChannel *channel, SumacPointer *pointer)
{
  Cursor *self = as_cursor (channel);

  sumac_lock (&self->lock);
  *pointer = self->pointer;
  if (pointer->shape)
    sumac_cursor_ref (pointer->shape);
  sumac_unlock (&self->lock);
}
