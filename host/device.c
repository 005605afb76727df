/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/device.h"

#include <pthread.h>
#include <string.h>

struct _SumacHostDevice
{
  QXLInstance qxl;
  SumacHostPool *pool;

  pthread_mutex_t lock; /* guards what follows */
  pthread_cond_t async_done;
  GQueue draws;
  GQueue cursors;
  guint64 last_cookie;
  GHashTable *under_way; /* cookies of asynchronous calls: they end in any order */
};

static SumacHostDevice *
device_of (QXLInstance *qxl)
{
  /* The instance is the first member. */
  return (SumacHostDevice *) qxl;
}

static gboolean
pop (SumacHostDevice *device, GQueue *queue, QXLCommandExt *ext)
{
  SumacHostCommand *command;

  pthread_mutex_lock (&device->lock);
  command = g_queue_pop_head (queue);
  pthread_mutex_unlock (&device->lock);
  if (command)
    *ext = *sumac_host_command_get_ext (command);
  return command != NULL;
}

static gboolean
is_empty (SumacHostDevice *device, GQueue *queue)
{
  gboolean empty;

  pthread_mutex_lock (&device->lock);
  empty = g_queue_is_empty (queue);
  pthread_mutex_unlock (&device->lock);
  return empty;
}

static void
attached_worker (G_GNUC_UNUSED QXLInstance *qxl)
{
}

static void
set_compression_level (G_GNUC_UNUSED QXLInstance *qxl, G_GNUC_UNUSED int level)
{
}

static void
get_init_info (G_GNUC_UNUSED QXLInstance *qxl, QXLDevInitInfo *info)
{
  *info = (QXLDevInitInfo){
    .num_memslots_groups = 1,
    .num_memslots = 1,
    .memslot_gen_bits = 1,
    .memslot_id_bits = 1,
    .n_surfaces = SUMAC_HOST_N_SURFACES,
  };
}

static int
get_command (QXLInstance *qxl, QXLCommandExt *ext)
{
  return pop (device_of (qxl), &device_of (qxl)->draws, ext);
}

static int
req_cmd_notification (QXLInstance *qxl)
{
  return is_empty (device_of (qxl), &device_of (qxl)->draws);
}

static int
get_cursor_command (QXLInstance *qxl, QXLCommandExt *ext)
{
  return pop (device_of (qxl), &device_of (qxl)->cursors, ext);
}

static int
req_cursor_notification (QXLInstance *qxl)
{
  return is_empty (device_of (qxl), &device_of (qxl)->cursors);
}

static void
release_resource (G_GNUC_UNUSED QXLInstance *qxl, QXLReleaseInfoExt released)
{
  if (released.info)
    sumac_host_command_free (sumac_host_command_of (released.info));
}

static void
notify_update (G_GNUC_UNUSED QXLInstance *qxl, G_GNUC_UNUSED uint32_t id)
{
}

static int
flush_resources (G_GNUC_UNUSED QXLInstance *qxl)
{
  /* Everything is released at once: nothing is held back that could be flushed. */
  return 0;
}

static void
async_complete (QXLInstance *qxl, uint64_t cookie)
{
  SumacHostDevice *device = device_of (qxl);

  pthread_mutex_lock (&device->lock);
  g_hash_table_remove (device->under_way, &cookie);
  pthread_cond_broadcast (&device->async_done);
  pthread_mutex_unlock (&device->lock);
}

static void
update_area_complete (G_GNUC_UNUSED QXLInstance *qxl,
                      G_GNUC_UNUSED uint32_t surface,
                      G_GNUC_UNUSED QXLRect *rects,
                      G_GNUC_UNUSED uint32_t n_rects)
{
}

static void
set_client_capabilities (G_GNUC_UNUSED QXLInstance *qxl,
                         G_GNUC_UNUSED uint8_t is_present,
                         G_GNUC_UNUSED uint8_t caps[SPICE_CAPABILITIES_SIZE])
{
}

