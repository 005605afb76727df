/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The pointer's shapes. */

#pragma once

#include "host/host.h"

typedef enum
{
  DEMO_SHAPE_ARROW,
  DEMO_SHAPE_TEXT,
  DEMO_SHAPE_HAND,
  DEMO_SHAPE_MOVE,
  DEMO_SHAPE_RESIZE,
} DemoShape;

#define DEMO_N_SHAPES 5

void demo_cursor_set (SumacHostCursor *cursor, DemoShape shape, int x, int y);
