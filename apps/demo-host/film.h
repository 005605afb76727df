/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A moving picture: a boat at night. */

#pragma once

#include "apps/demo-host/window.h"

extern const DemoContent demo_film;

gpointer demo_film_new (void);
