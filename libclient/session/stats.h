/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The counters of a connection's channels as one value. Application's thread. */

#pragma once

#include <glib.h>

/* @channels: of SumacChannel, or NULL. A new reference to aa{sv}. */
GVariant *sumac_stats_collect (GPtrArray *channels);