static const QXLInterface interface = {
  .base = {
    .type = SPICE_INTERFACE_QXL,
    .description = "Sumac host",
    .major_version = SPICE_INTERFACE_QXL_MAJOR,
    .minor_version = SPICE_INTERFACE_QXL_MINOR,
  },
  .attached_worker = attached_worker,
  .set_compression_level = set_compression_level,
  .get_init_info = get_init_info,
  .get_command = get_command,
  .req_cmd_notification = req_cmd_notification,
  .release_resource = release_resource,
  .get_cursor_command = get_cursor_command,
  .req_cursor_notification = req_cursor_notification,
  .notify_update = notify_update,
  .flush_resources = flush_resources,
  .async_complete = async_complete,
  .update_area_complete = update_area_complete,
  .set_client_capabilities = set_client_capabilities,
};

SumacHostDevice *
sumac_host_device_new (guint id)
{
  SumacHostDevice *device = g_new0 (SumacHostDevice, 1);

  device->qxl.base.sif = &interface.base;
  device->qxl.id = (int) id;
  device->pool = sumac_host_pool_new ();
  pthread_mutex_init (&device->lock, NULL);
  pthread_cond_init (&device->async_done, NULL);
  g_queue_init (&device->draws);
  g_queue_init (&device->cursors);
  device->under_way = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return device;
}

gboolean
sumac_host_device_attach (SumacHostDevice *device, SpiceServer *server)
{
  /* One slot over all memory: the card's addresses are plain pointers. */
  QXLDevMemSlot slot = { .virt_end = ~(uintptr_t) 0, .qxl_ram_size = ~(uint32_t) 0 };

  if (spice_server_add_interface (server, &device->qxl.base) != 0)
    return FALSE;
  spice_qxl_add_memslot (&device->qxl, &slot);
  return TRUE;
}

SumacHostPool *
sumac_host_device_get_pool (SumacHostDevice *device)
{
  return device->pool;
}

QXLInstance *
sumac_host_device_get_qxl (SumacHostDevice *device)
{
  return &device->qxl;
}

void
sumac_host_device_push (SumacHostDevice *device, SumacHostCommand *command)
{
  gboolean is_cursor = sumac_host_command_get_ext (command)->cmd.type == QXL_CMD_CURSOR;

  pthread_mutex_lock (&device->lock);
  g_queue_push_tail (is_cursor ? &device->cursors : &device->draws, command);
  pthread_mutex_unlock (&device->lock);
  spice_qxl_wakeup (&device->qxl);
}

guint
sumac_host_device_get_queued (SumacHostDevice *device)
{
  guint n;

  pthread_mutex_lock (&device->lock);
  n = device->draws.length;
  pthread_mutex_unlock (&device->lock);
  return n;
}

guint64
sumac_host_device_new_cookie (SumacHostDevice *device)
{
  guint64 cookie;

  pthread_mutex_lock (&device->lock);
  cookie = ++device->last_cookie;
  g_hash_table_add (device->under_way, g_memdup2 (&cookie, sizeof cookie));
  pthread_mutex_unlock (&device->lock);
  return cookie;
}

void
sumac_host_device_wait_async (SumacHostDevice *device, guint64 cookie)
{
  pthread_mutex_lock (&device->lock);
  while (g_hash_table_contains (device->under_way, &cookie))
    pthread_cond_wait (&device->async_done, &device->lock);
  pthread_mutex_unlock (&device->lock);
}

gboolean
sumac_host_device_is_async_done (SumacHostDevice *device, guint64 cookie)
{
  gboolean is_done;

  pthread_mutex_lock (&device->lock);
  is_done = !g_hash_table_contains (device->under_way, &cookie);
  pthread_mutex_unlock (&device->lock);
  return is_done;
}

void
sumac_host_device_free (SumacHostDevice *device)
{
  if (device == NULL)
    return;
  /* The commands themselves are the pool's. */
  g_queue_clear (&device->draws);
  g_queue_clear (&device->cursors);
  g_hash_table_unref (device->under_way);
  sumac_host_pool_free (device->pool);
  pthread_cond_destroy (&device->async_done);
  pthread_mutex_destroy (&device->lock);
  g_free (device);
}
