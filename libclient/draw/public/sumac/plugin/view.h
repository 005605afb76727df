/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A surface's memory, looked at in place: a value that owns nothing. */

#pragma once

#include <sumac/pixels.h>
#include <sumac/rect.h>

typedef struct _SumacView SumacView;

struct _SumacView
{
  SumacPixelFormat format;
  gint width;    /* pixels */
  gint height;   /* pixels */
  gssize stride; /* bytes from a row to the one below; a multiple of 4 */
  guint8 *data;  /* the top row */
};
