/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The built-in renderer: plain memory that draws nothing itself, so that the painter draws
 * every op by the reference rasteriser. It can't fail for want of a device: a session always
 * has a renderer. Thread: the painter's. */

#pragma once

#include <sumac/plugin/renderer.h>

#define SUMAC_TYPE_RENDERER_MEMORY (sumac_renderer_memory_get_type ())
G_DECLARE_FINAL_TYPE (SumacRendererMemory,
                      sumac_renderer_memory,
                      SUMAC,
                      RENDERER_MEMORY,
                      SumacRenderer)
