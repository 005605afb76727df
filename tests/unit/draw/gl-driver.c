/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which drivers of OpenGL are welcome, by their names and by SUMAC_GL. */

#include <sumac/gl-driver.h>

static const char *const on_processor[] = {
  "llvmpipe (LLVM 15.0.6, 256 bits)",
  "softpipe",
  "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)))",
};

static const char *const on_card[] = {
  "Mesa Intel(R) UHD Graphics 620 (KBL GT2)",
  "AMD Radeon RX 6600 (navi23, LLVM 15.0.6, DRM 3.49)",
  "NVIDIA H100 80GB HBM3/PCIe/SSE2",
};

static void
test_without_wish (gconstpointer words)
{
  if (words)
    g_setenv ("SUMAC_GL", words, TRUE);
  else
    g_unsetenv ("SUMAC_GL");
  for (guint i = 0; i < G_N_ELEMENTS (on_processor); i++)
    {
      g_assert_true (sumac_gl_driver_is_software (on_processor[i]));
      g_assert_false (sumac_gl_driver_is_welcome (on_processor[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (on_card); i++)
    {
      g_assert_false (sumac_gl_driver_is_software (on_card[i]));
      g_assert_true (sumac_gl_driver_is_welcome (on_card[i]));
    }
  g_assert_true (sumac_gl_driver_is_software (NULL));
  g_assert_false (sumac_gl_driver_is_welcome (NULL));
}

/* A driver without a name is none. */
static void
test_with_wish (gconstpointer words)
{
  g_setenv ("SUMAC_GL", words, TRUE);
  g_assert_true (sumac_gl_driver_is_worth_asking ());
  for (guint i = 0; i < G_N_ELEMENTS (on_processor); i++)
    {
      g_assert_true (sumac_gl_driver_is_software (on_processor[i]));
      g_assert_true (sumac_gl_driver_is_welcome (on_processor[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (on_card); i++)
    g_assert_true (sumac_gl_driver_is_welcome (on_card[i]));
  g_assert_false (sumac_gl_driver_is_welcome (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/gl-driver/no-words", NULL, test_without_wish);
  g_test_add_data_func ("/gl-driver/other-words", "es,lose=3", test_without_wish);
  g_test_add_data_func ("/gl-driver/software", "software", test_with_wish);
  g_test_add_data_func ("/gl-driver/software-among-others", "es,software,lose=3",
                        test_with_wish);
  return g_test_run ();
}
