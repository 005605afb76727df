/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "context.h"

#include "context-glx.h"
#include "egl-displays.h"
#include "gate.h"

#include <sumac/error.h>
#include <sumac/gl-driver.h>

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <string.h>

#define LOSE_WORD "lose="

/* Words of SUMAC_GL. */
enum
{
  WORD_ES = 1 << 0,   /* GLES even where there is desktop GL */
  WORD_CARD = 1 << 1, /* the processor draws as a card would, as tests want it */
};

static gboolean
has_word (guint word)
{
  static const GDebugKey words[] = { { "es", WORD_ES }, { "card", WORD_CARD } };

  return (g_parse_debug_string (g_getenv ("SUMAC_GL"), words, G_N_ELEMENTS (words)) & word) !=
         0;
}

/* "lose=N" among them: after so many ops the card is lost, as tests want it. */
static guint
read_ops_left (void)
{
  const char *words = g_getenv ("SUMAC_GL");
  const char *word = words ? strstr (words, LOSE_WORD) : NULL;

  return word ? (guint) g_ascii_strtoull (word + strlen (LOSE_WORD), NULL, 10) : 0;
}

/* A kind of context, and how EGL is asked for it. */
typedef struct
{
  EGLenum api;
  gboolean is_es;
  gboolean tells_reset; /* it must not share with one that does not */
  EGLint attributes[9];
} Form;

/* clang-format off */
static const Form forms[] = {
  { EGL_OPENGL_API, FALSE, TRUE,
    { EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 2,
      EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY, EGL_LOSE_CONTEXT_ON_RESET, EGL_NONE } },
  { EGL_OPENGL_API, FALSE, FALSE,
    { EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 2, EGL_NONE } },
  { EGL_OPENGL_ES_API, TRUE, TRUE,
    { EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 0,
      EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY_EXT, EGL_LOSE_CONTEXT_ON_RESET_EXT, EGL_NONE } },
  { EGL_OPENGL_ES_API, TRUE, FALSE,
    { EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 0, EGL_NONE } },
};

/* clang-format on */

