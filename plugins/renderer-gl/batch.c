/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "batch.h"

#include <string.h>

/* Vertices of the buffer on the card; when it is full the driver is asked for a fresh one. */
#define BUFFER_VERTICES (BATCH_QUADS * 6 * 16)

/* Truth tables in GL's words, which has source and destination in the same places. */
static const GLenum logic_ops[16] = {
  GL_CLEAR, GL_NOR,        GL_AND_INVERTED, GL_COPY_INVERTED, GL_AND_REVERSE, GL_INVERT,
  GL_XOR,   GL_NAND,       GL_AND,          GL_EQUIV,         GL_NOOP,        GL_OR_INVERTED,
  GL_COPY,  GL_OR_REVERSE, GL_OR,           GL_SET,
};

void
batch_init (Batch *batch, TexturePool *pool, gboolean is_es)
{
  memset (batch, 0, sizeof *batch);
  batch->pool = pool;
  batch->has_logic = !is_es;
  programs_init (&batch->programs, is_es);
  glGenVertexArrays (1, &batch->array);
  glBindVertexArray (batch->array);
  glGenBuffers (1, &batch->buffer);
  glBindBuffer (GL_ARRAY_BUFFER, batch->buffer);
  glBufferData (GL_ARRAY_BUFFER, BUFFER_VERTICES * sizeof (Vertex), NULL, GL_STREAM_DRAW);
  programs_describe_vertices ();
  glDisable (GL_DITHER);
  glPixelStorei (GL_PACK_ALIGNMENT, 4);
  glPixelStorei (GL_UNPACK_ALIGNMENT, 4);
}

void
batch_clear (Batch *batch)
{
  programs_clear (&batch->programs);
  glDeleteBuffers (1, &batch->buffer);
  glDeleteVertexArrays (1, &batch->array);
}

/* The program that does it: with a logic operation of the card's behind it a plain one. */
static const Program *
program_of (Batch *batch, Paint paint, Mix mix)
{
  if (mix == MIX_ROP && batch->has_logic)
    mix = MIX_PLAIN;
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

void
batch_begin (Batch *batch, const Pass *pass)
{
  if (batch->n > 0 && memcmp (&batch->pass, pass, sizeof *pass) != 0)
    batch_flush (batch);
  batch->pass = *pass;
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

  if (batch->n == BATCH_QUADS ||
      (looks_below (batch, batch->pass.mix) && meets_another (batch, r)))
    batch_flush (batch);

  const gint32 corners[6][2] = {
    { r->left, r->top },  { r->right, r->top },    { r->left, r->bottom },
    { r->right, r->top }, { r->right, r->bottom }, { r->left, r->bottom },
  };
  Vertex *vertices = &batch->vertices[batch->n * 6];

  for (guint i = 0; i < 6; i++)
    vertices[i] = (Vertex){
      .x = (gint16) corners[i][0],
      .y = (gint16) corners[i][1],
      .source_d = { quad->source_d[0], quad->source_d[1] },
      .mask_d = { quad->mask_d[0], quad->mask_d[1] },
      .color = quad->color,
    };
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

static void
put_vertices (Batch *batch)
{
  gsize n = batch->n * 6;

  glBindBuffer (GL_ARRAY_BUFFER, batch->buffer);
  if (batch->at + n > BUFFER_VERTICES)
    {
      glBufferData (GL_ARRAY_BUFFER, BUFFER_VERTICES * sizeof (Vertex), NULL, GL_STREAM_DRAW);
      batch->at = 0;
      glFlush ();
    }
  glBufferSubData (GL_ARRAY_BUFFER, (GLintptr) (batch->at * sizeof (Vertex)),
                   (GLsizeiptr) (n * sizeof (Vertex)), batch->vertices);
}

/* The unit of the picture stays the one that uploads and copies use. */
static void
bind_pictures (const Batch *batch)
{
  const Pass *pass = &batch->pass;

  if (looks_below (batch, pass->mix))
    {
      glActiveTexture (GL_TEXTURE0 + UNIT_BELOW);
      glBindTexture (GL_TEXTURE_2D, batch->below->name);
    }
  if (pass->mask)
    {
      glActiveTexture (GL_TEXTURE0 + UNIT_MASK);
      glBindTexture (GL_TEXTURE_2D, pass->mask);
    }
  glActiveTexture (GL_TEXTURE0 + UNIT_PICTURE);
  glBindTexture (GL_TEXTURE_2D, pass->picture);
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

void
batch_flush (Batch *batch)
{
  const Pass *pass = &batch->pass;

  if (batch->n == 0)
    return;

  const Program *program = program_of (batch, pass->paint, pass->mix);
  const SumacView *view = &pass->dest->view;

  put_vertices (batch);
  if (looks_below (batch, pass->mix))
    look_below (batch);
  texture_bind_framebuffer (pass->dest->texture);
  bind_pictures (batch);
  glUseProgram (program->name);
  glUniform2f (program->scale, 2.0f / (float) view->width, 2.0f / (float) view->height);
  glUniform4iv (program->how, G_N_ELEMENTS (pass->how), pass->how[0]);
  glUniform1i (program->mask_use, (GLint) pass->mask_use);
  glViewport (0, 0, view->width, view->height);
  set_state (batch, TRUE);
  glDrawArrays (GL_TRIANGLES, (GLint) batch->at, (GLsizei) batch->n * 6);
  set_state (batch, FALSE);
  batch->at += batch->n * 6;
  batch->n = 0;
  batch->around = (SumacRect){ 0, 0, 0, 0 };
}

void
batch_flush_surface (Batch *batch, const Surface *surface)
{
  const Pass *pass = &batch->pass;

  if (pass->dest == surface || (surface->texture && pass->picture == surface->texture->name))
    batch_flush (batch);
}
