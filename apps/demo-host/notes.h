/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A sheet to write on: shows what is typed, and the last key's scancode. */

#pragma once

#include "apps/demo-host/window.h"

extern const DemoContent demo_notes;

gpointer demo_notes_new (void);
