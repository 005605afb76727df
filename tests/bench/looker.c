/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "looker.h"

#include "plugins/renderer-gl/egl-displays.h"

#include <sumac/gl-driver.h>

#include <epoxy/egl.h>
#include <epoxy/gl.h>
#include <string.h>

/* Pictures that the card may be behind. */
#define AHEAD 2

/* Between two questions whether the card has got so far. A driver's own waiting is not asked for:
 * some are busy meanwhile, and it is processor time that is to be found out. */
#define PAUSE_US 100

struct _Looker
{
  EGLDisplay display;
  EGLContext context; /* EGL_NO_CONTEXT: there is none */
  SumacGlShare *share;
  char *card;
  GLuint framebuffers[2]; /* what is looked at, and the window */
  GLuint seen;            /* the texture of the first */
  GLuint window;
  gint width;
  gint height;
  GLsync fences[AHEAD]; /* of the last pictures, in turn */
  guint n;
  guint8 *pixels; /* the window, without a card */
};

/* Software is asked for by SUMAC_GL, as of renderers. */
static gboolean
take_context (Looker *looker, EGLDisplay display)
{
  static const EGLint attributes[] = { EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION,
                                       2, EGL_NONE };

  if (!eglInitialize (display, NULL, NULL) || !egl_display_is_useful (display) ||
      !eglBindAPI (EGL_OPENGL_API))
    return FALSE;
  looker->display = display;
  looker->context = eglCreateContext (display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, attributes);
  if (looker->context == EGL_NO_CONTEXT)
    return FALSE;
  if (eglMakeCurrent (display, EGL_NO_SURFACE, EGL_NO_SURFACE, looker->context) &&
      sumac_gl_driver_is_welcome ((const char *) glGetString (GL_RENDERER)))
    return TRUE;
  eglMakeCurrent (display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  eglDestroyContext (display, looker->context);
  looker->context = EGL_NO_CONTEXT;
  return FALSE;
}

Looker *
looker_new (void)
{
  Looker *looker = g_new0 (Looker, 1);
  EGLDisplay displays[EGL_DISPLAYS_MAX];
  guint n = egl_displays_list (displays);

  looker->context = EGL_NO_CONTEXT;
  for (guint i = 0; i < n && looker->context == EGL_NO_CONTEXT; i++)
    if (take_context (looker, displays[i]))
      {
        looker->share = sumac_gl_share_new (SUMAC_GL_EGL, FALSE, looker->display,
                                            looker->context, NULL, NULL);
        looker->card = g_strdup ((const char *) glGetString (GL_RENDERER));
        glGenFramebuffers (2, looker->framebuffers);
      }
  return looker;
}

SumacGlShare *
looker_get_share (Looker *looker)
{
  return looker->share;
}

const char *
looker_get_card (Looker *looker)
{
  return looker->card;
}

/* A window of the picture's size. */
static void
fit (Looker *looker, gint width, gint height)
{
  if (looker->width == width && looker->height == height)
    return;
  looker->width = width;
  looker->height = height;
  g_free (looker->pixels);
  looker->pixels = g_malloc0 ((gsize) width * (gsize) height * 4);
  if (!looker->share)
    return;
  if (!looker->window)
    glGenRenderbuffers (1, &looker->window);
  glBindRenderbuffer (GL_RENDERBUFFER, looker->window);
  glRenderbufferStorage (GL_RENDERBUFFER, GL_RGBA8, width, height);
  glBindFramebuffer (GL_DRAW_FRAMEBUFFER, looker->framebuffers[1]);
  glFramebufferRenderbuffer (GL_DRAW_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER,
                             looker->window);
}

static void
wait_for (GLsync fence)
{
  if (!fence)
    return;
  while (glClientWaitSync (fence, 0, 0) == GL_TIMEOUT_EXPIRED)
    g_usleep (PAUSE_US);
  glDeleteSync (fence);
}

static void
keep_pace (Looker *looker)
{
  GLsync *fence = &looker->fences[looker->n++ % AHEAD];

  wait_for (*fence);
  *fence = glFenceSync (GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
}

/* A window draws at the screen's next turn, when the card has done with the picture. */
static void
look_at_texture (Looker *looker, SumacFrame *frame, const SumacTexture *texture)
{
  gint width = looker->width;
  gint height = looker->height;

  wait_for (texture->fence);
  glBindFramebuffer (GL_READ_FRAMEBUFFER, looker->framebuffers[0]);
  if (looker->seen != texture->name)
    glFramebufferTexture2D (GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D,
                            texture->name, 0);
  looker->seen = texture->name;
  glBindFramebuffer (GL_DRAW_FRAMEBUFFER, looker->framebuffers[1]);
  glBlitFramebuffer (0, 0, width, height, 0, height, width, 0, GL_COLOR_BUFFER_BIT, GL_NEAREST);
  sumac_frame_end_texture (frame, glFenceSync (GL_SYNC_GPU_COMMANDS_COMPLETE, 0));
  keep_pace (looker);
  glFlush ();
}

static void
look_at_pixels (Looker *looker, const guint8 *data, gsize stride, const SumacRect *damage)
{
  const SumacRect all = { 0, 0, looker->width, looker->height };
  gsize to_stride = (gsize) looker->width * 4;
  SumacRect part;

  if (!sumac_rect_intersect (&all, damage, &part))
    return;
  for (gint y = part.top; y < part.bottom; y++)
    memcpy (looker->pixels + to_stride * (gsize) y + (gsize) part.left * 4,
            data + stride * (gsize) y + (gsize) part.left * 4,
            (gsize) sumac_rect_width (&part) * 4);
}

gboolean
looker_look (Looker *looker, SumacFrame *frame, const SumacRect *damage)
{
  SumacTexture texture;
  const guint8 *data;
  gsize stride;

  fit (looker, sumac_frame_get_width (frame), sumac_frame_get_height (frame));
  if (looker->share && sumac_frame_has_texture (frame, looker->share))
    {
      if (!sumac_frame_begin_texture (frame, looker->share, &texture))
        return FALSE;
      look_at_texture (looker, frame, &texture);
      return TRUE;
    }
  if (!sumac_frame_begin_read (frame, &data, &stride))
    return FALSE;
  look_at_pixels (looker, data, stride, damage);
  sumac_frame_end_read (frame);
  return TRUE;
}

void
looker_settle (Looker *looker)
{
  if (looker->share)
    glFinish ();
}

void
looker_free (Looker *looker)
{
  if (looker->share)
    {
      eglMakeCurrent (looker->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
      sumac_gl_share_unref (looker->share);
    }
  g_free (looker->card);
  g_free (looker->pixels);
  g_free (looker);
}
