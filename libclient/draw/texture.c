/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/texture.h>

G_DEFINE_BOXED_TYPE (SumacGlShare, sumac_gl_share, sumac_gl_share_ref, sumac_gl_share_unref)

SumacGlShare *
sumac_gl_share_new (SumacGlPlatform platform,
                    gboolean is_es,
                    gpointer display,
                    gpointer context,
                    void (*free_owner) (gpointer owner),
                    gpointer owner)
{
  SumacGlShare *share = g_new (SumacGlShare, 1);

  *share = (SumacGlShare){
    .platform = platform,
    .is_es = is_es,
    .display = display,
    .context = context,
    .ref_count = 1,
    .free_owner = free_owner,
    .owner = owner,
  };
  return share;
}

SumacGlShare *
sumac_gl_share_ref (SumacGlShare *share)
{
  __atomic_fetch_add (&share->ref_count, 1, __ATOMIC_RELAXED);
  return share;
}

void
sumac_gl_share_unref (SumacGlShare *share)
{
  if (!share || __atomic_fetch_sub (&share->ref_count, 1, __ATOMIC_ACQ_REL) != 1)
    return;
  if (share->free_owner)
    share->free_owner (share->owner);
  g_free (share);
}
