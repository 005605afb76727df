/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "batch.h"

#include <string.h>

/* Vertices in a part of the ring. */
#define PART_VERTICES (BATCH_QUADS * 6 * 4)

/* Truth tables in GL's words, which has source and destination in the same places. */
static const GLenum logic_ops[16] = {
  GL_CLEAR, GL_NOR,        GL_AND_INVERTED, GL_COPY_INVERTED, GL_AND_REVERSE, GL_INVERT,
  GL_XOR,   GL_NAND,       GL_AND,          GL_EQUIV,         GL_NOOP,        GL_OR_INVERTED,
  GL_COPY,  GL_OR_REVERSE, GL_OR,           GL_SET,
};

void
batch_init (Batch *batch,
            TexturePool *pool,
            const Context *context,
            void (*before_draw) (gpointer data),
            gpointer data)
{
  memset (batch, 0, sizeof *batch);
  batch->pool = pool;
  batch->before_draw = before_draw;
  batch->data = data;
  batch->has_logic = !context->is_es;
  batch->merges = context->as_card;
  programs_init (&batch->programs, context->is_es);
  glGenVertexArrays (1, &batch->array);
  glBindVertexArray (batch->array);
  ring_init (&batch->ring, GL_ARRAY_BUFFER, PART_VERTICES * sizeof (Vertex), context->is_es);
  programs_describe_vertices ();
  glDisable (GL_DITHER);
  glPixelStorei (GL_PACK_ALIGNMENT, 4);
  glPixelStorei (GL_UNPACK_ALIGNMENT, 4);
}

void
batch_clear (Batch *batch)
{
  programs_clear (&batch->programs);
  glDeleteTextures (1, &batch->ring_texture);
  ring_clear (&batch->ring);
  glDeleteVertexArrays (1, &batch->array);
}

/* The unit is nobody else's: it stays bound. */
void
batch_take_ring (Batch *batch, const Ring *ring)
{
  GLint longest = 0;

  if (!batch->merges || batch->programs.is_es || !ring->mapped.memory)
    return;
  glGetIntegerv (GL_MAX_TEXTURE_BUFFER_SIZE, &longest);
  if ((gsize) longest < ring->part_size * RING_PARTS / 4)
    return;
  glGenTextures (1, &batch->ring_texture);
  glActiveTexture (GL_TEXTURE0 + UNIT_RING);
  glBindTexture (GL_TEXTURE_BUFFER, batch->ring_texture);
  glTexBuffer (GL_TEXTURE_BUFFER, GL_RGBA8, ring->mapped.buffer);
  glActiveTexture (GL_TEXTURE0);
}

/* The program that does it: with a logic operation of the card's behind it a plain one. */
static const Program *
program_of (Batch *batch, Paint paint, Mix mix)
{
  if (mix == MIX_ROP && batch->has_logic)
    mix = MIX_PLAIN;
  if (batch->merges && (paint == PAINT_COLOR || paint == PAINT_PICTURE))
    paint = PAINT_MANY;
  return programs_get (&batch->programs, paint, mix);
}

static gboolean
looks_below (const Batch *batch, Mix mix)
{
  return mix == MIX_ROP3 || mix == MIX_BLEND || mix == MIX_TIDY ||
         (mix == MIX_ROP && !batch->has_logic);
}

/* Room for a copy of the surface, at its own place. */
static gboolean
reserve_below (Batch *batch, const Texture *dest)
{
  Texture *below = batch->below;

  if (below && below->width >= dest->width && below->height >= dest->height)
    return TRUE;

  gint width = MAX (dest->width, below ? below->width : 0);
  gint height = MAX (dest->height, below ? below->height : 0);

  below = texture_pool_take (batch->pool, width, height);
  if (!below)
    return FALSE;
  texture_pool_give (batch->pool, batch->below);
  batch->below = below;
  return TRUE;
}

gboolean
batch_can (Batch *batch, const Surface *dest, Paint paint, Mix mix)
{
  return program_of (batch, paint, mix) &&
         (!looks_below (batch, mix) || reserve_below (batch, dest->texture));
}

