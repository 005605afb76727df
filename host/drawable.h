/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A drawing command of draw.h as the server reads it. Pure but for the memory. */

#pragma once

#include "host/command.h"
#include "host/draw.h"

/* The size of a surface, as an area; FALSE: there is no such surface. */
typedef gboolean (*SumacHostAreaFunc) (guint32 surface, SumacHostRect *area, gpointer user);

/* NULL: the command reads a surface that does not exist, or has a code that the server does
 * not know. */
SumacHostCommand *sumac_host_drawable_new (SumacHostPool *pool,
                                           const SumacHostDraw *draw,
                                           SumacHostAreaFunc get_area,
                                           gpointer user);
