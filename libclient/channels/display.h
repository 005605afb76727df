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

/* App. Zeros and NULL before the channel is up. The name lives as long as the channel. */
const char *sumac_display_channel_get_counts (SumacChannel *channel, SumacPaintCounts *counts);

/* App. Zeros before the channel is up. What has decoded video, to be freed, or NULL. */
char *sumac_display_channel_get_video (SumacChannel *channel, SumacVideoCounts *counts);