/* They are compared as bytes, of which none must be idle. */
G_STATIC_ASSERT (sizeof (Pass) == sizeof (Surface *) + (6 + 12) * 4);

/* Where several pictures may go together, those that come may be of any of them. */
void
batch_begin (Batch *batch, const Pass *pass)
{
  Pass common = *pass;

  if (batch->merges && (pass->paint == PAINT_COLOR || pass->paint == PAINT_PICTURE))
    {
      common.paint = PAINT_MANY;
      common.picture = 0;
    }
  if (batch->n > 0 && memcmp (&batch->pass, &common, sizeof common) != 0)
    batch_flush (batch);
  batch->pass = common;
  batch->picture = pass->picture;
}

#define NO_ROOM (RING_PICTURE + 1)

/* Its number among the pictures. */
static guint
find_picture (const Batch *batch)
{
  guint i = 0;

  if (batch->picture == 0)
    return 0;
  if (batch->picture == BATCH_RING)
    return RING_PICTURE;
  while (i < batch->n_pictures && batch->pictures[i] != batch->picture)
    i++;
  return i < N_PICTURES ? i + 1 : NO_ROOM;
}

static SumacRect
grown (const SumacRect *around, const SumacRect *rect)
{
  if (sumac_rect_is_empty (around))
    return *rect;
  return (SumacRect){
    .left = MIN (around->left, rect->left),
    .top = MIN (around->top, rect->top),
    .right = MAX (around->right, rect->right),
    .bottom = MAX (around->bottom, rect->bottom),
  };
}

static gboolean
meets_another (const Batch *batch, const SumacRect *rect)
{
  SumacRect common;

  if (!sumac_rect_intersect (&batch->around, rect, &common))
    return FALSE;
  for (guint i = batch->n; i-- > 0;)
    if (sumac_rect_intersect (&batch->rects[i], rect, &common))
      return TRUE;
  return FALSE;
}

void
batch_add (Batch *batch, const Quad *quad)
{
  const SumacRect *r = &quad->rect;

  if (batch->n == BATCH_QUADS || find_picture (batch) == NO_ROOM ||
      (looks_below (batch, batch->pass.mix) && meets_another (batch, r)))
    batch_flush (batch);

  guint from = find_picture (batch);

  const gint32 corners[6][2] = {
    { r->left, r->top },  { r->right, r->top },    { r->left, r->bottom },
    { r->right, r->top }, { r->right, r->bottom }, { r->left, r->bottom },
  };
  Vertex *vertices = &batch->vertices[batch->n * 6];

  for (guint i = 0; i < 6; i++)
    vertices[i] = (Vertex){
      .x = (gint16) corners[i][0],
      .y = (gint16) corners[i][1],
      .from = (gint16) from,
      .source_d = { quad->source_d[0], quad->source_d[1] },
      .mask_d = { quad->mask_d[0], quad->mask_d[1] },
      .color = quad->color,
    };
  if (from > batch->n_pictures && from != RING_PICTURE)
    batch->pictures[batch->n_pictures++] = batch->picture;
  batch->rects[batch->n++] = *r;
  batch->around = grown (&batch->around, r);
  stale_add (&batch->pass.dest->stale, r);
}

static void
copy_below (Batch *batch, const SumacRect *part)
{
  texture_copy (batch->pool, batch->pass.dest->texture, batch->below, part);
}

/* In pieces, or all around them if that is not much more. */
static void
look_below (Batch *batch)
{
  gint64 pieces = 0;

  if (batch->pass.mix == MIX_TIDY)
    {
      const gint32 *at = batch->pass.how[0];

      copy_below (batch, &(SumacRect){ at[0], at[1], at[0] + 1, at[1] + 1 });
      return;
    }
  for (guint i = 0; i < batch->n; i++)
    pieces +=
        (gint64) sumac_rect_width (&batch->rects[i]) * sumac_rect_height (&batch->rects[i]);
  if (pieces * 2 >=
      (gint64) sumac_rect_width (&batch->around) * sumac_rect_height (&batch->around))
    copy_below (batch, &batch->around);
  else
    for (guint i = 0; i < batch->n; i++)
      copy_below (batch, &batch->rects[i]);
}

