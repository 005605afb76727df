/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A renderer that does what a test says: memory that draws no op, and may take frames of
 * videos and pictures of the guest's graphics card.
 *
 * Thread: one. */

#pragma once

#include <sumac/plugin/renderer.h>

/* What it makes of every frame, wherever the frame is. */
#define TEST_RENDERER_VIDEO 0x00abcdefu

typedef struct
{
  gboolean takes_video;
  gboolean takes_imports; /* of files that can be mapped, in XR24 from the top */
  gboolean is_in_trouble; /* imported pictures can't be mapped any more */
  /* What happened. */
  guint n_videos;
  guint n_rects; /* of the last frame */
  guint n_imports;
  guint n_imported;   /* there are now */
  SumacDmabuf dmabuf; /* the last one; its file is not kept */
} TestRendererRule;

/* @rule outlives it. */
SumacRenderer *test_renderer_new (TestRendererRule *rule);
