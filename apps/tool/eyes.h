/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A viewer without a window, which looks at the textures that a renderer publishes: the suite's eyes,
 * with a context of EGL for desktop GL 3.2 or GLES 3. It is opened when the suite asks for it, and each
 * look is on a thread of its own: as with a real viewer, nothing is finished for a renderer by the
 * change of contexts.
 *
 * Thread: the suite's. */

#pragma once

#include <sumac/plugin/suite.h>

typedef struct _SumacEyes SumacEyes;

/* @wants_es: GLES even where there is desktop GL. */
SumacEyes *sumac_eyes_new (gboolean wants_es);

/* For the suite; as long as @eyes. */
const SumacSuiteEyes *sumac_eyes_get (SumacEyes *eyes);

void sumac_eyes_free (SumacEyes *eyes);
