/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A picture that the guest's graphics card draws and lends us as a file (GL_SCANOUT_UNIX): a
 * dmabuf, or a sealed memory file. Mapped; what the guest says it has drawn is copied out, so
 * that it may go on at once. For renderers that can't import it; the lines must lie one after
 * the other in it, as the protocol has no word for tiles. Thread: the painter's. */

#pragma once

#include <sumac/plugin/view.h>

typedef struct _SumacScanout SumacScanout;
typedef struct _SumacScanoutFacts SumacScanoutFacts;

/* As the server tells them; not yet checked. */
struct _SumacScanoutFacts
{
  guint32 width;  /* pixels */
  guint32 height; /* pixels */
  guint32 stride; /* bytes */
  guint32 fourcc; /* of DRM */
  gboolean is_top_down;
};

/* Whether it makes sense: one of XR24 AR24 XB24 AB24, whose rows lie within the file. */
gboolean sumac_scanout_check (int fd, const SumacScanoutFacts *facts, GError **error);

/* @damage: what of @rect, which may be anything, lies in the picture and may have changed; FALSE:
 * nothing. */
gboolean sumac_scanout_cut (const SumacScanoutFacts *facts,
                            const SumacRect *rect,
                            SumacRect *damage);

/* @fd is borrowed. NULL with SUMAC_ERROR_LIMIT, or SUMAC_ERROR_UNSUPPORTED: a format that is
 * none of XR24 AR24 XB24 AB24, a file too small, or one that could shrink below us. */
SumacScanout *sumac_scanout_new (int fd, const SumacScanoutFacts *facts, GError **error);
void sumac_scanout_free (SumacScanout *scanout);

/* Copies what the guest has drawn within @rect, which may be anything, into the view's pixels.
 * @damage: the part that lies in the picture. */
void sumac_scanout_update (SumacScanout *scanout, const SumacRect *rect, SumacRect *damage);

/* XRGB32, black where nothing was updated yet; good until free. */
SumacView sumac_scanout_view (const SumacScanout *scanout);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SumacScanout, sumac_scanout_free)
