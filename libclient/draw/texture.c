/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/texture.h>

G_DEFINE_BOXED_TYPE (SumacGlShare, sumac_gl_share, sumac_gl_share_ref, sumac_gl_share_unref)

/**
 * sumac_gl_share_new: (skip)
 * @platform: whose words the handles are
 * @is_es: whether the context is of GLES
 * @display: the display's handle
 * @context: the context's handle
 * @free_owner: (nullable): called with @owner when the last reference goes, on any thread
 * @owner: (nullable): what keeps the handles good
 *
 * Names a GL context to share with.
 *
 * Returns: (transfer full): the share group, with one reference
 */
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

/**
 * sumac_gl_share_ref:
 * @share: a share group
 *
 * Takes one more reference. Any thread.
 *
 * Returns: (transfer full): @share
 */
SumacGlShare *
sumac_gl_share_ref (SumacGlShare *share)
{
  __atomic_fetch_add (&share->ref_count, 1, __ATOMIC_RELAXED);
  return share;
}

/**
 * sumac_gl_share_unref:
 * @share: (nullable): a share group
 *
 * Gives a reference back; the last one frees what keeps the handles. Any thread.
 */
void
sumac_gl_share_unref (SumacGlShare *share)
{
  if (!share || __atomic_fetch_sub (&share->ref_count, 1, __ATOMIC_ACQ_REL) != 1)
    return;
  if (share->free_owner)
    share->free_owner (share->owner);
  g_free (share);
}
