/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "eyes.h"

#include "plugins/renderer-gl/egl-displays.h"

#include <sumac/gl-driver.h>

#include <epoxy/egl.h>
#include <epoxy/gl.h>
#include <pthread.h>

/* What takes longer will not come. */
#define LONGEST_WAIT_S 5

struct _SumacEyes
{
  SumacSuiteEyes suite;
  gboolean wants_es;
  EGLDisplay display;
  EGLContext context;
  SumacGlShare *share; /* NULL until it is opened */
};

/* A kind of context, and how EGL is asked for it. A renderer's shares with it. */
typedef struct
{
  EGLenum api;
  gboolean is_es;
  EGLint attributes[5];
} Form;

/* clang-format off */
static const Form forms[] = {
  { EGL_OPENGL_API, FALSE,
    { EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 2, EGL_NONE } },
  { EGL_OPENGL_ES_API, TRUE,
    { EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 0, EGL_NONE } },
};
/* clang-format on */

/* On a thread of its own, where a context may be current */

typedef gboolean (*Work) (SumacEyes *eyes, gpointer what, GError **error);

typedef struct
{
  SumacEyes *eyes;
  Work work;
  gpointer what;
  gboolean is_done;
  GError *error;
} Errand;

static void *
run_errand (void *data)
{
  Errand *errand = data;

  pthread_setname_np (pthread_self (), "sumac-eyes");
  errand->is_done = errand->work (errand->eyes, errand->what, &errand->error);
  eglReleaseThread ();
  return NULL;
}

static gboolean
run (SumacEyes *eyes, Work work, gpointer what, GError **error)
{
  Errand errand = { .eyes = eyes, .work = work, .what = what };
  pthread_t thread;

  if (pthread_create (&thread, NULL, run_errand, &errand) != 0)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT, "there are no more threads");
      return FALSE;
    }
  pthread_join (thread, NULL);
  if (errand.error)
    g_propagate_error (error, errand.error);
  return errand.is_done;
}

static gboolean
enter (SumacEyes *eyes)
{
  return eglMakeCurrent (eyes->display, EGL_NO_SURFACE, EGL_NO_SURFACE, eyes->context);
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN, "%s", why);
  return FALSE;
}

/* Opening */

/* Whoever has the last reference ends the context; the display is the process's. */
typedef struct
{
  EGLDisplay display;
  EGLContext context;
} Owner;

static void
end_context (gpointer data)
{
  Owner *owner = data;

  eglDestroyContext (owner->display, owner->context);
  g_free (owner);
}

/* FALSE when it draws on the processor, and that is not @is_any. */
static gboolean
take_context (SumacEyes *eyes, gboolean is_es, gboolean is_any)
{
  if (!enter (eyes) ||
      (!is_any && sumac_gl_driver_is_software ((const char *) glGetString (GL_RENDERER))))
    {
      eglReleaseThread ();
      eglDestroyContext (eyes->display, eyes->context);
      return FALSE;
    }

  Owner *owner = g_new (Owner, 1);

  *owner = (Owner){ eyes->display, eyes->context };
  eyes->share = sumac_gl_share_new (SUMAC_GL_EGL, is_es, eyes->display, eyes->context,
                                    end_context, owner);
  return TRUE;
}

static gboolean
open_on (SumacEyes *eyes, EGLDisplay display, gboolean is_any)
{
  eyes->display = display;
  if (!eglInitialize (display, NULL, NULL) || !egl_display_is_useful (display))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      if ((eyes->wants_es && !forms[i].is_es) || !eglBindAPI (forms[i].api))
        continue;
      eyes->context =
          eglCreateContext (display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, forms[i].attributes);
      if (eyes->context != EGL_NO_CONTEXT)
        return take_context (eyes, forms[i].is_es, is_any);
    }
  return FALSE;
}

/* A card, wherever it is, before the processor: a renderer may not want to share with that. */
static gboolean
open_context (SumacEyes *eyes, gpointer what G_GNUC_UNUSED, GError **error)
{
  EGLDisplay displays[EGL_DISPLAYS_MAX];
  guint n = egl_displays_list (displays);

  for (guint i = 0; i < 2 * n; i++)
    if (open_on (eyes, displays[i % n], i >= n))
      return TRUE;
  return refuse (error, "OpenGL 3.2 or OpenGL ES 3.0 without a window can't be had here");
}

