/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where there is no OpenGL to build with. */

#include "eyes.h"

struct _SumacEyes
{
  SumacSuiteEyes suite;
};

static SumacGlShare *
open_nothing (gpointer data G_GNUC_UNUSED, GError **error)
{
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED,
               "this program was built without OpenGL");
  return NULL;
}

SumacEyes *
sumac_eyes_new (gboolean wants_es G_GNUC_UNUSED)
{
  SumacEyes *eyes = g_new (SumacEyes, 1);

  *eyes = (SumacEyes){ .suite = { .open = open_nothing, .data = eyes } };
  return eyes;
}

const SumacSuiteEyes *
sumac_eyes_get (SumacEyes *eyes)
{
  return &eyes->suite;
}

void
sumac_eyes_free (SumacEyes *eyes)
{
  g_free (eyes);
}