/* Gives the first one's number. */
static GLint
put_vertices (Batch *batch)
{
  gsize size = batch->n * 6 * sizeof (Vertex);

  return (GLint) (ring_put (&batch->ring, batch->vertices, size, sizeof (Vertex)) /
                  sizeof (Vertex));
}

static void
bind_picture (guint unit, GLuint texture)
{
  glActiveTexture (GL_TEXTURE0 + unit);
  glBindTexture (GL_TEXTURE_2D, texture);
}

/* What is drawn on must not be looked at, not even by a unit that nothing is painted with: drivers
 * may take pains over it. */
static void
bind_others (Batch *batch)
{
  for (guint i = batch->n_pictures; i < N_PICTURES; i++)
    if (batch->bound[i] == batch->pass.dest->texture->name)
      bind_picture (i, batch->bound[i] = 0);
}

/* The first picture's unit stays the one that uploads and copies use. */
static void
bind_pictures (Batch *batch)
{
  const Pass *pass = &batch->pass;

  bind_others (batch);
  if (looks_below (batch, pass->mix))
    bind_picture (UNIT_BELOW, batch->below->name);
  if (pass->mask)
    bind_picture (UNIT_MASK, pass->mask);
  for (guint i = batch->n_pictures; i-- > 0;)
    bind_picture (i, batch->bound[i] = batch->pictures[i]);
  glActiveTexture (GL_TEXTURE0);
}

static void
set_state (const Batch *batch, gboolean is_set)
{
  const Pass *pass = &batch->pass;

  if (pass->alpha_only)
    glColorMask (!is_set, !is_set, !is_set, GL_TRUE);
  if (pass->mix != MIX_ROP || !batch->has_logic)
    return;
  if (is_set)
    {
      glEnable (GL_COLOR_LOGIC_OP);
      glLogicOp (logic_ops[pass->how[1][0]]);
    }
  else
    glDisable (GL_COLOR_LOGIC_OP);
}

/* Whether all of the surface becomes what the first quad is painted with, whatever is there. */
static gboolean
covers_all (const Batch *batch)
{
  const Pass *pass = &batch->pass;
  const SumacRect *first = &batch->rects[0];

  return pass->mix == MIX_PLAIN && !pass->mask && !pass->alpha_only && first->left == 0 &&
         first->top == 0 && first->right == pass->dest->view.width &&
         first->bottom == pass->dest->view.height;
}

void
batch_flush (Batch *batch)
{
  const Pass *pass = &batch->pass;

  if (batch->n == 0)
    return;

  batch->before_draw (batch->data);

  const Program *program = program_of (batch, pass->paint, pass->mix);
  const SumacView *view = &pass->dest->view;
  GLint first = put_vertices (batch);

  if (covers_all (batch))
    pass->dest->is_raw = FALSE;
  surface_prepare (pass->dest, batch->pool);
  if (looks_below (batch, pass->mix))
    look_below (batch);
  texture_bind_framebuffer (batch->pool, pass->dest->texture);
  bind_pictures (batch);
  programs_use (&batch->programs, program);
  glUniform2f (program->scale, 2.0f / (float) view->width, 2.0f / (float) view->height);
  glUniform4iv (program->how, G_N_ELEMENTS (pass->how), pass->how[0]);
  glUniform1i (program->mask_use, (GLint) pass->mask_use);
  glViewport (0, 0, view->width, view->height);
  set_state (batch, TRUE);
  glDrawArrays (GL_TRIANGLES, first, (GLsizei) batch->n * 6);
  set_state (batch, FALSE);
  batch->n = 0;
  batch->n_pictures = 0;
  batch->around = (SumacRect){ 0, 0, 0, 0 };
}

static gboolean
is_painted_with (const Batch *batch, const Texture *texture)
{
  for (guint i = 0; texture && i < batch->n_pictures; i++)
    if (batch->pictures[i] == texture->name)
      return TRUE;
  return FALSE;
}

void
batch_flush_surface (Batch *batch, const Surface *surface)
{
  if (batch->pass.dest == surface || is_painted_with (batch, surface->texture))
    batch_flush (batch);
}