static SumacGlShare *
open_eyes (gpointer data, GError **error)
{
  SumacEyes *eyes = data;

  if (!eyes->share && !run (eyes, open_context, NULL, error))
    return NULL;
  return sumac_gl_share_ref (eyes->share);
}

/* Looking */

/* It is us who wait, not the card: by the time that somebody looks all has been drawn, and a fence
 * that never comes is noticed. */
static gboolean
wait_for (SumacEyes *eyes, gpointer fence, GError **error)
{
  if (!enter (eyes))
    return refuse (error, "the viewer's context can't be made current");
  if (!glIsSync (fence))
    return refuse (error, "the fence is none of the share group's");

  GLenum result = glClientWaitSync (fence, 0, LONGEST_WAIT_S * G_GUINT64_CONSTANT (1000000000));

  glDeleteSync (fence);
  if (result == GL_ALREADY_SIGNALED || result == GL_CONDITION_SATISFIED)
    return TRUE;
  return refuse (error, "the fence was not signalled for seconds");
}

static gboolean
wait_for_fence (gpointer data, gpointer fence, GError **error)
{
  return run (data, wait_for, fence, error);
}

/* What is to be read, and where to. */
typedef struct
{
  SumacTexture *texture;
  gint width;
  gint height;
  guint8 *texels;
} Look;

/* GLES knows the size from 3.1 on only. */
static gboolean
has_its_size (const SumacTexture *texture)
{
  GLint width = 0, height = 0;

  if (!epoxy_is_desktop_gl () && epoxy_gl_version () < 31)
    return TRUE;
  glBindTexture (GL_TEXTURE_2D, texture->name);
  glGetTexLevelParameteriv (GL_TEXTURE_2D, 0, GL_TEXTURE_WIDTH, &width);
  glGetTexLevelParameteriv (GL_TEXTURE_2D, 0, GL_TEXTURE_HEIGHT, &height);
  glBindTexture (GL_TEXTURE_2D, 0);
  return width == texture->width && height == texture->height;
}

/* By the framebuffer that is bound. */
static gboolean
read_attached (const Look *look, GError **error)
{
  glFramebufferTexture2D (GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D,
                          look->texture->name, 0);
  if (glCheckFramebufferStatus (GL_READ_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
    return refuse (error, "the texture can't be read");
  glPixelStorei (GL_PACK_ALIGNMENT, 4);
  glReadPixels (0, 0, look->width, look->height, GL_RGBA, GL_UNSIGNED_BYTE, look->texels);
  return TRUE;
}

static gboolean
read_texture (SumacEyes *eyes, gpointer what, GError **error)
{
  const Look *look = what;
  GLuint framebuffer;

  if (!enter (eyes))
    return refuse (error, "the viewer's context can't be made current");
  if (!glIsTexture (look->texture->name))
    return refuse (error, "the share group has no texture of that name");
  if (!has_its_size (look->texture) || look->width > look->texture->width ||
      look->height > look->texture->height)
    return refuse (error, "the texture is not as large as it says");
  glGenFramebuffers (1, &framebuffer);
  glBindFramebuffer (GL_READ_FRAMEBUFFER, framebuffer);

  gboolean is_read = read_attached (look, error);

  glDeleteFramebuffers (1, &framebuffer);
  look->texture->fence = glFenceSync (GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
  glFlush ();
  return is_read;
}

static gboolean
look_at (gpointer data,
         SumacTexture *texture,
         gint width,
         gint height,
         guint8 *texels,
         GError **error)
{
  Look look = { texture, width, height, texels };

  return run (data, read_texture, &look, error);
}

SumacEyes *
sumac_eyes_new (gboolean wants_es)
{
  SumacEyes *eyes = g_new (SumacEyes, 1);

  *eyes = (SumacEyes){
    .suite = { open_eyes, wait_for_fence, look_at, eyes },
    .wants_es = wants_es,
  };
  return eyes;
}

const SumacSuiteEyes *
sumac_eyes_get (SumacEyes *eyes)
{
  return &eyes->suite;
}

void
sumac_eyes_free (SumacEyes *eyes)
{
  if (!eyes)
    return;
  g_clear_pointer (&eyes->share, sumac_gl_share_unref);
  g_free (eyes);
}
