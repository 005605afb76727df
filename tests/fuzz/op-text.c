/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A line of op text: what is understood is printed, read again, and must be the same. */

#include "draw/op-text.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static SumacPixels *picture;

static const char *
name_of (gpointer data G_GNUC_UNUSED, SumacPixels *pixels G_GNUC_UNUSED)
{
  return "p";
}

static SumacPixels *
look_up (gpointer data G_GNUC_UNUSED, const char *name)
{
  return strcmp (name, "p") == 0 ? picture : NULL;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const SumacOpNames names = { name_of, look_up, NULL };
  g_autofree char *line = g_strndup ((const char *) data, size);
  g_autoptr (GString) text = g_string_new (NULL);
  SumacArena arena, again_arena;
  SumacOp op, again;
  g_autoptr (GError) error = NULL;

  picture = sumac_pixels_new (SUMAC_PIXELS_A1, 9, 3, NULL);
  memset (picture->data, 0x5a, sumac_pixels_size (picture));
  sumac_arena_init (&arena);
  sumac_arena_init (&again_arena);

  if (sumac_op_parse (line, &names, &arena, &op, &error))
    {
      sumac_op_print (&op, &names, text);
      if (!sumac_op_parse (text->str, &names, &again_arena, &again, &error))
        g_error ("not read back: %s", text->str);
      if (!sumac_op_equal (&op, &again))
        g_error ("not the same: %s", text->str);
    }
  else if (!error)
    g_error ("refused without a word");

  sumac_arena_clear (&arena);
  sumac_arena_clear (&again_arena);
  sumac_pixels_unref (picture);
  return 0;
}
