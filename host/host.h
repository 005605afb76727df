/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A guest in a process: a SPICE server with screens, a pointer, a keyboard and a mouse that
 * the program plays. For the demo and for tests; not installed.
 *
 *   g_autoptr (GError) error = NULL;
 *   SumacHost *host = sumac_host_new (&(SumacHostConfig){ .width = 640, .height = 480 }, &error);
 *
 *   sumac_host_display_draw (sumac_host_get_display (host), &(SumacHostDraw){
 *     .kind = SUMAC_HOST_DRAW_FILL,
 *     .box = { .right = 640, .bottom = 480 },
 *     .brush = { .type = SPICE_BRUSH_TYPE_SOLID, .color = 0x336699 },
 *   });
 *   … connect a client to sumac_host_get_uri (host) …
 *   sumac_host_display_read (sumac_host_get_display (host), 0, &pixels);
 *   sumac_host_free (host);
 *
 * Threads: each host has one of its own with a GMainContext, where the server's sockets and
 * timers live and input functions are called; and the server has a worker, which takes the
 * commands. Anything may be called from any thread, unless its header says otherwise. A
 * program that wants only one thread runs its own timers in sumac_host_get_context().
 *
 * Several hosts in one process, and one after another, don't know of each other. After free
 * no thread, descriptor, socket file or memory is left.
 *
 * What a test should know of the server:
 * - Commands reach a client only if it is connected when they are drawn; one that comes later
 *   gets the surfaces as images.
 * - An off-screen surface reaches a client that comes late with the first command that draws on
 *   it, as an image that holds the command's result already; and then that command comes too.
 *   So let it be one that may be drawn twice: a fill or copy, no copy within the surface, no
 *   inversion and no blending.
 * - A command that a later opaque one covers before it was sent is never sent.
 * - Areas that are drawn often become video, unless streaming is off, as it is by default.
 * - Equal ids mean equal pictures: with is_cached each content needs an id of its own. */

#pragma once

#include "host/cursor.h"
#include "host/display.h"
#include "host/inputs.h"

#include <gio/gio.h>

typedef struct _SumacHost SumacHost;

/* Graphics cards, each with a display channel and a cursor channel of its own. */
#define SUMAC_HOST_MAX_DISPLAYS 16

typedef enum
{
  SUMAC_HOST_WAN_NEVER, /* the default */
  SUMAC_HOST_WAN_AUTO,  /* when a client's line is slow */
  SUMAC_HOST_WAN_ALWAYS,
} SumacHostWan;

typedef enum
{
  SUMAC_HOST_STREAMING_OFF, /* the default */
  SUMAC_HOST_STREAMING_FILTER,
  SUMAC_HOST_STREAMING_ALL,
} SumacHostStreaming;

typedef struct
{
  const char *unix_path;             /* NULL: a port of 127.0.0.1 */
  guint16 port;                      /* 0: the kernel chooses */
  const char *password;              /* NULL: everybody may come in; at most 60 bytes */
  const char *name;                  /* nullable */
  const guint8 *uuid;                /* nullable; 16 bytes */
  SpiceImageCompression compression; /* 0: off */
  SumacHostWan jpeg;
  SumacHostWan zlib_glz;
  SumacHostStreaming streaming;
  const char *video_codecs; /* "spice:mjpeg;gstreamer:vp8" …; NULL: the server's choice */
  guint n_displays;         /* 0: one; at most SUMAC_HOST_MAX_DISPLAYS */
  guint width;              /* of each primary, 32_xRGB; 0: there is none yet */
  guint height;
  const SumacHostInputFuncs *inputs; /* nullable */
  gpointer user;                     /* for them */
} SumacHostConfig;

/* Starts to listen. @config is not needed any longer afterwards. Errors: G_IO_ERROR;
 * G_IO_ERROR_NOT_SUPPORTED when the server knows none of the video codecs. */
SumacHost *sumac_host_new (const SumacHostConfig *config, GError **error);

/* An address that a client understands. */
const char *sumac_host_get_uri (SumacHost *host);

/* 0: it listens on a path. */
guint16 sumac_host_get_port (SumacHost *host);

guint sumac_host_get_n_displays (SumacHost *host);

/* Until free; @n is below the number of displays, and is the number of the channels. */
SumacHostDisplay *sumac_host_get_display_n (SumacHost *host, guint n);
SumacHostCursor *sumac_host_get_cursor_n (SumacHost *host, guint n);

/* The first. */
SumacHostDisplay *sumac_host_get_display (SumacHost *host);
SumacHostCursor *sumac_host_get_cursor (SumacHost *host);
SumacHostInputs *sumac_host_get_inputs (SumacHost *host);

/* Borrowed; runs until free. */
GMainContext *sumac_host_get_context (SumacHost *host);

/* Runs @func on the host's thread and waits for it; there it is called at once. */
void sumac_host_call (SumacHost *host, void (*func) (gpointer user), gpointer user);

/* Clients that have logged in and are there. */
guint sumac_host_get_n_clients (SumacHost *host);

void sumac_host_disconnect_clients (SumacHost *host);

/* Not from the host's thread. */
void sumac_host_free (SumacHost *host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SumacHost, sumac_host_free)
