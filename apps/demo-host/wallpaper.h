/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The wallpaper: a valley in the morning, made of noise; the same each time. */

#pragma once

#include "apps/demo-host/picture.h"

DemoPicture demo_wallpaper_new (int width, int height);
