/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "lent.h"

#include "texture.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>

#define FOURCC(a, b, c, d) \
  ((guint32) (a) | (guint32) (b) << 8 | (guint32) (c) << 16 | (guint32) (d) << 24)

/* A texture's red is the first byte, blue (texture.h): so EGL is told that red and blue are
 * where the other is. Nobody looks at alpha. */
typedef struct
{
  guint32 fourcc;
  guint32 told;
} Format;

static const Format formats[] = {
  { FOURCC ('X', 'R', '2', '4'), FOURCC ('X', 'B', '2', '4') },
  { FOURCC ('A', 'R', '2', '4'), FOURCC ('X', 'B', '2', '4') },
  { FOURCC ('X', 'B', '2', '4'), FOURCC ('X', 'R', '2', '4') },
  { FOURCC ('A', 'B', '2', '4'), FOURCC ('X', 'R', '2', '4') },
};

static guint32
told_of (guint32 fourcc)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].fourcc == fourcc)
      return formats[i].told;
  return 0;
}

static gboolean
can_import (const Context *context)
{
  return epoxy_has_egl_extension (context->display, "EGL_EXT_image_dma_buf_import") &&
         epoxy_has_gl_extension ("GL_OES_EGL_image");
}

/* Without a modifier: how the picture is laid out, which the protocol has no word for, the
 * driver knows from the memory itself. */
static EGLImageKHR
make_image (const Context *context, const SumacDmabuf *dmabuf)
{
  const EGLint attributes[] = {
    EGL_WIDTH,
    dmabuf->width,
    EGL_HEIGHT,
    dmabuf->height,
    EGL_LINUX_DRM_FOURCC_EXT,
    (EGLint) told_of (dmabuf->fourcc),
    EGL_DMA_BUF_PLANE0_FD_EXT,
    dmabuf->fd,
    EGL_DMA_BUF_PLANE0_OFFSET_EXT,
    0,
    EGL_DMA_BUF_PLANE0_PITCH_EXT,
    (EGLint) dmabuf->stride,
    EGL_NONE,
  };

  return eglCreateImageKHR (context->display, EGL_NO_CONTEXT, EGL_LINUX_DMA_BUF_EXT, NULL,
                            attributes);
}

/* FALSE when the driver shows such pictures only to another kind of sampler. */
static gboolean
make_texture (Lent *lent)
{
  glGenTextures (1, &lent->texture);
  glBindTexture (GL_TEXTURE_2D, lent->texture);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  texture_forget_errors ();
  glEGLImageTargetTexture2DOES (GL_TEXTURE_2D, lent->image);
  return glGetError () == GL_NO_ERROR;
}

static void
refuse (GError **error)
{
  g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED,
                       _ ("The graphics driver can't show what the guest's card lends."));
}

Lent *
lent_new (const Context *context, const SumacDmabuf *dmabuf, GError **error)
{
  EGLImageKHR image = EGL_NO_IMAGE_KHR;

  if (can_import (context) && told_of (dmabuf->fourcc) && dmabuf->width >= 1 &&
      dmabuf->height >= 1 && dmabuf->stride <= G_MAXINT)
    image = make_image (context, dmabuf);
  if (image == EGL_NO_IMAGE_KHR)
    {
      refuse (error);
      return NULL;
    }

  Lent *lent = g_new0 (Lent, 1);

  lent->display = context->display;
  lent->image = image;
  lent->is_top_down = dmabuf->is_top_down;
  if (make_texture (lent))
    return lent;
  lent_free (lent, FALSE);
  refuse (error);
  return NULL;
}

void
lent_free (Lent *lent, gboolean is_gone)
{
  if (!lent)
    return;
  if (!is_gone)
    glDeleteTextures (1, &lent->texture);
  eglDestroyImageKHR (lent->display, lent->image);
  g_free (lent);
}
