/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The renderer contract: what draws ops on surfaces. A renderer may refuse any op; the
 * painter then draws it by the reference rasteriser on mapped memory. So a renderer may
 * start with one function. Refusing is always right; drawing wrong never is.
 *
 * All calls of one instance come from one painter thread; probe comes from any. Several
 * instances live at once. */

#pragma once

#include <glib-object.h>
#include <sumac/plugin/op.h>
#include <sumac/plugin/view.h>

G_BEGIN_DECLS

#define SUMAC_TYPE_RENDERER (sumac_renderer_get_type ())
SUMAC_EXPORT
G_DECLARE_DERIVABLE_TYPE (SumacRenderer, sumac_renderer, SUMAC, RENDERER, GObject)

/* What map is for. */
typedef enum
{
  SUMAC_MAP_READ = 1 << 0,
  SUMAC_MAP_WRITE = 1 << 1,
} SumacMapFlags;

struct _SumacRendererClass
{
  GObjectClass parent_class;

  /* Optional. Can it work on this machine? FALSE with a sentence why not. Nothing is open
   * yet; must be quick and leave no trace. Absent: it can. */
  gboolean (*probe) (SumacRenderer *self, GError **error);

  /* Duty. A surface with all pixels zero. An id that exists never comes. FALSE when there is
   * no memory for it. */
  gboolean (*surface_create) (SumacRenderer *self,
                              guint32 id,
                              SumacPixelFormat format,
                              gint width,
                              gint height,
                              GError **error);

  /* Duty. The id exists. */
  void (*surface_destroy) (SumacRenderer *self, guint32 id);

  /* Optional. Draws @op on surface op->surface, which exists. FALSE: "not mine", nothing was
   * changed. @damage: a rectangle around what may have changed, within the surface. Surfaces
   * that are sources exist. The op and its pixels may be used until the return; pixels
   * longer with a reference. Absent: every op is refused. */
  gboolean (*draw) (SumacRenderer *self, const SumacOp *op, SumacRect *damage);

  /* Duty. A linear view of the surface, good until unmap. Several surfaces may be mapped at
   * once, one surface only once. FALSE only when the device is lost. */
  gboolean (*map) (SumacRenderer *self, guint32 id, SumacMapFlags flags, SumacView *view);

  /* Duty. @damage: what was written, empty for none. */
  void (*unmap) (SumacRenderer *self, guint32 id, const SumacRect *damage);

  /*< private >*/
  gpointer reserved[16];
};

G_END_DECLS
