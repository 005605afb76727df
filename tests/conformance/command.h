/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A random drawing command, and a case of them, as values without a pointer: they can be
 * copied, changed and run again. A case may be about several displays that draw at once; they
 * share pictures, but no surfaces. Thread: one. */

#pragma once

#include "picture.h"

#include "host/display.h"

#define MAX_CLIPS      12
#define MAX_GLYPHS     10
#define MAX_GLYPH_SIDE 20
#define MAX_SEGMENTS   5
#define MAX_POINTS     10
#define MAX_STYLE      5
#define MAX_SURFACES   6
#define MAX_DISPLAYS   4
#define PRIMARY_WIDTH  72
#define PRIMARY_HEIGHT 64 /* below it lies one row more, for the end mark */

typedef struct
{
  guint display;
  SumacHostDraw draw; /* without pictures and lists: those stand below */
  Picture source;
  Picture pattern;
  Picture mask;
  Picture weight; /* the mask of COMPOSITE */
  Picture back;   /* of TEXT */
  SumacHostRect clips[MAX_CLIPS];
  gboolean has_transform;
  gboolean has_weight_transform;
  SumacHostTransform transform;
  SumacHostTransform weight_transform;
  SumacHostGlyph glyphs[MAX_GLYPHS]; /* their rows lie in rows */
  guint8 rows[MAX_GLYPHS][MAX_GLYPH_SIDE * MAX_GLYPH_SIDE];
  SumacHostSegment segments[MAX_SEGMENTS]; /* their points lie in points */
  SumacHostPoint points[MAX_SEGMENTS][MAX_POINTS];
  gint32 style[MAX_STYLE];
} Command;

typedef struct
{
  guint32 id;
  SpiceSurfaceFmt format;
  guint width;
  guint height;
} CaseSurface;

typedef struct
{
  guint n_surfaces;
  CaseSurface surfaces[MAX_SURFACES]; /* the first is the primary; all begin black */
} CaseDisplay;

typedef struct
{
  guint64 seed;
  guint n_displays;
  CaseDisplay displays[MAX_DISPLAYS];
  guint n_commands;
  Command *commands;
} Case;

/* Gives it to the guest. FALSE: that refuses it. */
gboolean command_draw (const Command *command, SumacHostDisplay *display);

const CaseSurface *case_surface (const CaseDisplay *display, guint32 id);

/* What the kind looks at. */
gboolean kind_has_source (SumacHostDrawKind kind);
gboolean kind_has_area (SumacHostDrawKind kind);
gboolean kind_has_brush (SumacHostDrawKind kind);
gboolean kind_has_mask (SumacHostDrawKind kind);
const char *kind_name (SumacHostDrawKind kind);
