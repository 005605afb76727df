/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "shrink.h"

#include <string.h>

/* More runs than a case of some hundred commands needs. */
#define MAX_RUNS 3000

typedef struct
{
  Rig *rig;
  Case *it;
  guint n_runs;
} Shrinker;

static gboolean
fails (Shrinker *shrinker, const Case *it)
{
  Difference difference;

  return shrinker->n_runs++ < MAX_RUNS &&
         rig_run (shrinker->rig, it, &difference) == RIG_DIFFERENT;
}

/* Leaves out @n commands from @at on, if it fails all the same. */
static gboolean
leave_out (Shrinker *shrinker, guint at, guint n)
{
  Case *it = shrinker->it;
  Case less = *it;

  less.n_commands = it->n_commands - n;
  less.commands = g_new (Command, MAX (less.n_commands, 1));
  memcpy (less.commands, it->commands, at * sizeof (Command));
  memcpy (less.commands + at, it->commands + at + n,
          (it->n_commands - at - n) * sizeof (Command));
  if (!fails (shrinker, &less))
    {
      g_free (less.commands);
      return FALSE;
    }
  g_free (it->commands);
  *it = less;
  return TRUE;
}

static void
drop_commands (Shrinker *shrinker)
{
  Case *it = shrinker->it;

  for (guint n = it->n_commands / 2; n > 0; n /= 2)
    for (guint end = it->n_commands; end >= n && end > 0;)
      {
        leave_out (shrinker, end - n, n);
        end = end > n ? MIN (end - n, it->n_commands) : 0;
      }
}

/* --- simpler commands ------------------------------------------------------------------ */

static void
no_clip (Command *c)
{
  c->draw.clip.is_set = FALSE;
  c->draw.clip.n_rects = 0;
}

static void
one_clip (Command *c)
{
  if (c->draw.clip.n_rects > 1)
    c->draw.clip.n_rects = 1;
}

static void
fewer_clips (Command *c)
{
  if (c->draw.clip.n_rects > 1)
    {
      memmove (c->clips, c->clips + 1, (c->draw.clip.n_rects - 1) * sizeof *c->clips);
      c->draw.clip.n_rects--;
    }
}

static void
no_mask (Command *c)
{
  c->mask = (Picture){ .kind = SUMAC_HOST_IMAGE_NONE };
  memset (&c->draw.mask, 0, sizeof c->draw.mask);
}

static void
no_inverse (Command *c)
{
  c->draw.mask.is_inverse = FALSE;
}

static void
plain_rop (Command *c)
{
  c->draw.ropd = SPICE_ROPD_OP_PUT;
}

static void
no_cover (Command *c)
{
  c->draw.is_opaque = FALSE;
}

static void
solid_brush (Command *c)
{
  if (c->draw.brush.type != SPICE_BRUSH_TYPE_PATTERN)
    return;
  c->draw.brush = (SumacHostBrush){ .type = SPICE_BRUSH_TYPE_SOLID, .color = 0x123456 };
  c->pattern = (Picture){ .kind = SUMAC_HOST_IMAGE_NONE };
}

static void
no_back (Command *c)
{
  if (c->draw.kind != SUMAC_HOST_DRAW_TEXT)
    return;
  memset (&c->draw.u.text.back_area, 0, sizeof c->draw.u.text.back_area);
  memset (&c->draw.u.text.back, 0, sizeof c->draw.u.text.back);
  c->back = (Picture){ .kind = SUMAC_HOST_IMAGE_NONE };
}

static void
plain_picture (Picture *p)
{
  if (p->kind != SUMAC_HOST_IMAGE_BITMAP)
    return;
  p->is_cached = FALSE;
  p->high_bits_set = FALSE;
  p->has_junk = FALSE;
  p->padding = 0;
  p->is_bottom_up = FALSE;
  p->palette_seed = 0;
}

static void
plain_pictures (Command *c)
{
  plain_picture (&c->source);
  plain_picture (&c->pattern);
  plain_picture (&c->mask);
  plain_picture (&c->weight);
  plain_picture (&c->back);
}

static void
noise (Picture *p)
{
  if (p->kind == SUMAC_HOST_IMAGE_BITMAP)
    p->content = PICTURE_NOISE;
}

static void
noise_pictures (Command *c)
{
  noise (&c->source);
  noise (&c->pattern);
  noise (&c->mask);
  noise (&c->weight);
  noise (&c->back);
}

static void
wide (Picture *p)
{
  if (p->kind != SUMAC_HOST_IMAGE_BITMAP || p->is_mask)
    return;
  p->format = SPICE_BITMAP_FMT_32BIT;
}

static void
wide_source (Command *c)
{
  wide (&c->source);
}

static void
wide_pattern (Command *c)
{
  wide (&c->pattern);
}

static void
picture_for_surface (Command *c)
{
  if (c->source.kind == SUMAC_HOST_IMAGE_SURFACE)
    c->source = (Picture){
      .kind = SUMAC_HOST_IMAGE_BITMAP,
      .format = SPICE_BITMAP_FMT_32BIT,
      .width = c->source.width,
      .height = c->source.height,
      .seed = 5,
    };
}

static void
no_weight (Command *c)
{
  c->weight = (Picture){ .kind = SUMAC_HOST_IMAGE_NONE };
  c->has_weight_transform = FALSE;
}

static void
no_transform (Command *c)
{
  c->has_transform = FALSE;
}

static void
no_weight_transform (Command *c)
{
  c->has_weight_transform = FALSE;
}

static void
drop_glyph (Command *c, guint i)
{
  guint n = c->draw.u.text.n_glyphs;

  if (c->draw.kind != SUMAC_HOST_DRAW_TEXT || n < 2 || i >= n)
    return;
  memmove (&c->glyphs[i], &c->glyphs[i + 1], (n - i - 1) * sizeof *c->glyphs);
  memmove (&c->rows[i], &c->rows[i + 1], (n - i - 1) * sizeof *c->rows);
  c->draw.u.text.n_glyphs--;
}

