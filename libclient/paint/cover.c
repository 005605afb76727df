/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/cover.h"

#include <spice/enums.h>

#include <string.h>

/* Opaque boxes seen so far, going backwards. A few are enough: what covers much is what
 * counts, and it is recent. */
#define MAX_COVERS 8

/* Flags of pictures that enter the cache. */
#define KEPT (SPICE_IMAGE_FLAGS_CACHE_ME | SPICE_IMAGE_FLAGS_CACHE_REPLACE_ME)

/* Smaller boxes cover nothing worth the look. */
#define LEAST_PIXELS 1024

typedef struct
{
  guint32 surface;
  SumacRect box;
} Cover;

typedef struct
{
  guint n;
  guint next; /* to be overwritten when full */
  Cover covers[MAX_COVERS];
} Covers;

static gboolean
is_inside (const SumacRect *a, const SumacRect *b)
{
  return a->left >= b->left && a->top >= b->top && a->right <= b->right &&
         a->bottom <= b->bottom;
}

static gboolean
is_covered_by (const Covers *covers, const SumacOp *op)
{
  for (guint i = 0; i < covers->n; i++)
    if (covers->covers[i].surface == op->surface &&
        is_inside (&op->box, &covers->covers[i].box))
      return TRUE;
  return FALSE;
}

/* A copy writes its whole box only if its source is large enough and is had for sure. */
static gboolean
copies_whole_box (const SumacCommand *command)
{
  const SumacOp *op = &command->u.draw.op;
  const SumacRect *from = &op->source_area;

  /* One picture, and it is the source: a mask alone draws nothing. */
  if (op->rop != SUMAC_ROP_COPY || command->u.draw.n_pending != 1 ||
      command->u.draw.pending[0].into != &op->source)
    return FALSE;

  const SumacEncodedImage *image = &command->u.draw.pending[0].encoded;

  /* Only plain bitmaps that nobody keeps cannot fail: a picture that does not decode, or is
   * too much for the cache, draws nothing. */
  return !(image->flags & KEPT) && image->type == SPICE_IMAGE_TYPE_BITMAP &&
         image->format == SPICE_BITMAP_FMT_32BIT && image->stride / 4 >= image->width &&
         sumac_rect_width (from) == sumac_rect_width (&op->box) &&
         sumac_rect_height (from) == sumac_rect_height (&op->box) && from->left >= 0 &&
         from->top >= 0 && (guint32) from->right <= image->width &&
         (guint32) from->bottom <= image->height;
}

static gboolean
is_opaque (const SumacCommand *command)
{
  const SumacOp *op = &command->u.draw.op;

  if (op->clip.is_set)
    return FALSE;
  switch (op->kind)
    {
    case SUMAC_OP_FILL:
      return op->rop == SUMAC_ROP_COPY && op->brush.kind == SUMAC_BRUSH_SOLID &&
             command->u.draw.n_pending == 0;
    case SUMAC_OP_BLACKNESS:
    case SUMAC_OP_WHITENESS:
      return command->u.draw.n_pending == 0;
    case SUMAC_OP_COPY:
    case SUMAC_OP_BLEND:
      return copies_whole_box (command);
    case SUMAC_OP_OPAQUE:
    case SUMAC_OP_INVERS:
    case SUMAC_OP_TRANSPARENT:
    case SUMAC_OP_ALPHA_BLEND:
    case SUMAC_OP_COPY_BITS:
    case SUMAC_OP_COMPOSITE:
    case SUMAC_OP_ROP3:
    case SUMAC_OP_STROKE:
    case SUMAC_OP_TEXT:
      break;
    }
  return FALSE;
}

static void
forget_surface (Covers *covers, guint32 surface)
{
  guint n = 0;

  for (guint i = 0; i < covers->n; i++)
    if (covers->covers[i].surface != surface)
      covers->covers[n++] = covers->covers[i];
  covers->n = n;
}

static void
forget_overlapped (Covers *covers, guint32 surface, const SumacRect *box)
{
  guint n = 0;
  SumacRect both;

  for (guint i = 0; i < covers->n; i++)
    if (covers->covers[i].surface != surface ||
        !sumac_rect_intersect (&covers->covers[i].box, box, &both))
      covers->covers[n++] = covers->covers[i];
  covers->n = n;
}

static void
remember (Covers *covers, const SumacOp *op)
{
  if ((gint64) sumac_rect_width (&op->box) * sumac_rect_height (&op->box) < LEAST_PIXELS)
    return;
  if (covers->n < MAX_COVERS)
    covers->covers[covers->n++] = (Cover){ op->surface, op->box };
  else
    covers->covers[covers->next++ % MAX_COVERS] = (Cover){ op->surface, op->box };
}

/* Going back over @command: surfaces it reads must be whole before it. */
static void
forget_what_is_read (Covers *covers, const SumacCommand *command)
{
  const SumacOp *op = &command->u.draw.op;

  if (op->kind == SUMAC_OP_COPY_BITS)
    forget_surface (covers, op->surface);
  /* Their first pixel decides about the unused byte of all (display spec §5). */
  if (op->kind == SUMAC_OP_ALPHA_BLEND || op->kind == SUMAC_OP_TEXT)
    forget_overlapped (covers, op->surface, &op->box);
  for (guint i = 0; i < command->u.draw.n_pending; i++)
    if (command->u.draw.pending[i].encoded.type == SPICE_IMAGE_TYPE_SURFACE)
      forget_surface (covers, command->u.draw.pending[i].encoded.surface);
}

void
sumac_cover_find (SumacCommand *const *commands, guint n, gboolean *is_covered)
{
  Covers covers = { 0 };

  memset (is_covered, 0, n * sizeof *is_covered);
  for (guint i = n; i-- > 0;)
    {
      const SumacCommand *command = commands[i];

      /* Whatever else there is (a new surface, a reset) is a border. */
      if (command->kind != SUMAC_COMMAND_DRAW)
        {
          covers.n = 0;
          continue;
        }
      is_covered[i] = is_covered_by (&covers, &command->u.draw.op);
      if (is_covered[i])
        continue;
      forget_what_is_read (&covers, command);
      if (is_opaque (command))
        remember (&covers, &command->u.draw.op);
    }
}
