/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Waiting for a channel, on its application's thread. */

#pragma once

#include "channels/channel.h"
#include "support/loop.h"

typedef struct
{
  SumacChannel *channel;
  SumacChannelState state;
} TestChannelWish;

static inline gboolean
test_channel_is_there (gpointer data)
{
  const TestChannelWish *wish = data;

  return sumac_channel_get_state (wish->channel) >= wish->state;
}

static inline void
wait_for_channel (SumacChannel *channel, SumacChannelState state)
{
  TestChannelWish wish = { channel, state };

  g_assert_true (wait_until (test_channel_is_there, &wish));
  g_assert_cmpint (sumac_channel_get_state (channel), ==, state);
}
