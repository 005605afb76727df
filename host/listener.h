/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The socket that clients connect to: a path in the file system, or a port of the loopback
 * address. Made on any thread, used on the host's. */

#pragma once

#include <gio/gio.h>

typedef struct _SumacHostListener SumacHostListener;

/* @fd is a new connection; it is the callee's. */
typedef void (*SumacHostAcceptFunc) (int fd, gpointer user);

/* @unix_path NULL: @port of 127.0.0.1, 0: one that the kernel chooses. A socket in the way
 * that nobody listens on is removed. G_IO_ERROR codes. */
SumacHostListener *sumac_host_listener_new (const char *unix_path,
                                            guint16 port,
                                            GError **error);

/* spice://127.0.0.1:PORT or spice+unix://PATH. */
const char *sumac_host_listener_get_uri (SumacHostListener *listener);

/* 0 for a path. */
guint16 sumac_host_listener_get_port (SumacHostListener *listener);

/* Calls @accept in @context from now on. */
void sumac_host_listener_attach (SumacHostListener *listener,
                                 GMainContext *context,
                                 SumacHostAcceptFunc on_accept,
                                 gpointer user);

void sumac_host_listener_free (SumacHostListener *listener);
