/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/progress.h"

#include "core/limits.h"
#include "core/thread.h"

typedef struct
{
  guint8 type;
  guint8 id;
  guint64 serial;
} Entry;

struct _SumacProgress
{
  SumacLock lock;
  SumacCond changed;
  /* under lock: */
  guint n_entries;
  Entry entries[SUMAC_MAX_CHANNELS];
  guint n_waiting;
  gboolean is_cancelled;
};

SumacProgress *
sumac_progress_new (void)
{
  SumacProgress *progress = g_new0 (SumacProgress, 1);

  sumac_lock_init (&progress->lock);
  sumac_cond_init (&progress->changed);
  return progress;
}

void
sumac_progress_free (SumacProgress *progress)
{
  if (!progress)
    return;
  sumac_cond_clear (&progress->changed);
  sumac_lock_clear (&progress->lock);
  g_free (progress);
}

static Entry *
find (SumacProgress *progress, guint8 type, guint8 id)
{
  for (guint i = 0; i < progress->n_entries; i++)
    if (progress->entries[i].type == type && progress->entries[i].id == id)
      return &progress->entries[i];
  return NULL;
}

void
sumac_progress_add (SumacProgress *progress, guint8 type, guint8 id)
{
  sumac_lock (&progress->lock);
  if (!find (progress, type, id) && progress->n_entries < G_N_ELEMENTS (progress->entries))
    progress->entries[progress->n_entries++] = (Entry){ .type = type, .id = id };
  sumac_unlock (&progress->lock);
}

void
sumac_progress_remove (SumacProgress *progress, guint8 type, guint8 id)
{
  sumac_lock (&progress->lock);

  Entry *entry = find (progress, type, id);

  if (entry)
    *entry = progress->entries[--progress->n_entries];
  sumac_unlock (&progress->lock);
  sumac_cond_broadcast (&progress->changed);
}

void
sumac_progress_reach (SumacProgress *progress, guint8 type, guint8 id, guint64 serial)
{
  gboolean tell;

  sumac_lock (&progress->lock);

  Entry *entry = find (progress, type, id);

  if (entry)
    entry->serial = serial;
  tell = progress->n_waiting > 0;
  sumac_unlock (&progress->lock);
  if (tell)
    sumac_cond_broadcast (&progress->changed);
}

/* Under the lock. */
static gboolean
is_over (SumacProgress *progress, const SumacChannelWait *wait)
{
  const Entry *entry = find (progress, wait->channel_type, wait->channel_id);

  return progress->is_cancelled || !entry || entry->serial >= wait->serial;
}

gboolean
sumac_progress_is_over (SumacProgress *progress, const SumacChannelWait *wait)
{
  gboolean over;

  sumac_lock (&progress->lock);
  over = is_over (progress, wait);
  sumac_unlock (&progress->lock);
  return over;
}

void
sumac_progress_wait (SumacProgress *progress, const SumacChannelWait *wait)
{
  sumac_lock (&progress->lock);
  progress->n_waiting++;
  while (!is_over (progress, wait))
    sumac_cond_wait (&progress->changed, &progress->lock);
  progress->n_waiting--;
  sumac_unlock (&progress->lock);
}

void
sumac_progress_cancel (SumacProgress *progress)
{
  sumac_lock (&progress->lock);
  progress->is_cancelled = TRUE;
  sumac_unlock (&progress->lock);
  sumac_cond_broadcast (&progress->changed);
}
