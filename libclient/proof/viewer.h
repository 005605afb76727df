/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Who looks at the textures that a renderer publishes, by the eyes that the suite was given: what
 * is seen becomes pixels, to be compared with those of the map.
 *
 * Colours alone are compared: nobody shows a texture's fourth byte. Thread: the suite's. */

#pragma once

#include "proof/renderer-suite.h"
#include "proof/surface-copy.h"

typedef struct
{
  const SumacSuiteEyes *eyes;
  SumacGlShare *share; /* owned */
  gboolean is_blind;   /* a fence could not be waited for, and nothing is looked at any more */
} SumacViewer;

/* FALSE and @why when there is nothing to look at, or nobody who could. */
gboolean sumac_viewer_init (SumacViewer *viewer, const SumacRendererSuite *suite, GString *why);
void sumac_viewer_clear (SumacViewer *viewer);

/* Waits for the renderer's fence. FALSE and @how if that can't be done. */
gboolean sumac_viewer_wait (SumacViewer *viewer, SumacTexture *texture, GString *how);

/* The picture's colours, as XRGB32 whose highest byte is zero; to be unreferenced. NULL and @how if
 * the texture is not what it says; NULL without a word when the viewer is blind, which is another
 * rule's. */
SumacPixels *sumac_viewer_look (SumacViewer *viewer,
                                SumacTexture *texture,
                                gint width,
                                gint height,
                                GString *how);

/* Looks no more; the texture may go. */
void sumac_viewer_leave (SumacViewer *viewer, SumacTexture *texture);

/* What a viewer should see of @pixels; in the same form. */
SumacPixels *sumac_pixels_as_shown (const SumacPixels *pixels);
