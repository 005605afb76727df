/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "command.h"

/* clang-format off */
static const struct
{
  const char *name;
  gboolean has_source;
  gboolean has_area;
  gboolean has_brush;
  gboolean has_mask;
} kinds[SUMAC_HOST_N_DRAW_KINDS] = {
  /*                                                source area   brush  mask  */
  [SUMAC_HOST_DRAW_FILL]        = { "fill",         FALSE, FALSE, TRUE,  TRUE  },
  [SUMAC_HOST_DRAW_OPAQUE]      = { "opaque",       TRUE,  TRUE,  TRUE,  TRUE  },
  [SUMAC_HOST_DRAW_COPY]        = { "copy",         TRUE,  TRUE,  FALSE, TRUE  },
  [SUMAC_HOST_DRAW_BLEND]       = { "blend",        TRUE,  TRUE,  FALSE, TRUE  },
  [SUMAC_HOST_DRAW_BLACKNESS]   = { "blackness",    FALSE, FALSE, FALSE, TRUE  },
  [SUMAC_HOST_DRAW_WHITENESS]   = { "whiteness",    FALSE, FALSE, FALSE, TRUE  },
  [SUMAC_HOST_DRAW_INVERS]      = { "invers",       FALSE, FALSE, FALSE, TRUE  },
  [SUMAC_HOST_DRAW_TRANSPARENT] = { "transparent",  TRUE,  TRUE,  FALSE, FALSE },
  [SUMAC_HOST_DRAW_ALPHA_BLEND] = { "alpha-blend",  TRUE,  TRUE,  FALSE, FALSE },
  [SUMAC_HOST_DRAW_COPY_BITS]   = { "copy-bits",    FALSE, FALSE, FALSE, FALSE },
  [SUMAC_HOST_DRAW_COMPOSITE]   = { "composite",    TRUE,  FALSE, FALSE, FALSE },
  [SUMAC_HOST_DRAW_ROP3]        = { "rop3",         TRUE,  TRUE,  TRUE,  TRUE  },
  [SUMAC_HOST_DRAW_STROKE]      = { "stroke",       FALSE, FALSE, TRUE,  FALSE },
  [SUMAC_HOST_DRAW_TEXT]        = { "text",         FALSE, FALSE, TRUE,  FALSE },
};

/* clang-format on */

gboolean
kind_has_source (SumacHostDrawKind kind)
{
  return kinds[kind].has_source;
}

gboolean
kind_has_area (SumacHostDrawKind kind)
{
  return kinds[kind].has_area;
}

gboolean
kind_has_brush (SumacHostDrawKind kind)
{
  return kinds[kind].has_brush;
}

gboolean
kind_has_mask (SumacHostDrawKind kind)
{
  return kinds[kind].has_mask;
}

const char *
kind_name (SumacHostDrawKind kind)
{
  return kinds[kind].name;
}

const CaseSurface *
case_surface (const CaseDisplay *display, guint32 id)
{
  for (guint i = 0; i < display->n_surfaces; i++)
    if (display->surfaces[i].id == id)
      return &display->surfaces[i];
  return NULL;
}

/* The five pictures of a command, as long as it is given to the guest. */
typedef struct
{
  PictureImage source;
  PictureImage pattern;
  PictureImage mask;
  PictureImage weight;
  PictureImage back;
} Made;

static void
bind_lists (const Command *command,
            SumacHostDraw *draw,
            SumacHostGlyph *glyphs,
            SumacHostSegment *segments)
{
  if (draw->kind == SUMAC_HOST_DRAW_TEXT)
    {
      for (guint i = 0; i < draw->u.text.n_glyphs; i++)
        {
          glyphs[i] = command->glyphs[i];
          glyphs[i].rows = command->rows[i];
        }
      draw->u.text.glyphs = glyphs;
    }
  else if (draw->kind == SUMAC_HOST_DRAW_STROKE)
    {
      for (guint i = 0; i < draw->u.stroke.n_segments; i++)
        {
          segments[i] = command->segments[i];
          segments[i].points = command->points[i];
        }
      draw->u.stroke.segments = segments;
      draw->u.stroke.style = command->style;
    }
  else if (draw->kind == SUMAC_HOST_DRAW_COMPOSITE)
    {
      draw->u.composite.transform = command->has_transform ? &command->transform : NULL;
      draw->u.composite.mask_transform =
          command->has_weight_transform ? &command->weight_transform : NULL;
    }
}

static void
bind_pictures (const Command *command, SumacHostDraw *draw, Made *made)
{
  picture_make (&command->source, &made->source);
  picture_make (&command->pattern, &made->pattern);
  picture_make (&command->mask, &made->mask);
  picture_make (&command->weight, &made->weight);
  picture_make (&command->back, &made->back);
  draw->source = made->source.image;
  draw->brush.pattern = made->pattern.image;
  draw->mask.bits = made->mask.image;
  if (draw->kind == SUMAC_HOST_DRAW_COMPOSITE)
    draw->u.composite.mask = made->weight.image;
  if (draw->kind == SUMAC_HOST_DRAW_TEXT)
    draw->u.text.back.pattern = made->back.image;
}

static void
clear_pictures (Made *made)
{
  picture_clear (&made->source);
  picture_clear (&made->pattern);
  picture_clear (&made->mask);
  picture_clear (&made->weight);
  picture_clear (&made->back);
}

gboolean
command_draw (const Command *command, SumacHostDisplay *display)
{
  SumacHostDraw draw = command->draw;
  SumacHostGlyph glyphs[MAX_GLYPHS];
  SumacHostSegment segments[MAX_SEGMENTS];
  Made made;
  gboolean is_taken;

  draw.clip.rects = command->clips;
  bind_lists (command, &draw, glyphs, segments);
  bind_pictures (command, &draw, &made);
  is_taken = sumac_host_display_draw (display, &draw);
  clear_pictures (&made);
  return is_taken;
}
