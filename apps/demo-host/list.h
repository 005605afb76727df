/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A long list to scroll with the wheel; a click chooses a row. Its window can be resized. */

#pragma once

#include "apps/demo-host/window.h"

extern const DemoContent demo_list;

gpointer demo_list_new (void);
