/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the renderer gl makes of pictures that the guest's graphics card lends, without such a
 * card: the one door of EGL that needs it is replaced. Behind it is a texture with the file's
 * bytes in it, which EGL lends as it would lend the card's memory. What is shown here is all but
 * that door: formats, rows from top and bottom, what the guest draws later, and that everything
 * is given back. */

#include "contract/registry.h"
#include "contract/renderer.h"

#include <sumac/error.h>

#include <dlfcn.h>
#include <epoxy/egl.h>
#include <epoxy/gl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define WIDTH   21
#define HEIGHT  11
#define STRIDE  100
#define SURFACE 9

#define XR24 0x34325258
#define AR24 0x34325241
#define XB24 0x34324258
#define AB24 0x34324241

/* --- the door -------------------------------------------------------------------------------- */

static struct
{
  gboolean is_missing;
  EGLImageKHR (*create) (EGLDisplay, EGLContext, EGLenum, EGLClientBuffer, const EGLint *);
  EGLBoolean (*destroy) (EGLDisplay, EGLImageKHR);
  guint n_images; /* there are now */
  GLuint texture; /* of the last one */
  guint32 fourcc; /* that was asked for */
} door;

/* In place of the library's, for the plug-in. */
bool
epoxy_has_egl_extension (EGLDisplay display, const char *name)
{
  static bool (*next) (EGLDisplay, const char *);

  if (strcmp (name, "EGL_EXT_image_dma_buf_import") == 0)
    return !door.is_missing;
  if (!next)
    *(void **) &next = dlsym (RTLD_NEXT, "epoxy_has_egl_extension");
  return next (display, name);
}

static EGLint
attribute (const EGLint *attributes, EGLint key)
{
  for (guint i = 0; attributes[i] != EGL_NONE; i += 2)
    if (attributes[i] == key)
      return attributes[i + 1];
  g_error ("attribute 0x%x is missing", (guint) key);
}

/* As the card would sample it: red is where the format says. The context is the plug-in's. The
 * texture keeps its memory: by other memory it would part from its image. */
static void
fill_texture (const guint8 *bytes)
{
  guint8 texels[HEIGHT][WIDTH][4];
  guint red = door.fourcc == XB24 ? 0 : 2;

  g_assert_true (door.fourcc == XB24 || door.fourcc == XR24);
  for (guint y = 0; y < HEIGHT; y++)
    for (guint x = 0; x < WIDTH; x++)
      {
        const guint8 *from = bytes + STRIDE * y + x * 4;

        texels[y][x][0] = from[red];
        texels[y][x][1] = from[1];
        texels[y][x][2] = from[2 - red];
        texels[y][x][3] = 255;
      }
  glBindTexture (GL_TEXTURE_2D, door.texture);
  glPixelStorei (GL_UNPACK_ROW_LENGTH, 0);
  glTexSubImage2D (GL_TEXTURE_2D, 0, 0, 0, WIDTH, HEIGHT, GL_RGBA, GL_UNSIGNED_BYTE, texels);
}

