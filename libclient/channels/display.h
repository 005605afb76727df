/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The display channel: drawing commands into a painter (display spec). */

#pragma once

#include "channels/channel.h"
#include "channels/display-wire.h"
#include "paint/painter.h"

SumacChannel *sumac_display_channel_new (SumacHub *hub,
                                         guint8 id,
                                         void (*read) (gpointer channel),
                                         gpointer reader);

/* App. FALSE when there is nothing new. The frame in @news is the caller's. */
gboolean sumac_display_channel_take_news (SumacChannel *channel, SumacNews *news);

/* App. FALSE when the guest has not told. */
gboolean sumac_display_channel_get_heads (SumacChannel *channel, SumacHeads *heads);

/* App, after sumac_hub_set_renderer: what draws already is exchanged. */
void sumac_display_channel_set_renderer (SumacChannel *channel, const char *name);

/* App. Where its picture is shown; NULL: nowhere. */
void sumac_display_channel_set_gl_share (SumacChannel *channel, SumacGlShare *share);

/* App. The name of what draws, to be freed; NULL before the channel is up. */
char *sumac_display_channel_dup_renderer (SumacChannel *channel);

/* App. A sentence for the user, to be freed, or NULL. */
char *sumac_display_channel_take_notice (SumacChannel *channel);

/* App. FALSE and zeros before the channel is up. */
gboolean sumac_display_channel_get_counts (SumacChannel *channel, SumacPaintCounts *counts);

/* App. Zeros before the channel is up. What has decoded video, to be freed, or NULL. */
char *sumac_display_channel_get_video (SumacChannel *channel, SumacVideoCounts *counts);
