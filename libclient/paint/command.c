/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/command.h"

static void
clear_source (SumacSource *source)
{
  g_clear_pointer (&source->pixels, sumac_pixels_unref);
}

void
sumac_command_free (SumacCommand *command)
{
  if (command->kind == SUMAC_COMMAND_DRAW)
    for (guint i = 0; i < command->u.draw.n_pending; i++)
      {
        sumac_encoded_image_clear (&command->u.draw.pending[i].encoded);
        clear_source (command->u.draw.pending[i].into);
      }
  sumac_message_free (command->message);
}
