/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which plug-ins there are, and which one is taken. Listing reads key files alone; a module
 * is opened when it is first wanted, and stays. Built-in implementations need no file, and
 * their names can't be taken by one.
 *
 * Looked for in the folders of $SUMAC_PLUGIN_PATH (a list with colons), then in the one
 * compiled in. Thread: any; modules are opened in turn, no lock is held over plug-in code. */

#pragma once

#include <sumac/plugin/plugin.h>
#include <sumac/plugin/renderer.h>
#include <sumac/plugin/video-decoder.h>

typedef struct _SumacPluginInfo SumacPluginInfo;

struct _SumacPluginInfo
{
  char *name;
  char *role; /* "renderer" … */
  char *file; /* of the module; NULL for built-in ones */
  char *summary;
  char *licence;
  gint rank;
  guint major;
  guint minor;
  guint32 codecs;      /* of a video decoder: SUMAC_CODEC_BIT of each that it may know */
  gboolean needs_card; /* without a graphics card its module is not worth being opened */
};

#define SUMAC_CODEC_BIT(codec) (1u << (codec))
#define SUMAC_ALL_CODECS       (SUMAC_CODEC_BIT (SUMAC_N_VIDEO_CODECS + 1) - 2)

void sumac_plugin_info_free (SumacPluginInfo *info);

/* All plug-ins of @role (NULL: of every role) that key files and built-ins name, best rank
 * first, as SumacPluginInfo; of two with one name the first on the path. Key files that are
 * broken are left out with a warning. */
GPtrArray *sumac_registry_list (const char *role);

/* Opens the module of plug-in @name and gives the GType it registered for @role;
 * G_TYPE_INVALID with SUMAC_ERROR_PLUGIN: no such plug-in, another major contract, a module
 * that does not open, a type that is none of the role. */
GType sumac_registry_load (const char *role, const char *name, GError **error);

/* The same for a plug-in out of a list, without looking for it again. */
GType sumac_registry_load_plugin (const SumacPluginInfo *info, GError **error);

/* Opens the module of that plug-in and asks it whether it can work here. FALSE with a sentence
 * why not. @codecs (nullable): of a video decoder the codecs that it can decode here, among
 * those of its key file; it works if there is one. */
gboolean sumac_registry_try_plugin (const SumacPluginInfo *info,
                                    guint32 *codecs,
                                    GError **error);

/* A renderer that can work here: @name if given (and then no other), else the one named by
 * $SUMAC_RENDERER (a wish: if it can't be had, a warning says why), else by rank the first
 * whose probe agrees, at last the built-in one, so that a rank below its 0 waits to be named.
 * @shown_name (nullable): what was taken, to be freed. NULL with SUMAC_ERROR_PLUGIN only when
 * a name was demanded. */
SumacRenderer *sumac_registry_new_renderer (const char *name,
                                            char **shown_name,
                                            GError **error);

/* Whether @name is the renderer that is built in, after which no other comes. */
gboolean sumac_registry_is_builtin_renderer (const char *name);

/* One that can work here and comes after plug-in @name by rank, at last the built-in one. */
SumacRenderer *sumac_registry_new_renderer_after (const char *name, char **shown_name);

/* Video decoders that say they can decode @codec here, best rank first, as SumacPluginInfo: a
 * stream takes the first that opens and goes on to the next when one fails. $SUMAC_VIDEO_DECODER
 * names one that comes first. Empty: the codec is not to be announced. Each plug-in is asked
 * once a process and codec; the answer is kept. */
GPtrArray *sumac_registry_list_video_decoders (SumacVideoCodec codec);

/* A fresh decoder of that plug-in. NULL with SUMAC_ERROR_PLUGIN. */
SumacVideoDecoder *sumac_registry_new_video_decoder (const SumacPluginInfo *info,
                                                     GError **error);
