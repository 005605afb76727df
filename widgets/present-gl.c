/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/present-gl.h"

#include "widgets/gl-paint.h"
#include "widgets/gl-probe.h"
#include "widgets/gl-share.h"
#include "widgets/gl-turn.h"
#include "widgets/pending.h"

#include <string.h>
#include <sumac/gl-driver.h>

/* The target grows in steps, so that a window that is being resized needs few. */
#define TARGET_STEP 256

typedef struct
{
  SumacPresenter parent;
  GdkGLContext *context;
  SumacGlShare *share; /* NULL: others can't draw for us */
  gboolean is_software;
  SumacGlPaint paint;
  SumacGeometry geometry;
  SumacRect area;            /* of the frame, as copied */
  GLuint guest;              /* texture: the area's pixels, as they lie in memory; 0: none */
  GLuint guest_framebuffer;  /* to copy onto it */
  GLuint source_framebuffer; /* to copy from the frame's texture */
  GLuint target;             /* renderbuffer: what the toolkit takes over */
  GLuint target_framebuffer;
  gint target_width;
  gint target_height;
  pixman_region32_t pending; /* of the frame: not copied yet */
  gboolean is_behind;
} SumacPresentGl;

static SumacPresentGl *
as_gl (SumacPresenter *present)
{
  return (SumacPresentGl *) present;
}

static void
set_geometry (SumacPresenter *presenter, const SumacGeometry *geometry)
{
  as_gl (presenter)->geometry = *geometry;
}

static void
damage (SumacPresenter *presenter, const SumacRect *frame_rect)
{
  sumac_pending_add (&as_gl (presenter)->pending, frame_rect);
}

static gboolean
is_behind (SumacPresenter *presenter)
{
  return as_gl (presenter)->is_behind;
}

/* The context of the toolkit's own window may be current. */
static void
enter (SumacPresentGl *present)
{
  if (present->is_software)
    sumac_gl_turn_take ();
  gdk_gl_context_make_current (present->context);
}

static void
forget_errors (void)
{
  for (guint i = 0; i < 8 && glGetError () != GL_NO_ERROR; i++)
    ;
}

