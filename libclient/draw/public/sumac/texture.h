/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A picture that stays on the graphics card on its way from a renderer to whoever shows it, and
 * the share group in which both know it by name. No GL is needed to pass them on. */

#pragma once

#include <glib-object.h>
#include <sumac/export.h>

G_BEGIN_DECLS

/**
 * SumacGlPlatform:
 * @SUMAC_GL_EGL: EGLDisplay and EGLContext
 * @SUMAC_GL_GLX: Display of Xlib and GLXContext
 *
 * Whose words the handles of a [struct@GlShare] are.
 */
typedef enum
{
  SUMAC_GL_EGL,
  SUMAC_GL_GLX,
} SumacGlPlatform;

typedef struct _SumacGlShare SumacGlShare;

/**
 * SumacGlShare:
 * @platform: whose words the handles are
 * @is_es: GLES, not desktop GL: the sharing context must be of the same kind
 * @display: may be used from any thread
 * @context: not to be made current, only to share with
 *
 * The GL context of whoever shows the pictures: a renderer makes one of its own that shares
 * objects with it. Counted, as both sides end when they like; the handles are good as long as
 * there is a reference.
 */
struct _SumacGlShare
{
  SumacGlPlatform platform;
  gboolean is_es;
  gpointer display;
  gpointer context;
  /*< private >*/
  gint ref_count; /* atomic */
  void (*free_owner) (gpointer owner);
  gpointer owner;
};

#define SUMAC_TYPE_GL_SHARE (sumac_gl_share_get_type ())
SUMAC_EXPORT GType sumac_gl_share_get_type (void);

SUMAC_EXPORT SumacGlShare *sumac_gl_share_new (SumacGlPlatform platform,
                                               gboolean is_es,
                                               gpointer display,
                                               gpointer context,
                                               void (*free_owner) (gpointer owner),
                                               gpointer owner);
SUMAC_EXPORT SumacGlShare *sumac_gl_share_ref (SumacGlShare *share);
SUMAC_EXPORT void sumac_gl_share_unref (SumacGlShare *share);

typedef struct _SumacTexture SumacTexture;

/**
 * SumacTexture:
 * @name: as GL knows it in the share group; 0: none
 * @width: texels of the whole texture; the picture is its first columns and rows
 * @height: texels of the whole texture
 * @fence: (nullable): GLsync: before it is signalled the texture must not be touched
 *
 * A 2D texture of 8 bits a channel in a [struct@GlShare]. Its texels are pixels as they lie in
 * memory: red is the first byte, blue; whoever shows it exchanges the two. The top row is the
 * texture's first (t = 0).
 */
struct _SumacTexture
{
  guint name;
  gint width;
  gint height;
  gpointer fence;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SumacGlShare, sumac_gl_share_unref)

G_END_DECLS
