/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The inputs channel's one body, and its motion flow control fed with any events. */

#include "channels/inputs-wire.h"
#include "channels/motion.h"
#include "support/message.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
run_motion (const uint8_t *data, size_t size)
{
  SumacMotion motion = { 0 };
  gint32 dx;
  gint32 dy;
  guint32 x;
  guint32 y;
  guint8 display;

  for (size_t i = 0; i + 1 < size && i < 4096; i += 2)
    {
      switch (data[i] & 3)
        {
        case 0:
          sumac_motion_add (&motion, (gint8) data[i + 1] * (1 << (data[i] >> 3 & 23)),
                            data[i + 1]);
          break;
        case 1:
          sumac_motion_place (&motion, data[i + 1], data[i], 0);
          break;
        case 2:
          sumac_motion_ack (&motion);
          break;
        default:
          for (guint n = 0; n < 64 && sumac_motion_take_step (&motion, data[i] & 4, &dx, &dy);
               n++)
            if (dx > 127 || dx < -127 || dy > 127 || dy < -127)
              __builtin_trap ();
          sumac_motion_take_place (&motion, data[i] & 4, &x, &y, &display);
        }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  SumacMessage *message = test_message (0, data, size);
  guint16 locks;

  if (sumac_inputs_parse_locks (message, &locks, NULL) && locks > 7)
    __builtin_trap ();
  sumac_message_free (message);
  run_motion (data, size);
  return 0;
}
