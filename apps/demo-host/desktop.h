/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The demo's desktop: a scene, the hands that reach into it, and what moves by itself.
 * Thread: the host's, all of it. */

#pragma once

#include "host/host.h"

typedef struct _DemoDesktop DemoDesktop;

/* What the host is to be configured with; its user is a DemoDesktop **, NULL as long as there
 * is none. */
extern const SumacHostInputFuncs demo_desktop_inputs;

DemoDesktop *demo_desktop_new (SumacHost *host, int width, int height);
void demo_desktop_free (DemoDesktop *desktop);
