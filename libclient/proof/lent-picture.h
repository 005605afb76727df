/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A picture that a guest's graphics card lends, in a file of the suite's lender, and the guest that
 * draws it. Thread: the suite's. */

#pragma once

#include "proof/random-op.h"
#include "proof/renderer-suite.h"

/* How a picture may be laid out: each format, with the first and the last row first. */
#define SUMAC_N_LENT_FORMS 8

typedef struct
{
  SumacDmabuf dmabuf; /* fd: owned, below 0 when closed */
  guint8 *memory;     /* the file, mapped */
  guint8 *drawn;      /* what is in it */
} SumacLentPicture;

/* Something is drawn already. FALSE and @why when nobody lends one. */
gboolean sumac_lent_picture_init (SumacLentPicture *lent,
                                  const SumacRendererSuite *suite,
                                  guint form,
                                  SumacDice *dice,
                                  GString *why);
void sumac_lent_picture_clear (SumacLentPicture *lent);

/* The guest draws on. */
void sumac_lent_picture_draw (SumacLentPicture *lent, SumacDice *dice);

/* The guest closes its file; the picture stays as long as others have it. */
void sumac_lent_picture_close (SumacLentPicture *lent);

/* What is to be seen, as XRGB32 whose highest byte is zero; to be unreferenced. */
SumacPixels *sumac_lent_picture_expect (const SumacLentPicture *lent);

/* "XR24, top-down" */
char *sumac_lent_picture_describe (const SumacLentPicture *lent);
