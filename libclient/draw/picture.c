/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/plugin/picture.h>

SumacPicture *
sumac_picture_new (void (*free_memory) (gpointer owner), gpointer owner)
{
  SumacPicture *picture = g_new (SumacPicture, 1);

  *picture = (SumacPicture){
    .ref_count = 1,
    .free_memory = free_memory,
    .owner = owner,
  };
  return picture;
}

SumacPicture *
sumac_picture_ref (SumacPicture *picture)
{
  /* Relaxed: whoever refs holds a reference already. */
  __atomic_add_fetch (&picture->ref_count, 1, __ATOMIC_RELAXED);
  return picture;
}

void
sumac_picture_unref (SumacPicture *picture)
{
  /* Release what was read of it, acquire what others did before it is given back. */
  if (!picture || __atomic_sub_fetch (&picture->ref_count, 1, __ATOMIC_ACQ_REL) > 0)
    return;
  if (picture->free_memory)
    picture->free_memory (picture->owner);
  g_free (picture);
}