static void
leave_egl (void)
{
  if (eglGetCurrentContext () != EGL_NO_CONTEXT)
    eglMakeCurrent (eglGetCurrentDisplay (), EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
}

/* A thread that has a context of EGL may not have one of GLX as well. */
static gboolean
make_current (Context *context)
{
  if (context->glx.context)
    {
      leave_egl ();
      return context_glx_make_current (&context->glx);
    }
  context_glx_leave ();
  return eglMakeCurrent (context->display, EGL_NO_SURFACE, EGL_NO_SURFACE, context->egl);
}

static gboolean
is_current (const Context *context)
{
  if (context->glx.context)
    return context_glx_is_current (&context->glx);
  return eglGetCurrentContext () == context->egl;
}

gboolean
context_is_open (const Context *context)
{
  return context->egl != EGL_NO_CONTEXT || context->glx.context;
}

static void
close_egl (Context *context)
{
  if (eglGetCurrentContext () == context->egl)
    leave_egl ();
  eglDestroyContext (context->display, context->egl);
  context->egl = EGL_NO_CONTEXT;
}

void
context_close (Context *context)
{
  if (context->egl != EGL_NO_CONTEXT)
    close_egl (context);
  if (context->glx.context)
    context_glx_close (&context->glx);
  g_clear_pointer (&context->share, sumac_gl_share_unref);
}

static void
learn (Context *context)
{
  context->reset_status = NULL;
  if (context->is_es && epoxy_has_gl_extension ("GL_KHR_robustness"))
    context->reset_status = glGetGraphicsResetStatusKHR;
  else if (context->is_es && epoxy_has_gl_extension ("GL_EXT_robustness"))
    context->reset_status = glGetGraphicsResetStatusEXT;
  else if (!context->is_es && epoxy_has_gl_extension ("GL_ARB_robustness"))
    context->reset_status = glGetGraphicsResetStatusARB;
  glGetIntegerv (GL_MAX_TEXTURE_SIZE, &context->max_side);
}

static gboolean
open_form (Context *context, const Form *form, EGLContext shared)
{
  if (!eglBindAPI (form->api))
    return FALSE;
  context->egl =
      eglCreateContext (context->display, EGL_NO_CONFIG_KHR, shared, form->attributes);
  context->is_es = form->is_es;
  if (context->egl != EGL_NO_CONTEXT && make_current (context))
    return TRUE;
  context_close (context);
  return FALSE;
}

/* Of the context that is current, unless what it draws by is not wanted: then @software gets
 * its name, and the context is closed. */
static gboolean
take_current (Context *context, char **software)
{
  const char *name = (const char *) glGetString (GL_RENDERER);

  context->is_software = sumac_gl_driver_is_software (name);
  if (!sumac_gl_driver_is_welcome (name))
    {
      g_free (*software);
      *software = g_strdup (name);
      context_close (context);
      return FALSE;
    }
  context->as_card = !context->is_software || has_word (WORD_CARD);
  learn (context);
  gate_watch ();
  return TRUE;
}

/* The best form that this display has. @software gets the name of a renderer that was not
 * taken because it draws on the processor. */
static gboolean
open_on (Context *context, EGLDisplay display, char **software)
{
  context->display = display;
  if (!eglInitialize (display, NULL, NULL) || !egl_display_is_useful (display))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if ((forms[i].is_es || !has_word (WORD_ES)) &&
        open_form (context, &forms[i], EGL_NO_CONTEXT))
      return take_current (context, software);
  return FALSE;
}

static gboolean
open_egl_shared (Context *context, const SumacGlShare *share)
{
  context->display = share->display;
  if (!egl_display_is_useful (share->display))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (!forms[i].tells_reset && !forms[i].is_es == !share->is_es &&
        open_form (context, &forms[i], share->context))
      return TRUE;
  return FALSE;
}

/* In a share group its kind is not ours to choose. */
static gboolean
open_shared (Context *context, SumacGlShare *share, char **software)
{
  gboolean is_open = FALSE;

  switch (share->platform)
    {
    case SUMAC_GL_EGL:
      is_open = open_egl_shared (context, share);
      break;
    case SUMAC_GL_GLX:
      leave_egl ();
      is_open = context_glx_open (&context->glx, share);
      context->is_es = share->is_es;
      break;
    }
  if (!is_open || !take_current (context, software))
    {
      g_debug ("the graphics card draws apart from who shows it");
      return FALSE;
    }
  context->share = sumac_gl_share_ref (share);
  return TRUE;
}

gboolean
context_open (Context *context, SumacRenderer *renderer, SumacGlShare *share, GError **error)
{
  EGLDisplay displays[EGL_DISPLAYS_MAX];
  g_autofree char *software = NULL;

  *context = (Context){
    .egl = EGL_NO_CONTEXT,
    .renderer = renderer,
    .ops_left = read_ops_left (),
  };
  if (share && open_shared (context, share, &software))
    return TRUE;

  guint n = egl_displays_list (displays);

  for (guint i = 0; i < n; i++)
    if (open_on (context, displays[i], &software))
      return TRUE;
  if (software)
    g_set_error (
        error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
        _ ("No graphics card was found, only “%s”, which draws on the processor. Choose another renderer, which does that faster."),
        software);
  else
    g_set_error_literal (
        error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
        _ ("OpenGL 3.2 or OpenGL ES 3.0 without a window can't be had here. Choose another renderer."));
  return FALSE;
}

static void
lose (Context *context, const char *why)
{
  context->is_lost = TRUE;
  if (context->renderer)
    sumac_renderer_lose (context->renderer, why);
}

gboolean
context_enter (Context *context, GError **error)
{
  if (!context->is_lost && !is_current (context) && !make_current (context))
    lose (context, "its context can't be made current");
  if (context->is_lost)
    g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
                         _ ("The graphics card was reset, and its pictures are lost."));
  return !context->is_lost;
}

gboolean
context_check (Context *context)
{
  if (!context->is_lost && context->reset_status && context->reset_status () != GL_NO_ERROR)
    lose (context, "it was reset");
  return !context->is_lost;
}

void
context_count_op (Context *context)
{
  if (context->ops_left > 0 && --context->ops_left == 0)
    lose (context, "SUMAC_GL wants it so");
}

/* What the thread below is to find out. */
typedef struct
{
  gboolean works;
  GError *error;
} Probe;

static void *
run_probe (void *data)
{
  Probe *probe = data;
  Context context;

  /* The driver makes threads of its own here, which take the name over. */
  pthread_setname_np (pthread_self (), "gl-probe");
  gate_enter_alone ();
  probe->works = context_open (&context, NULL, NULL, &probe->error);
  context_close (&context);
  eglReleaseThread ();
  gate_leave_alone ();
  return NULL;
}

/* On a thread of its own: this one may have a context of the toolkit's current, of EGL or of
 * GLX, and that must stay. */
gboolean
context_probe (GError **error)
{
  Probe probe = { .works = FALSE };
  pthread_t thread;

  if (pthread_create (&thread, NULL, run_probe, &probe) != 0)
    {
      g_set_error_literal (
          error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
          _ ("The system has no more threads or open files for this program."));
      return FALSE;
    }
  pthread_join (thread, NULL);
  if (!probe.works)
    g_propagate_error (error, probe.error);
  return probe.works;
}
