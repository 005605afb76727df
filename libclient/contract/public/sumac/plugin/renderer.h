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
#include <sumac/plugin/picture.h>
#include <sumac/plugin/view.h>
#include <sumac/texture.h>

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

typedef struct _SumacRendererHost SumacRendererHost;
typedef struct _SumacDmabuf SumacDmabuf;

/* Where a renderer is to work. */
struct _SumacRendererHost
{
  gsize image_bytes;   /* its own copies of pictures may take so much together */
  SumacGlShare *share; /* in which textures can be shown; NULL: in none. Take a reference */
};

/* A picture in memory of the graphics card, lent by the guest: it changes while we look. */
struct _SumacDmabuf
{
  gint fd;              /* borrowed: to be duplicated if it is kept */
  guint32 fourcc;       /* of DRM, little endian: XR24, AR24, XB24 or AB24 */
  gint width;           /* pixels */
  gint height;          /* pixels */
  guint32 stride;       /* bytes from a row to the next; they lie one after the other */
  gboolean is_top_down; /* FALSE: the bottom row comes first */
};

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

  /* Since 1.1, optional. Once, before the first surface. FALSE with a sentence: it can't work
   * there. Absent: there is nothing to open. */
  gboolean (*open) (SumacRenderer *self, const SumacRendererHost *host, GError **error);

  /* Since 1.1, optional. Brings a copy of surface @id up to date where it was damaged (@rects,
   * within the surface), on a texture that the host's share group sees. @texture is zeroed when
   * it comes first for a surface, then as it was left, but for the fence: when signalled, the
   * viewer has done with the copy; to be waited for on the card, and deleted. Sets name, size
   * and a fence of its own. The texture stays until the surface is destroyed or the renderer
   * goes. FALSE: not as a texture; the surface is looked at by map. */
  gboolean (*publish) (SumacRenderer *self,
                       guint32 id,
                       const SumacRect *rects,
                       guint n_rects,
                       SumacTexture *texture);

  /* Since 1.1, optional. A frame of a video on surface @id: @picture stretched over @box (which
   * may lie anywhere), where @rects are; they are disjoint and within the surface.
   * @is_upside_down: its top row is the picture's last. @damage as of draw. FALSE: not mine. */
  gboolean (*video) (SumacRenderer *self,
                     guint32 id,
                     const SumacPicture *picture,
                     gboolean is_upside_down,
                     const SumacRect *box,
                     const SumacRect *rects,
                     guint n_rects,
                     SumacRect *damage);

  /* Since 1.1, optional. A surface of format XRGB32 that is that picture, as it is whenever it
   * is published or mapped (for reading only); nothing is drawn on it. Destroyed as others are.
   * FALSE: not that one; its memory is mapped and copied. */
  gboolean (*import) (SumacRenderer *self,
                      guint32 id,
                      const SumacDmabuf *dmabuf,
                      GError **error);

  /*< private >*/
  gpointer reserved[12];
};

/* For renderers. The device is gone, and what was drawn with it; @why: a sentence for the log.
 * From now on the contract's functions may fail or do nothing, and the next renderer takes over.
 * Any thread, and at any time. */
SUMAC_EXPORT void sumac_renderer_lose (SumacRenderer *self, const char *why);

G_END_DECLS
