/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/scanout.h"

#include <sumac/error.h>

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define XR24 0x34325258
#define AB24 0x34324241

/* A memory file of @size bytes that says of each where it lies. */
static int
new_file (gsize size, int seals)
{
  int fd = memfd_create ("picture", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  g_assert_cmpint (fd, >=, 0);
  for (gsize i = 0; i < size; i++)
    {
      guint8 byte = (guint8) (i * 7 + i / 256);

      g_assert_cmpint (pwrite (fd, &byte, 1, (off_t) i), ==, 1);
    }
  g_assert_cmpint (fcntl (fd, F_ADD_SEALS, seals), ==, 0);
  return fd;
}

static guint8
byte_at (gsize i)
{
  return (guint8) (i * 7 + i / 256);
}

/* What the pixel at @x, @y must be, read from the file's row @row. */
static guint32
expected (gsize stride, gint x, gint row, gboolean swaps)
{
  gsize at = stride * (gsize) row + (gsize) x * 4;
  guint32 a = byte_at (at), b = byte_at (at + 1), c = byte_at (at + 2);

  return swaps ? a << 16 | b << 8 | c : c << 16 | b << 8 | a;
}

static guint32
pixel (const SumacView *view, gint x, gint y)
{
  guint32 value;

  memcpy (&value, view->data + view->stride * y + x * 4, 4);
  return value;
}

static void
test_update (void)
{
  static const struct
  {
    guint32 fourcc;
    gboolean is_top_down;
  } cases[] = { { XR24, TRUE }, { XR24, FALSE }, { AB24, TRUE }, { AB24, FALSE } };

  const SumacRect rect = { .left = -5, .top = 1, .right = 3, .bottom = 3 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      SumacScanoutFacts facts = { 5, 4, 28, cases[i].fourcc, cases[i].is_top_down };
      int fd = new_file (28 * 4, F_SEAL_SHRINK);
      g_autoptr (SumacScanout) scanout = sumac_scanout_new (fd, &facts, &error);
      SumacRect damage;

      g_assert_no_error (error);
      close (fd); /* it has its own */

      SumacView view = sumac_scanout_view (scanout);

      g_assert_cmpint (view.width, ==, 5);
      g_assert_cmpint (view.height, ==, 4);
      sumac_scanout_update (scanout, &rect, &damage);
      g_assert_cmpint (damage.left, ==, 0);
      g_assert_cmpint (damage.right, ==, 3);
      g_assert_cmpint (damage.top, ==, cases[i].is_top_down ? 1 : 0);
      g_assert_cmpint (damage.bottom, ==, cases[i].is_top_down ? 3 : 4);
      for (gint y = 0; y < 4; y++)
        for (gint x = 0; x < 5; x++)
          {
            gboolean is_drawn =
                x >= damage.left && x < damage.right && y >= damage.top && y < damage.bottom;
            guint32 wanted =
                expected (28, x, cases[i].is_top_down ? y : 3 - y, cases[i].fourcc == AB24);

            g_assert_cmphex (pixel (&view, x, y), ==, is_drawn ? wanted : 0);
          }
    }
}

static void
test_refused (void)
{
  static const struct
  {
    SumacScanoutFacts facts;
    gsize file_bytes;
    int seals;
    gint code;
  } cases[] = {
    { { 0, 4, 32, XR24, TRUE }, 128, F_SEAL_SHRINK, SUMAC_ERROR_LIMIT },
    { { 8, 0, 32, XR24, TRUE }, 128, F_SEAL_SHRINK, SUMAC_ERROR_LIMIT },
    { { 0xffffffff, 4, 32, XR24, TRUE }, 128, F_SEAL_SHRINK, SUMAC_ERROR_LIMIT },
    { { 16385, 1, 65540, XR24, TRUE }, 128, F_SEAL_SHRINK, SUMAC_ERROR_LIMIT },
    { { 8, 4, 31, XR24, TRUE }, 128, F_SEAL_SHRINK, SUMAC_ERROR_UNSUPPORTED },
    { { 8, 4, 28, XR24, TRUE }, 128, F_SEAL_SHRINK, SUMAC_ERROR_UNSUPPORTED },
    { { 8, 4, 34, XR24, TRUE }, 200, F_SEAL_SHRINK, SUMAC_ERROR_UNSUPPORTED },
    { { 8, 4, 32, XR24, TRUE }, 127, F_SEAL_SHRINK, SUMAC_ERROR_UNSUPPORTED },
    { { 8, 4, 0xfffffffc, XR24, TRUE }, 128, F_SEAL_SHRINK, SUMAC_ERROR_UNSUPPORTED },
    { { 8, 4, 32, XR24, TRUE }, 128, F_SEAL_GROW, SUMAC_ERROR_UNSUPPORTED },
    { { 8, 4, 32, 0x3231564e, TRUE }, 128, F_SEAL_SHRINK, SUMAC_ERROR_UNSUPPORTED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      int fd = new_file (cases[i].file_bytes, cases[i].seals);

      g_assert_null (sumac_scanout_new (fd, &cases[i].facts, &error));
      g_assert_error (error, SUMAC_ERROR, cases[i].code);
      close (fd);
    }
}

static void
test_not_a_file (void)
{
  g_autoptr (GError) error = NULL;
  const SumacScanoutFacts facts = { 8, 4, 32, XR24, TRUE };
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_null (sumac_scanout_new (ends[0], &facts, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED);
  close (ends[0]);
  close (ends[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scanout/copies-what-is-drawn", test_update);
  g_test_add_func ("/scanout/refuses-what-it-can-not-trust", test_refused);
  g_test_add_func ("/scanout/needs-a-file", test_not_a_file);
  return g_test_run ();
}
