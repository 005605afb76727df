/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What every plug-in module exports. A plug-in is a GModule in $libdir/sumac-1/plugins or a
 * folder of $SUMAC_PLUGIN_PATH, with a key file NAME.sumac-plugin beside it that says what
 * it is, so that listing loads nothing:
 *
 *   [Plugin]
 *   Name=cairo
 *   Module=libsumac-renderer-cairo.so
 *   Role=renderer
 *   Rank=100
 *   Contract=1.1
 *   Summary=Draws in memory
 *   Licence=LGPL-2.1-or-later
 *
 * A video decoder may have one more, so that it is only opened for a codec it may know:
 *
 *   Codecs=mjpeg;vp8
 */

#pragma once

#include <gio/gio.h>
#include <sumac/error.h>

G_BEGIN_DECLS

/* The contract these headers describe. Another major is refused; an older minor is fine. */
#define SUMAC_CONTRACT_MAJOR 1
#define SUMAC_CONTRACT_MINOR 1

/* GIO extension points: one for each role. */
#define SUMAC_EXTENSION_POINT_RENDERER      "sumac-renderer"
#define SUMAC_EXTENSION_POINT_VIDEO_DECODER "sumac-video-decoder"

/* To be used once in a plug-in: exports its contract version, and the function that registers
 * its type under the role's extension point, which begins with this line:
 *
 *   SUMAC_PLUGIN_DEFINE (module)
 *   {
 *     my_renderer_register (module);
 *     g_io_extension_point_implement (SUMAC_EXTENSION_POINT_RENDERER, MY_TYPE_RENDERER,
 *                                     "mine", 50);
 *   }
 */
#define SUMAC_PLUGIN_DEFINE(module)                                                      \
  SUMAC_EXPORT const guint sumac_plugin_contract[2];                                     \
  const guint sumac_plugin_contract[2] = { SUMAC_CONTRACT_MAJOR, SUMAC_CONTRACT_MINOR }; \
  SUMAC_EXPORT void sumac_plugin_register (GTypeModule *module);                         \
  void sumac_plugin_register (GTypeModule *module)

G_END_DECLS