/* A picture for @area, black at first; what is kept already is kept. */
static gboolean
ensure_guest (SumacPresentGl *present, const SumacRect *area)
{
  if (present->guest && memcmp (&present->area, area, sizeof *area) == 0)
    return TRUE;

  glDeleteTextures (1, &present->guest);
  forget_errors ();
  glGenTextures (1, &present->guest);
  glBindTexture (GL_TEXTURE_2D, present->guest);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
  glTexImage2D (GL_TEXTURE_2D, 0, GL_RGBA8, sumac_rect_width (area), sumac_rect_height (area),
                0, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
  present->area = *area;
  sumac_pending_set (&present->pending, area);
  if (glGetError () != GL_NO_ERROR)
    {
      g_warning ("display: no memory for a picture of %d × %d", sumac_rect_width (area),
                 sumac_rect_height (area));
      glDeleteTextures (1, &present->guest);
      present->guest = 0;
      return FALSE;
    }
  glBindFramebuffer (GL_FRAMEBUFFER, present->guest_framebuffer);
  glFramebufferTexture2D (GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, present->guest,
                          0);
  glViewport (0, 0, sumac_rect_width (area), sumac_rect_height (area));
  glClearColor (0, 0, 0, 0);
  glClear (GL_COLOR_BUFFER_BIT);
  return TRUE;
}

/* Where a part that is copied comes from. */
typedef struct
{
  SumacPresentGl *present;
  const guint8 *pixels; /* or a texture on the source framebuffer */
  gsize stride;
} Source;

/* @part lies within the frame and within the area. */
static void
upload_part (const Source *source, const SumacRect *part)
{
  const SumacRect *area = &source->present->area;

  glTexSubImage2D (GL_TEXTURE_2D, 0, part->left - area->left, part->top - area->top,
                   sumac_rect_width (part), sumac_rect_height (part), GL_RGBA, GL_UNSIGNED_BYTE,
                   source->pixels + (gsize) part->top * source->stride +
                       (gsize) part->left * 4);
}

static void
blit_part (const Source *source, const SumacRect *part)
{
  const SumacRect *area = &source->present->area;

  glBlitFramebuffer (part->left, part->top, part->right, part->bottom, part->left - area->left,
                     part->top - area->top, part->right - area->left, part->bottom - area->top,
                     GL_COLOR_BUFFER_BIT, GL_NEAREST);
}

static void
copy_pending (const Source *source,
              SumacFrame *frame,
              void (*copy) (const Source *source, const SumacRect *part))
{
  SumacPresentGl *present = source->present;
  const SumacRect whole = { 0, 0, sumac_frame_get_width (frame),
                            sumac_frame_get_height (frame) };
  int n_boxes;
  pixman_box32_t *boxes = pixman_region32_rectangles (&present->pending, &n_boxes);

  for (int i = 0; i < n_boxes; i++)
    {
      SumacRect part = sumac_pending_rect (&boxes[i]);

      if (sumac_rect_intersect (&part, &whole, &part) &&
          sumac_rect_intersect (&part, &present->area, &part))
        copy (source, &part);
    }
  pixman_region32_clear (&present->pending);
}

/* On the processor a context does not wait for another one's drawing (Mesa's llvmpipe, seen with
 * 22.3): there it is us who wait. */
static void
wait_for (const SumacPresentGl *present, GLsync fence)
{
  if (!fence)
    return;
  if (present->is_software)
    glClientWaitSync (fence, 0, G_USEC_PER_SEC * 1000);
  else
    glWaitSync (fence, 0, GL_TIMEOUT_IGNORED);
  glDeleteSync (fence);
}

static GLsync
make_fence (const SumacPresentGl *present)
{
  GLsync fence = NULL;

  if (present->is_software)
    glFinish ();
  else
    fence = glFenceSync (GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
  glFlush ();
  return fence;
}

static gboolean
copy_texture (SumacPresentGl *present, SumacFrame *frame)
{
  const Source source = { .present = present };
  SumacTexture texture;

  if (!sumac_frame_begin_texture (frame, present->share, &texture))
    return FALSE;
  wait_for (present, texture.fence);
  glBindFramebuffer (GL_READ_FRAMEBUFFER, present->source_framebuffer);
  glFramebufferTexture2D (GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D,
                          texture.name, 0);
  glBindFramebuffer (GL_DRAW_FRAMEBUFFER, present->guest_framebuffer);
  copy_pending (&source, frame, blit_part);
  glFramebufferTexture2D (GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, 0, 0);
  sumac_frame_end_texture (frame, make_fence (present));
  return TRUE;
}

static gboolean
copy_pixels (SumacPresentGl *present, SumacFrame *frame)
{
  Source source = { .present = present };

  if (!sumac_frame_begin_read (frame, &source.pixels, &source.stride))
    return FALSE;
  glBindTexture (GL_TEXTURE_2D, present->guest);
  glPixelStorei (GL_UNPACK_ALIGNMENT, 4);
  glPixelStorei (GL_UNPACK_ROW_LENGTH, (GLint) (source.stride / 4));
  copy_pending (&source, frame, upload_part);
  sumac_frame_end_read (frame);
  return TRUE;
}

static gboolean
update (SumacPresenter *presenter,
        GdkWindow *window G_GNUC_UNUSED,
        SumacFrame *frame,
        const SumacRect *area)
{
  SumacPresentGl *present = as_gl (presenter);

  if (sumac_rect_is_empty (area))
    return TRUE;
  enter (present);
  if (!ensure_guest (present, area))
    return TRUE;
  if (pixman_region32_not_empty (&present->pending))
    present->is_behind = sumac_frame_has_texture (frame, present->share)
                             ? !copy_texture (present, frame)
                             : !copy_pixels (present, frame);
  else
    present->is_behind = FALSE;
  return !present->is_behind;
}

/* Without alpha, so that the toolkit copies it as it is. */
static gboolean
ensure_target (SumacPresentGl *present, gint width, gint height)
{
  glBindFramebuffer (GL_FRAMEBUFFER, present->target_framebuffer);
  if (present->target_width >= width && present->target_height >= height)
    return TRUE;
  present->target_width = (width + TARGET_STEP - 1) / TARGET_STEP * TARGET_STEP;
  present->target_height = (height + TARGET_STEP - 1) / TARGET_STEP * TARGET_STEP;
  glBindRenderbuffer (GL_RENDERBUFFER, present->target);
  glRenderbufferStorage (GL_RENDERBUFFER, GL_RGB8, present->target_width,
                         present->target_height);
  glFramebufferRenderbuffer (GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER,
                             present->target);
  if (glCheckFramebufferStatus (GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE)
    return TRUE;
  present->target_width = present->target_height = 0;
  return FALSE;
}

static void
draw (SumacPresenter *presenter, GdkWindow *window, cairo_t *cr)
{
  SumacPresentGl *present = as_gl (presenter);
  const SumacGeometry *geometry = &present->geometry;
  GdkRectangle clip;

  if (!present->guest || geometry->width == 0 ||
      geometry->guest_width != sumac_rect_width (&present->area) ||
      geometry->guest_height != sumac_rect_height (&present->area) ||
      !gdk_cairo_get_clip_rectangle (cr, &clip))
    return;

  const SumacRect part = {
    .left = clip.x * geometry->scale,
    .top = clip.y * geometry->scale,
    .right = (clip.x + clip.width) * geometry->scale,
    .bottom = (clip.y + clip.height) * geometry->scale,
  };

  enter (present);
  if (!ensure_target (present, sumac_rect_width (&part), sumac_rect_height (&part)))
    return;
  sumac_gl_paint_draw (&present->paint, present->guest, geometry, &part);
  if (present->is_software)
    glFinish ();
  cairo_save (cr);
  cairo_translate (cr, clip.x, clip.y);
  gdk_cairo_draw_from_gl (cr, window, (int) present->target, GL_RENDERBUFFER, geometry->scale,
                          0, 0, sumac_rect_width (&part), sumac_rect_height (&part));
  cairo_restore (cr);
}

/* For a picture to be kept; nothing that is shown goes this way. */
static cairo_surface_t *
dup_picture (SumacPresenter *presenter)
{
  SumacPresentGl *present = as_gl (presenter);

  if (!present->guest)
    return NULL;

  gint width = sumac_rect_width (&present->area);
  gint height = sumac_rect_height (&present->area);
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);

  if (cairo_surface_status (picture) != CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_destroy (picture);
      return NULL;
    }
  enter (present);
  cairo_surface_flush (picture);
  glBindFramebuffer (GL_READ_FRAMEBUFFER, present->guest_framebuffer);
  glPixelStorei (GL_PACK_ALIGNMENT, 4);
  glPixelStorei (GL_PACK_ROW_LENGTH, cairo_image_surface_get_stride (picture) / 4);
  glReadPixels (0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE,
                cairo_image_surface_get_data (picture));
  cairo_surface_mark_dirty (picture);
  return picture;
}

static void
clear (SumacPresenter *presenter)
{
  SumacPresentGl *present = as_gl (presenter);

  enter (present);
  glDeleteTextures (1, &present->guest);
  present->guest = 0;
  pixman_region32_clear (&present->pending);
  present->is_behind = FALSE;
}

static SumacGlShare *
get_share (SumacPresenter *presenter)
{
  return as_gl (presenter)->share;
}

/* The context may live on, as long as somebody shares with it. */
static void
drop_objects (SumacPresentGl *present)
{
  const GLuint framebuffers[] = { present->guest_framebuffer, present->source_framebuffer,
                                  present->target_framebuffer };

  /* The toolkit's context has looked at it, and may never let go of it. */
  glBindRenderbuffer (GL_RENDERBUFFER, present->target);
  glRenderbufferStorage (GL_RENDERBUFFER, GL_RGB8, 1, 1);
  glDeleteTextures (1, &present->guest);
  glDeleteRenderbuffers (1, &present->target);
  glDeleteFramebuffers (G_N_ELEMENTS (framebuffers), framebuffers);
  sumac_gl_paint_clear (&present->paint);
}

static void
free_present (SumacPresenter *presenter)
{
  SumacPresentGl *present = as_gl (presenter);

  enter (present);
  drop_objects (present);
  gdk_gl_context_clear_current ();
  sumac_gl_share_unref (present->share);
  g_object_unref (present->context);
  pixman_region32_fini (&present->pending);
  g_free (present);
}

static const SumacPresenterClass present_gl_class = {
  .name = "gl",
  .set_geometry = set_geometry,
  .damage = damage,
  .is_behind = is_behind,
  .update = update,
  .draw = draw,
  .dup_picture = dup_picture,
  .clear = clear,
  .free = free_present,
  .get_share = get_share,
};

/* Current afterwards. NULL when there is none. */
static GdkGLContext *
make_context (GdkWindow *window)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkGLContext) context = gdk_window_create_gl_context (window, &error);

  if (!context || !gdk_gl_context_realize (context, &error))
    {
      g_debug ("display: no OpenGL in this window: %s", error->message);
      return NULL;
    }
  gdk_gl_context_make_current (context);
  if (sumac_gl_is_new_enough ())
    return g_steal_pointer (&context);
  gdk_gl_context_clear_current ();
  g_debug ("display: OpenGL is older than 3.2, or OpenGL ES than 3.0");
  return NULL;
}

SumacPresenter *
sumac_present_gl_new (GdkWindow *window, gboolean is_forced)
{
  if (!is_forced && !sumac_gl_is_welcome (gdk_window_get_display (window)))
    return NULL;
  sumac_gl_turn_take ();

  GdkGLContext *context = make_context (window);

  if (!context)
    return NULL;

  SumacPresentGl *present = g_new0 (SumacPresentGl, 1);

  present->parent.klass = &present_gl_class;
  present->context = context;
  present->is_software = sumac_gl_driver_is_software ((const char *) glGetString (GL_RENDERER));
  if (present->is_software)
    sumac_gl_turn_watch_paint ();
  present->geometry.scale = 1;
  pixman_region32_init (&present->pending);
  glGenFramebuffers (1, &present->guest_framebuffer);
  glGenFramebuffers (1, &present->source_framebuffer);
  glGenFramebuffers (1, &present->target_framebuffer);
  glGenRenderbuffers (1, &present->target);
  if (!sumac_gl_paint_init (&present->paint))
    {
      free_present (&present->parent);
      return NULL;
    }
  present->share = sumac_gl_share_new_from_gdk (context);
  return &present->parent;
}
