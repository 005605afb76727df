/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "integration/encoder.h"

#include <gst/gst.h>

gboolean
encoder_is_there (const char *codec)
{
  const char *element = g_str_equal (codec, "vp8") ? "vp8enc" : "x264enc";
  g_autoptr (GstElementFactory) factory = NULL;

  if (!gst_init_check (NULL, NULL, NULL))
    return FALSE;
  factory = gst_element_factory_find (element);
  return factory != NULL;
}
