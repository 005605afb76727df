/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is drawn to see what drawing costs: one kind of command each, as guests send them, on a
 * surface of the size of a large screen. Every run draws the same.
 *
 * Thread: the painter's. */

#pragma once

#include "paint/publisher.h"
#include "paint/surfaces.h"
#include "proof/random-op.h"

#define SCENE_SURFACE 0

/* Pictures that a scene may have, of any size. */
#define SCENE_PICTURES 64

typedef struct _Scene Scene;
typedef struct _SceneKind SceneKind;

struct _SceneKind
{
  const char *name;
  guint n_ops; /* commands, or frames of a video, in a frame */
  void (*prepare) (Scene *scene);
  void (*draw) (Scene *scene);
};

struct _Scene
{
  const SceneKind *kind;
  gint width;
  gint height;
  SumacSurfaces *surfaces;   /* borrowed */
  SumacPublisher *publisher; /* borrowed */
  SumacDice dice;
  SumacPixels *pictures[SCENE_PICTURES];
  SumacPicture *frames[SCENE_PICTURES];
  guint8 *letters;
  guint n;         /* drawn so far */
  guint n_refused; /* that not the renderer drew */
};

/* All of them; the last has no name. */
extern const SceneKind scene_kinds[];

void scene_init (Scene *scene,
                 const SceneKind *kind,
                 SumacSurfaces *surfaces,
                 SumacPublisher *publisher);
void scene_clear (Scene *scene);

/* The commands of one frame. */
void scene_draw (Scene *scene);
