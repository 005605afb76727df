/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A guest with one client: a real session over a socket. Runs cases on both and compares
 * every surface of every display, and the frames that an application would show.
 *
 * Of pixels without alpha what can be seen is compared: 24 of 32 bits, 15 of 16.
 * Thread: the one whose main context is the default. */

#pragma once

#include "command.h"

typedef struct _Rig Rig;

typedef enum
{
  RIG_EQUAL,
  RIG_DIFFERENT,
  RIG_LOST,    /* the session ended, or did not come to the end in time */
  RIG_REFUSED, /* the guest refused a command: the generator's fault */
} RigResult;

/* The first pixel that differs. */
typedef struct
{
  const char *what; /* "surface", "frame", or why it was lost */
  guint display;
  guint32 surface;
  gint x;
  gint y;
  guint32 expected;
  guint32 got;
  guint n_pixels; /* of that surface, that differ */
} Difference;

typedef struct
{
  SpiceImageCompression compression; /* of the server */
  const char *renderer;              /* nullable */
  guint n_displays;                  /* at most MAX_DISPLAYS */
  char **swaps;                      /* nullable: names, of which another draws now and then */
} RigConfig;

/* Ends the process when it can't be had. */
Rig *rig_new (const RigConfig *config);
RigResult rig_run (Rig *rig, const Case *it, Difference *difference);
void rig_free (Rig *rig);
