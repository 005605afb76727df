/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How a session connects its inputs object with a channel. Application's thread. */

#pragma once

#include "channels/inputs.h"

#include <sumac/inputs.h>

SumacInputs *sumac_inputs_new (void);

/* @channel is up, or NULL: none any more. Keys that were down are forgotten. */
void sumac_inputs_set_channel (SumacInputs *self, SumacChannel *channel);

/* The guest has told its lock lights. */
void sumac_inputs_take_locks (SumacInputs *self, SumacLocks locks);

/* What a position on @monitor is for the server: @x, @y are added, @display is its number
 * there (channels spec §4.4). */
void sumac_inputs_set_origin (SumacInputs *self, guint monitor, gint x, gint y, guint8 display);
