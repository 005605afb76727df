/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "context-glx.h"

#ifdef WITH_GLX

#  include <epoxy/glx.h>
#  include <pthread.h>

/* What is refused comes as an X error, whose default is to end the program, and toolkits keep to
 * that. It is no error here, as the call says FALSE too. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static XErrorHandler handler_before; /* set under lock, read by the handler */
static _Thread_local Display *watched;
static _Thread_local int glx_opcode;

/* Where a context of ours is current on this thread; NULL: nowhere. */
static _Thread_local Display *entered;

/* Whoever reads from the connection hears of all errors, also of those that other threads have
 * made: these go where they would go without us. */
static int
take_error (Display *display, XErrorEvent *event)
{
  XErrorHandler before = __atomic_load_n (&handler_before, __ATOMIC_ACQUIRE);

  if (display == watched && event->request_code == glx_opcode)
    return 0;
  return before ? before (display, event) : 0;
}

static void
watch_errors (Display *display)
{
  int first_event, first_error;

  pthread_mutex_lock (&lock);
  if (!XQueryExtension (display, "GLX", &glx_opcode, &first_event, &first_error))
    glx_opcode = -1;

  XErrorHandler before = XSetErrorHandler (take_error);

  /* Who sets handlers at the same time may have put ours back. */
  if (before != take_error)
    __atomic_store_n (&handler_before, before, __ATOMIC_RELEASE);
  watched = display;
}

static void
end_watch (void)
{
  XSync (watched, False);
  watched = NULL;
  XSetErrorHandler (handler_before);
  pthread_mutex_unlock (&lock);
}

static GLXFBConfig
find_config (Display *display, GLXContext context, int *screen)
{
  int id = 0;
  int n = 0;
  GLXFBConfig config = NULL;

  if (glXQueryContext (display, context, GLX_FBCONFIG_ID, &id) != Success ||
      glXQueryContext (display, context, GLX_SCREEN, screen) != Success)
    return NULL;

  const int wanted[] = { GLX_FBCONFIG_ID, id, None };
  GLXFBConfig *configs = glXChooseFBConfig (display, *screen, wanted, &n);

  if (configs && n > 0)
    config = configs[0];
  if (configs)
    XFree (configs);
  return config;
}

/* clang-format off */
static const int desktop[] = {
  GLX_CONTEXT_MAJOR_VERSION_ARB, 3, GLX_CONTEXT_MINOR_VERSION_ARB, 2,
  GLX_CONTEXT_PROFILE_MASK_ARB, GLX_CONTEXT_CORE_PROFILE_BIT_ARB, None,
};
static const int es[] = {
  GLX_CONTEXT_MAJOR_VERSION_ARB, 3, GLX_CONTEXT_MINOR_VERSION_ARB, 0,
  GLX_CONTEXT_PROFILE_MASK_ARB, GLX_CONTEXT_ES2_PROFILE_BIT_EXT, None,
};

/* clang-format on */

static void
open_watched (ContextGlx *glx, const SumacGlShare *share)
{
  static const int pbuffer[] = { GLX_PBUFFER_WIDTH, 1, GLX_PBUFFER_HEIGHT, 1, None };
  Display *display = share->display;
  int screen = 0;
  GLXFBConfig config = find_config (display, share->context, &screen);

  if (!config || !epoxy_has_glx_extension (display, screen,
                                           share->is_es ? "GLX_EXT_create_context_es2_profile"
                                                        : "GLX_ARB_create_context_profile"))
    return;
  glx->context = glXCreateContextAttribsARB (display, config, share->context, True,
                                             share->is_es ? es : desktop);
  if (!glx->context || context_glx_make_current (glx))
    return;
  glx->pbuffer = glXCreatePbuffer (display, config, pbuffer);
  if (glx->pbuffer == None || !context_glx_make_current (glx))
    context_glx_close (glx);
}

gboolean
context_glx_open (ContextGlx *glx, const SumacGlShare *share)
{
  *glx = (ContextGlx){ .display = share->display };
  watch_errors (share->display);
  open_watched (glx, share);
  end_watch ();
  return glx->context != NULL;
}

void
context_glx_close (ContextGlx *glx)
{
  if (context_glx_is_current (glx))
    context_glx_leave ();
  if (glx->pbuffer != None)
    glXDestroyPbuffer (glx->display, glx->pbuffer);
  glXDestroyContext (glx->display, glx->context);
  *glx = (ContextGlx){ 0 };
}

gboolean
context_glx_is_current (const ContextGlx *glx)
{
  return glXGetCurrentContext () == (GLXContext) glx->context;
}

gboolean
context_glx_make_current (const ContextGlx *glx)
{
  if (!glXMakeContextCurrent (glx->display, glx->pbuffer, glx->pbuffer, glx->context))
    return FALSE;
  entered = glx->display;
  return TRUE;
}

void
context_glx_leave (void)
{
  if (entered)
    glXMakeContextCurrent (entered, None, None, NULL);
  entered = NULL;
}

#else

gboolean
context_glx_open (ContextGlx *glx G_GNUC_UNUSED, const SumacGlShare *share G_GNUC_UNUSED)
{
  return FALSE;
}

void
context_glx_close (ContextGlx *glx G_GNUC_UNUSED)
{
}

gboolean
context_glx_is_current (const ContextGlx *glx G_GNUC_UNUSED)
{
  return FALSE;
}

gboolean
context_glx_make_current (const ContextGlx *glx G_GNUC_UNUSED)
{
  return FALSE;
}

void
context_glx_leave (void)
{
}

#endif
