/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the guest shows: surfaces and drawing on them. Surface 0 is the primary, the screen.
 * Owned by the host. Thread: any; commands are drawn in the order in which they were given. */

#pragma once

#include "host/device.h"
#include "host/draw.h"

typedef struct _SumacHostDisplay SumacHostDisplay;

/* Runs @func on the host's thread and waits for it. */
typedef void (*SumacHostCall) (gpointer host, void (*func) (gpointer user), gpointer user);

/* For the host alone. */
SumacHostDisplay *sumac_host_display_new (SumacHostDevice *device,
                                          SumacHostCall call,
                                          gpointer host);
void sumac_host_display_free (SumacHostDisplay *display);

/* (Re)creates the primary; its pixels are zero. @format: 16_555, 32_xRGB or 32_ARGB. Off-screen
 * surfaces stay. The server forgets the pointer's shape: set it again. */
void sumac_host_display_resize (SumacHostDisplay *display,
                                guint width,
                                guint height,
                                SpiceSurfaceFmt format);

/* Without a primary there is no picture, until the next resize. */
void sumac_host_display_destroy_primary (SumacHostDisplay *display);

/* Creates the off-screen surface @surface, in any format; its pixels are zero. FALSE: it is
 * there already, or @surface is 0 or SUMAC_HOST_N_SURFACES and above. */
gboolean sumac_host_display_surface_create (SumacHostDisplay *display,
                                            guint32 surface,
                                            guint width,
                                            guint height,
                                            SpiceSurfaceFmt format);

/* FALSE: there is none, or it is the primary. */
gboolean sumac_host_display_surface_destroy (SumacHostDisplay *display, guint32 surface);

/* FALSE: it draws on or reads a surface that is not there, its box leaves the surface, or it is
 * a ROP3 whose code does not depend on all of brush, source and destination; then nothing is
 * queued. */
gboolean sumac_host_display_draw (SumacHostDisplay *display, const SumacHostDraw *draw);

/* Commands that the server has not taken yet: it slows down with its clients, and a guest
 * that draws a moving picture leaves frames out then. */
guint sumac_host_display_get_queued (SumacHostDisplay *display);

/* Commands that are queued or that the server still holds. */
guint sumac_host_display_get_live (SumacHostDisplay *display);

/* A copy of a surface's pixels, top row first. */
typedef struct
{
  guint width;
  guint height;
  guint stride; /* bytes, a multiple of 4 */
  SpiceSurfaceFmt format;
  guint8 *bytes;
} SumacHostPixels;

/* The server's own truth: it draws everything that was queued before, and @pixels gets what
 * the surface shows then (free with clear). FALSE: no such surface. What other threads queue
 * in the meantime may or may not be in it. */
gboolean sumac_host_display_read (SumacHostDisplay *display,
                                  guint32 surface,
                                  SumacHostPixels *pixels);
void sumac_host_pixels_clear (SumacHostPixels *pixels);

/* Tells which areas of the primary are monitors, at most 64 of them. */
void sumac_host_display_set_monitors (SumacHostDisplay *display,
                                      const SumacHostRect *areas,
                                      guint n_areas);

/* Shows a picture that lies in a file instead of the surfaces (GL scanout; the host listens on
 * a Unix socket): a dmabuf or a memory file. @fd is borrowed; -1 ends it. */
void sumac_host_display_lend (SumacHostDisplay *display,
                              int fd,
                              guint width,
                              guint height,
                              guint stride,   /* bytes */
                              guint32 fourcc, /* of DRM */
                              gboolean is_top_down);

/* Says that something was drawn there; the next is allowed when the clients have seen it. A
 * number to ask with. */
guint64 sumac_host_display_lend_drawn (SumacHostDisplay *display, const SumacHostRect *area);
gboolean sumac_host_display_lend_is_seen (SumacHostDisplay *display, guint64 number);
