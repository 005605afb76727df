/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/kept-frames.h"

#include "core/limits.h"
#include "paint/key-frame.h"

#include <string.h>

/* The memory's first size. */
#define FIRST_BYTES (64u << 10)

typedef struct
{
  guint64 cookie;
  guint64 place; /* of its bytes, see base */
  gsize size;
  gboolean stands_alone;
} Kept;

struct _SumacKeptFrames
{
  SumacVideoCodec codec;
  guint8 *bytes;
  gsize allocated;
  guint64 base; /* place of the first of the bytes: places count from the stream's begin, */
  guint64 end;  /* and the next frame goes there */
  guint first;  /* a ring, oldest first */
  guint n;
  guint n_given; /* of these the decoder has got so many */
  Kept frames[SUMAC_MAX_KEPT_FRAMES];
};

SumacKeptFrames *
sumac_kept_frames_new (SumacVideoCodec codec)
{
  SumacKeptFrames *kept = g_new0 (SumacKeptFrames, 1);

  kept->codec = codec;
  return kept;
}

void
sumac_kept_frames_free (SumacKeptFrames *kept)
{
  if (!kept)
    return;
  g_free (kept->bytes);
  g_free (kept);
}

static Kept *
frame_at (SumacKeptFrames *kept, guint i)
{
  return &kept->frames[(kept->first + i) % SUMAC_MAX_KEPT_FRAMES];
}

static guint
count_first_run (SumacKeptFrames *kept)
{
  guint n = 1;

  while (n < kept->n && !frame_at (kept, n)->stands_alone)
    n++;
  return n;
}

static void
drop (SumacKeptFrames *kept, guint n)
{
  kept->first = (kept->first + n) % SUMAC_MAX_KEPT_FRAMES;
  kept->n -= n;
  kept->n_given -= MIN (kept->n_given, n);
}

/* Runs that nobody waits for any more. */
static void
drop_settled (SumacKeptFrames *kept, guint64 settled, gboolean keeps_last)
{
  while (kept->n > 0)
    {
      guint n = count_first_run (kept);

      if ((keeps_last && n == kept->n) || frame_at (kept, n - 1)->cookie > settled)
        return;
      drop (kept, n);
    }
}

/* --- memory ------------------------------------------------------------------------------- */

static gsize
count_used (SumacKeptFrames *kept)
{
  return kept->n > 0 ? (gsize) (kept->end - frame_at (kept, 0)->place) : 0;
}

/* What is used begins where the memory does. */
static void
move_down (SumacKeptFrames *kept)
{
  gsize used = count_used (kept);

  memmove (kept->bytes, kept->bytes + (kept->end - used - kept->base), used);
  kept->base = kept->end - used;
}

static gboolean
grow (SumacKeptFrames *kept, gsize least)
{
  gsize size =
      CLAMP (MAX (2 * kept->allocated, FIRST_BYTES), least, (gsize) SUMAC_MAX_KEPT_BYTES);
  guint8 *bytes = g_try_realloc (kept->bytes, size);

  if (!bytes)
    return FALSE;
  kept->bytes = bytes;
  kept->allocated = size;
  return TRUE;
}

/* The oldest runs make room. */
static void
drop_excess (SumacKeptFrames *kept, gsize size)
{
  while (kept->n > 0 &&
         (kept->n == SUMAC_MAX_KEPT_FRAMES || size > SUMAC_MAX_KEPT_BYTES - count_used (kept)))
    drop (kept, count_first_run (kept));
}

/* Memory for @size bytes behind the last frame. */
static gboolean
reserve (SumacKeptFrames *kept, gsize size)
{
  if (size > SUMAC_MAX_KEPT_BYTES)
    return FALSE;
  if (kept->bytes && kept->end - kept->base + size > kept->allocated)
    move_down (kept);
  return kept->end - kept->base + size <= kept->allocated ||
         grow (kept, count_used (kept) + size);
}

gboolean
sumac_kept_frames_add (SumacKeptFrames *kept, const SumacCodedFrame *frame, guint64 settled)
{
  gboolean stands_alone = sumac_frame_stands_alone (kept->codec, frame->bytes, frame->size);

  drop_settled (kept, settled, !stands_alone);
  drop_excess (kept, frame->size);
  if ((kept->n == 0 && !stands_alone) || !reserve (kept, frame->size))
    {
      drop (kept, kept->n);
      return FALSE;
    }
  memcpy (kept->bytes + (kept->end - kept->base), frame->bytes, frame->size);
  *frame_at (kept, kept->n++) = (Kept){ frame->cookie, kept->end, frame->size, stands_alone };
  kept->end += frame->size;
  return TRUE;
}

/* --- giving ------------------------------------------------------------------------------- */

gboolean
sumac_kept_frames_rewind (SumacKeptFrames *kept, guint64 settled)
{
  /* Nothing leans on a frame of motion JPEG. */
  drop_settled (kept, settled, kept->codec != SUMAC_VIDEO_MJPEG);
  kept->n_given = 0;
  return kept->n > 0;
}

gboolean
sumac_kept_frames_next (SumacKeptFrames *kept, SumacCodedFrame *frame)
{
  if (kept->n_given == kept->n)
    return FALSE;

  const Kept *next = frame_at (kept, kept->n_given++);

  *frame =
      (SumacCodedFrame){ kept->bytes + (next->place - kept->base), next->size, next->cookie };
  return TRUE;
}

guint
sumac_kept_frames_count (const SumacKeptFrames *kept)
{
  return kept->n;
}

guint
sumac_kept_frames_count_left (const SumacKeptFrames *kept)
{
  return kept->n - kept->n_given;
}

guint64
sumac_kept_frames_peek (const SumacKeptFrames *kept)
{
  return kept->frames[(kept->first + kept->n_given) % SUMAC_MAX_KEPT_FRAMES].cookie;
}
