/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The graphics card as libspice-server sees it: two queues of commands, one for drawing and
 * one for the pointer, which the server's worker thread empties.
 * Thread: push from any; attach and detach on the host's. */

#pragma once

#include "host/command.h"

#include <glib.h>
#include <spice.h>

/* Off-screen surfaces have the ids 1 … SUMAC_HOST_N_SURFACES − 1. */
#define SUMAC_HOST_N_SURFACES 1024

typedef struct _SumacHostDevice SumacHostDevice;

/* @id: of its channels; each card of a server has one of its own, counted from 0. */
SumacHostDevice *sumac_host_device_new (guint id);

/* Plugs the card into a server; before this nothing else may be called but the pool. */
gboolean sumac_host_device_attach (SumacHostDevice *device, SpiceServer *server);

SumacHostPool *sumac_host_device_get_pool (SumacHostDevice *device);

/* What the server's functions spice_qxl_… want. */
QXLInstance *sumac_host_device_get_qxl (SumacHostDevice *device);

/* Queues a command, which the device takes. Its type chooses the queue. */
void sumac_host_device_push (SumacHostDevice *device, SumacHostCommand *command);

/* Drawing commands that the server has not taken yet. */
guint sumac_host_device_get_queued (SumacHostDevice *device);

/* Waits until the server has come to the end of an asynchronous call: its cookie is @cookie. */
void sumac_host_device_wait_async (SumacHostDevice *device, guint64 cookie);
gboolean sumac_host_device_is_async_done (SumacHostDevice *device, guint64 cookie);
guint64 sumac_host_device_new_cookie (SumacHostDevice *device);

/* After the server's end. */
void sumac_host_device_free (SumacHostDevice *device);