static void
drop_first_glyph (Command *c)
{
  drop_glyph (c, 0);
}

static void
drop_last_glyph (Command *c)
{
  if (c->draw.kind == SUMAC_HOST_DRAW_TEXT && c->draw.u.text.n_glyphs > 0)
    drop_glyph (c, c->draw.u.text.n_glyphs - 1u);
}

static void
drop_last_segment (Command *c)
{
  if (c->draw.kind == SUMAC_HOST_DRAW_STROKE && c->draw.u.stroke.n_segments > 1)
    c->draw.u.stroke.n_segments--;
}

static void
drop_first_segment (Command *c)
{
  guint n = c->draw.u.stroke.n_segments;

  if (c->draw.kind != SUMAC_HOST_DRAW_STROKE || n < 2 ||
      !(c->segments[1].flags & SPICE_PATH_BEGIN))
    return;
  memmove (c->segments, c->segments + 1, (n - 1) * sizeof *c->segments);
  memmove (c->points, c->points + 1, (n - 1) * sizeof *c->points);
  c->draw.u.stroke.n_segments--;
}

static void
drop_point (Command *c)
{
  SumacHostSegment *last;

  if (c->draw.kind != SUMAC_HOST_DRAW_STROKE || c->draw.u.stroke.n_segments == 0)
    return;
  last = &c->segments[c->draw.u.stroke.n_segments - 1];
  if (last->n_points > 2 && !(last->flags & SPICE_PATH_BEZIER))
    last->n_points--;
}

static void
drop_first_point (Command *c)
{
  if (c->draw.kind != SUMAC_HOST_DRAW_STROKE || c->segments[0].n_points < 3 ||
      c->segments[0].flags & SPICE_PATH_BEZIER)
    return;
  memmove (c->points[0], c->points[0] + 1, (MAX_POINTS - 1) * sizeof **c->points);
  c->segments[0].n_points--;
}

static void
no_style (Command *c)
{
  if (c->draw.kind == SUMAC_HOST_DRAW_STROKE)
    c->draw.u.stroke.n_style = 0;
}

static void
no_gap (Command *c)
{
  if (c->draw.kind == SUMAC_HOST_DRAW_STROKE)
    c->draw.u.stroke.starts_with_gap = FALSE;
}

/* The first stays, so that not all become zero. */
static void
shorter_style (Command *c)
{
  if (c->draw.kind == SUMAC_HOST_DRAW_STROKE && c->draw.u.stroke.n_style > 1 &&
      c->style[0] == 16)
    c->draw.u.stroke.n_style--;
}

static void
whole_style (Command *c)
{
  if (c->draw.kind != SUMAC_HOST_DRAW_STROKE || c->draw.u.stroke.n_style == 0)
    return;
  c->style[0] = 16;
  for (guint i = 1; i < c->draw.u.stroke.n_style; i++)
    c->style[i] = (c->style[i] + 7) & 0xff0;
}

/* The box of a TEXT holds its glyphs, see cover_glyphs. */
static gboolean
may_be_smaller (const Command *c)
{
  return c->draw.kind != SUMAC_HOST_DRAW_TEXT;
}

static void
halve_right (Command *c)
{
  gint width = c->draw.box.right - c->draw.box.left;
  gint area = c->draw.source_area.right - c->draw.source_area.left;

  if (!may_be_smaller (c) || width < 2 || (kind_has_area (c->draw.kind) && area != width))
    return;
  c->draw.box.right -= width / 2;
  if (area > 0)
    c->draw.source_area.right -= width / 2;
}

static void
halve_bottom (Command *c)
{
  gint height = c->draw.box.bottom - c->draw.box.top;
  gint area = c->draw.source_area.bottom - c->draw.source_area.top;

  if (!may_be_smaller (c) || height < 2 || (kind_has_area (c->draw.kind) && area != height))
    return;
  c->draw.box.bottom -= height / 2;
  if (area > 0)
    c->draw.source_area.bottom -= height / 2;
}

static void (*const simpler[]) (Command *c) = {
  no_clip,
  one_clip,
  fewer_clips,
  no_mask,
  no_inverse,
  plain_rop,
  no_cover,
  solid_brush,
  no_back,
  plain_pictures,
  noise_pictures,
  wide_source,
  wide_pattern,
  picture_for_surface,
  no_weight,
  no_transform,
  no_weight_transform,
  drop_first_glyph,
  drop_last_glyph,
  drop_last_segment,
  drop_first_segment,
  drop_point,
  drop_first_point,
  no_style,
  no_gap,
  whole_style,
  shorter_style,
  halve_right,
  halve_bottom,
};

/* TRUE if something became simpler. */
static gboolean
simplify_command (Shrinker *shrinker, Command *command)
{
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (simpler); i++)
    {
      Command before = *command;

      simpler[i](command);
      if (memcmp (&before, command, sizeof before) == 0)
        continue;
      if (fails (shrinker, shrinker->it))
        any = TRUE;
      else
        *command = before;
    }
  return any;
}

gboolean
shrink_case (Rig *rig, Case *it)
{
  Shrinker shrinker = { .rig = rig, .it = it };
  gboolean any = TRUE;

  if (!fails (&shrinker, it))
    return FALSE;
  drop_commands (&shrinker);
  while (any && shrinker.n_runs < MAX_RUNS)
    {
      any = FALSE;
      for (guint i = 0; i < it->n_commands; i++)
        any |= simplify_command (&shrinker, &it->commands[i]);
      drop_commands (&shrinker);
    }
  return TRUE;
}
