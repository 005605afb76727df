/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/random-video.h"

#include <string.h>

#define LARGEST_SIDE 90
#define LARGEST_BOX  400

/* Bytes between the rows that belong to nobody. */
#define MAX_PADDING 9

/* What a picture's planes lie in. */
typedef struct
{
  gsize size;
  guint8 bytes[];
} Memory;

typedef struct
{
  gint row; /* bytes of a row */
  gint height;
} PlaneShape;

static guint
describe_planes (const SumacPicture *picture, PlaneShape *shapes)
{
  gint half = (picture->width + 1) / 2;
  gint half_height = (picture->height + 1) / 2;

  switch (picture->layout)
    {
    case SUMAC_PICTURE_BGRX:
      shapes[0] = (PlaneShape){ picture->width * 4, picture->height };
      return 1;
    case SUMAC_PICTURE_I420:
      shapes[0] = (PlaneShape){ picture->width, picture->height };
      shapes[1] = shapes[2] = (PlaneShape){ half, half_height };
      return 3;
    case SUMAC_PICTURE_NV12:
      shapes[0] = (PlaneShape){ picture->width, picture->height };
      shapes[1] = (PlaneShape){ half * 2, half_height };
      return 2;
    }
  return 0;
}

/* Planes one after the other; of some the bottom row comes first. */
static void
fill (SumacPicture *picture, SumacDice *dice)
{
  PlaneShape shapes[SUMAC_PICTURE_MAX_PLANES];
  gsize starts[SUMAC_PICTURE_MAX_PLANES];
  guint n = describe_planes (picture, shapes);
  gsize size = 0;

  for (guint i = 0; i < n; i++)
    {
      gint padding =
          sumac_dice_is_one_of (dice, 2) ? 0 : sumac_dice_between (dice, 1, MAX_PADDING);

      starts[i] = size;
      picture->strides[i] = shapes[i].row + padding;
      size += (gsize) picture->strides[i] * (gsize) shapes[i].height;
    }

  Memory *memory = g_malloc (sizeof (Memory) + size);

  memory->size = size;
  for (gsize i = 0; i < size; i++)
    memory->bytes[i] = (guint8) sumac_dice_throw (dice, 256);
  for (guint i = 0; i < n; i++)
    {
      guint8 *start = memory->bytes + starts[i];

      picture->planes[i] = start;
      if (!sumac_dice_is_one_of (dice, 4))
        continue;
      picture->planes[i] = start + picture->strides[i] * (shapes[i].height - 1);
      picture->strides[i] = -picture->strides[i];
    }
  picture->owner = memory;
}

static gint
random_side (SumacDice *dice)
{
  return sumac_dice_is_one_of (dice, 4) ? sumac_dice_between (dice, 1, 4)
                                        : sumac_dice_between (dice, 1, LARGEST_SIDE);
}

static SumacPicture *
random_picture (SumacDice *dice)
{
  SumacPicture *picture = sumac_picture_new (g_free, NULL);

  picture->layout = (SumacPictureLayout) sumac_dice_throw (dice, 3);
  picture->colors = (SumacPictureColors) sumac_dice_throw (dice, 4);
  picture->width = random_side (dice);
  picture->height = random_side (dice);
  fill (picture, dice);
  return picture;
}

/* One axis of the box: often as long as the picture, and mostly where it is seen. */
static void
random_axis (SumacDice *dice, gint picture, gint surface, gint *start, gint *end)
{
  gint size =
      sumac_dice_is_one_of (dice, 2) ? picture : sumac_dice_between (dice, 1, LARGEST_BOX);

  *start = sumac_dice_between (dice, -size / 2, surface);
  *end = *start + size;
}

/* The surface in three by three parts, of which each may be missing. */
static void
random_rects (SumacRandomVideo *video, SumacDice *dice, gint width, gint height)
{
  const gint x[] = { 0, sumac_dice_between (dice, 0, width / 2),
                     sumac_dice_between (dice, width / 2, width), width };
  const gint y[] = { 0, sumac_dice_between (dice, 0, height / 2),
                     sumac_dice_between (dice, height / 2, height), height };

  video->n_rects = 0;
  for (guint i = 0; i < SUMAC_RANDOM_VIDEO_RECTS; i++)
    {
      SumacRect rect = { x[i % 3], y[i / 3], x[i % 3 + 1], y[i / 3 + 1] };

      if (!sumac_rect_is_empty (&rect) && !sumac_dice_is_one_of (dice, 4))
        video->rects[video->n_rects++] = rect;
    }
}

void
sumac_random_video_init (SumacRandomVideo *video, SumacDice *dice, gint width, gint height)
{
  *video = (SumacRandomVideo){
    .picture = random_picture (dice),
    .is_upside_down = sumac_dice_is_one_of (dice, 3),
  };
  random_axis (dice, video->picture->width, width, &video->box.left, &video->box.right);
  random_axis (dice, video->picture->height, height, &video->box.top, &video->box.bottom);
  if (sumac_dice_is_one_of (dice, 2))
    random_rects (video, dice, width, height);
  else
    video->rects[video->n_rects++] = (SumacRect){ 0, 0, width, height };
}

void
sumac_random_video_clear (SumacRandomVideo *video)
{
  g_clear_pointer (&video->picture, sumac_picture_unref);
}

void
sumac_random_video_spoil (SumacRandomVideo *video)
{
  Memory *memory = video->picture->owner;

  for (gsize i = 0; i < memory->size; i++)
    memory->bytes[i] ^= 0xff;
}

char *
sumac_random_video_describe (const SumacRandomVideo *video)
{
  static const char *const layouts[] = { "BGRX", "I420", "NV12" };
  const SumacPicture *picture = video->picture;
  const SumacRect *box = &video->box;

  return g_strdup_printf (
      "a frame of %d × %d, %s, colours %d%s, to %d,%d…%d,%d in %u rectangles", picture->width,
      picture->height, layouts[picture->layout], (gint) picture->colors,
      video->is_upside_down ? ", upside down" : "", box->left, box->top, box->right,
      box->bottom, video->n_rects);
}