static void
make_texture (void)
{
  glGenTextures (1, &door.texture);
  glBindTexture (GL_TEXTURE_2D, door.texture);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
  glTexImage2D (GL_TEXTURE_2D, 0, GL_RGBA8, WIDTH, HEIGHT, 0, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
}

static EGLImageKHR
create_image (EGLDisplay display,
              EGLContext context G_GNUC_UNUSED,
              EGLenum target,
              EGLClientBuffer buffer G_GNUC_UNUSED,
              const EGLint *attributes)
{
  guint8 bytes[STRIDE * HEIGHT];
  gint fd = attribute (attributes, EGL_DMA_BUF_PLANE0_FD_EXT);

  g_assert_cmphex (target, ==, EGL_LINUX_DMA_BUF_EXT);
  g_assert_cmpint (attribute (attributes, EGL_WIDTH), ==, WIDTH);
  g_assert_cmpint (attribute (attributes, EGL_HEIGHT), ==, HEIGHT);
  g_assert_cmpint (attribute (attributes, EGL_DMA_BUF_PLANE0_PITCH_EXT), ==, STRIDE);
  g_assert_cmpint (attribute (attributes, EGL_DMA_BUF_PLANE0_OFFSET_EXT), ==, 0);
  if (pread (fd, bytes, sizeof bytes, 0) != sizeof bytes)
    return EGL_NO_IMAGE_KHR;
  door.fourcc = (guint32) attribute (attributes, EGL_LINUX_DRM_FOURCC_EXT);
  make_texture ();
  fill_texture (bytes);
  door.n_images++;
  return door.create (display, eglGetCurrentContext (), EGL_GL_TEXTURE_2D_KHR,
                      (EGLClientBuffer) (guintptr) door.texture, NULL);
}

static EGLBoolean
destroy_image (EGLDisplay display, EGLImageKHR image)
{
  door.n_images--;
  return door.destroy (display, image);
}

/* After the context is there: before, nobody knows who does it. */
static void
open_door (void)
{
  if (door.create)
    return;
  *(void **) &door.create = (void *) eglGetProcAddress ("eglCreateImageKHR");
  *(void **) &door.destroy = (void *) eglGetProcAddress ("eglDestroyImageKHR");
  epoxy_eglCreateImageKHR = create_image;
  epoxy_eglDestroyImageKHR = destroy_image;
}

/* --- the guest ------------------------------------------------------------------------------- */

static void
draw_as_guest (gint fd, guint8 seed)
{
  guint8 bytes[STRIDE * HEIGHT];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (seed + i * 7 + i / 256);
  g_assert_cmpint (pwrite (fd, bytes, sizeof bytes, 0), ==, sizeof bytes);
  if (door.n_images > 0)
    fill_texture (bytes);
}

static guint32
expected (gint fd, const SumacDmabuf *dmabuf, gint x, gint y)
{
  gint row = dmabuf->is_top_down ? y : HEIGHT - 1 - y;
  guint8 p[4];

  g_assert_cmpint (pread (fd, p, sizeof p, STRIDE * row + x * 4), ==, sizeof p);
  if (dmabuf->fourcc == XB24 || dmabuf->fourcc == AB24)
    return (guint32) p[0] << 16 | (guint32) p[1] << 8 | p[2];
  return (guint32) p[2] << 16 | (guint32) p[1] << 8 | p[0];
}

static void
assert_shows (SumacRenderer *renderer, gint fd, const SumacDmabuf *dmabuf)
{
  SumacView view;

  g_assert_true (sumac_renderer_map (renderer, SURFACE, SUMAC_MAP_READ, &view));
  g_assert_cmpint (view.format, ==, SUMAC_PIXELS_XRGB32);
  g_assert_cmpint (view.width, ==, WIDTH);
  g_assert_cmpint (view.height, ==, HEIGHT);
  for (gint y = 0; y < HEIGHT; y++)
    for (gint x = 0; x < WIDTH; x++)
      {
        guint32 pixel;

        memcpy (&pixel, view.data + view.stride * y + x * 4, sizeof pixel);
        g_assert_cmphex (pixel, ==, expected (fd, dmabuf, x, y));
      }
  sumac_renderer_unmap (renderer, SURFACE, &(SumacRect){ 0, 0, 0, 0 });
}

/* --- the tests ------------------------------------------------------------------------------- */

/* NULL, and the test is skipped, where it can't work. */
static SumacRenderer *
new_renderer (void)
{
  g_autoptr (GError) error = NULL;
  SumacRenderer *renderer = sumac_registry_new_renderer ("gl", NULL, &error);

  if (!renderer)
    {
      g_test_skip (error->message);
      return NULL;
    }
  g_assert_true (
      sumac_renderer_surface_create (renderer, 0, SUMAC_PIXELS_XRGB32, 8, 8, &error));
  open_door ();
  return renderer;
}

static void
test_formats (void)
{
  static const guint32 formats[] = { XR24, AR24, XB24, AB24 };
  g_autoptr (SumacRenderer) renderer = new_renderer ();
  gint fd = memfd_create ("picture", MFD_CLOEXEC);

  for (guint i = 0; renderer && i < G_N_ELEMENTS (formats) * 2; i++)
    {
      g_autoptr (GError) error = NULL;
      SumacDmabuf dmabuf = { fd, formats[i / 2], WIDTH, HEIGHT, STRIDE, i % 2 == 0 };

      draw_as_guest (fd, (guint8) i);
      g_assert_true (sumac_renderer_import (renderer, SURFACE, &dmabuf, &error));
      g_assert_cmpuint (door.n_images, ==, 1);
      assert_shows (renderer, fd, &dmabuf);
      draw_as_guest (fd, (guint8) (i + 100));
      assert_shows (renderer, fd, &dmabuf);
      assert_shows (renderer, fd, &dmabuf);
      sumac_renderer_surface_destroy (renderer, SURFACE);
      g_assert_cmpuint (door.n_images, ==, 0);
    }
  close (fd);
}

static void
test_refused (void)
{
  g_autoptr (SumacRenderer) renderer = new_renderer ();
  gint fd = memfd_create ("picture", MFD_CLOEXEC);
  const SumacDmabuf good = { fd, XR24, WIDTH, HEIGHT, STRIDE, TRUE };
  SumacDmabuf unknown = good;
  SumacView view;

  if (!renderer)
    return;
  unknown.fourcc = 0x3231564e;
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      /* The extension; the format; and the file has nothing in it. */
      door.is_missing = i == 0;
      g_assert_false (
          sumac_renderer_import (renderer, SURFACE, i == 1 ? &unknown : &good, &error));
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED);
      g_assert_false (sumac_renderer_map (renderer, SURFACE, SUMAC_MAP_READ, &view));
    }
  g_assert_cmpuint (door.n_images, ==, 0);
  close (fd);
}

/* What is still lent when the renderer goes is given back. */
static void
test_given_back (void)
{
  SumacRenderer *renderer = new_renderer ();
  gint fd = memfd_create ("picture", MFD_CLOEXEC);
  const SumacDmabuf dmabuf = { fd, XR24, WIDTH, HEIGHT, STRIDE, TRUE };

  if (!renderer)
    return;
  draw_as_guest (fd, 1);
  g_assert_true (sumac_renderer_import (renderer, SURFACE, &dmabuf, NULL));
  g_object_unref (renderer);
  g_assert_cmpuint (door.n_images, ==, 0);
  close (fd);
}

/* Not to be found is no reason to skip. */
static gboolean
is_listed (const char *name)
{
  g_autoptr (GPtrArray) list = sumac_registry_list ("renderer");

  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((const SumacPluginInfo *) g_ptr_array_index (list, i))->name, name))
      return TRUE;
  return FALSE;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!is_listed ("gl"))
    g_error ("the plug-in gl is not found");
  g_test_add_func ("/contract/import/formats", test_formats);
  g_test_add_func ("/contract/import/refused", test_refused);
  g_test_add_func ("/contract/import/given-back", test_given_back);
  return g_test_run ();
}
