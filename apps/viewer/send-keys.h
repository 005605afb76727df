/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Combinations of keys that the local desktop would take for itself, as a menu. */

#pragma once

#include <gio/gio.h>
#include <sumac/inputs.h>

/* The menu; its items activate @action with the combination's name. */
GMenuModel *viewer_send_keys_make_menu (const char *action);

/* Taps a combination in the guest. FALSE where there is none of that name. */
gboolean viewer_send_keys (SumacInputs *inputs, const char *name);
