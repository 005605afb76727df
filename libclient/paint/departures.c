/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/departures.h"

/* More groups of pictures than a server without malice lets wait; beyond it the oldest is waited
 * for. */
#define MAX_GROUPS 1024

/* Pictures that leave together. */
typedef struct
{
  GArray *waits; /* of SumacChannelWait */
  GArray *ids;   /* of guint64 */
} Group;

struct _SumacDepartures
{
  SumacImageCache *cache;
  SumacProgress *progress;
  GQueue groups;    /* of Group, oldest first */
  guint64 serial;   /* of the message that brought the expected ones */
  GArray *expected; /* of SumacChannelWait */
  gboolean has_expected;
};

static void
group_free (gpointer data)
{
  Group *group = data;

  g_array_unref (group->waits);
  g_array_unref (group->ids);
  g_free (group);
}

SumacDepartures *
sumac_departures_new (SumacImageCache *cache, SumacProgress *progress)
{
  SumacDepartures *departures = g_new0 (SumacDepartures, 1);

  departures->cache = cache;
  departures->progress = progress;
  departures->expected = g_array_new (FALSE, FALSE, sizeof (SumacChannelWait));
  g_queue_init (&departures->groups);
  return departures;
}

void
sumac_departures_free (SumacDepartures *departures)
{
  if (!departures)
    return;
  g_queue_clear_full (&departures->groups, group_free);
  g_array_unref (departures->expected);
  g_free (departures);
}

void
sumac_departures_expect (SumacDepartures *departures,
                         guint64 serial,
                         const SumacChannelWait *waits,
                         guint n_waits)
{
  if (!departures->has_expected || departures->serial != serial)
    g_array_set_size (departures->expected, 0);
  g_array_append_vals (departures->expected, waits, n_waits);
  departures->serial = serial;
  departures->has_expected = TRUE;
}

const SumacChannelWait *
sumac_departures_take_unused (SumacDepartures *departures, guint *n_waits)
{
  if (!departures->has_expected)
    return NULL;
  departures->has_expected = FALSE;
  *n_waits = departures->expected->len;
  return (const SumacChannelWait *) (void *) departures->expected->data;
}

static void
forget (SumacDepartures *departures, const guint64 *ids, guint n_ids)
{
  for (guint i = 0; i < n_ids; i++)
    sumac_image_cache_forget (departures->cache, ids[i]);
}

static gboolean
are_over (SumacDepartures *departures, const GArray *waits)
{
  for (guint i = 0; i < waits->len; i++)
    if (!sumac_progress_is_over (departures->progress,
                                 &g_array_index (waits, SumacChannelWait, i)))
      return FALSE;
  return TRUE;
}

static void
wait_for_oldest (SumacDepartures *departures)
{
  const Group *group = g_queue_peek_head (&departures->groups);

  for (guint i = 0; i < group->waits->len; i++)
    sumac_progress_wait (departures->progress,
                         &g_array_index (group->waits, SumacChannelWait, i));
}

void
sumac_departures_add (SumacDepartures *departures,
                      guint64 serial,
                      const guint64 *ids,
                      guint n_ids)
{
  gboolean is_expected = departures->has_expected && departures->serial == serial;
  Group *group;

  departures->has_expected &= !is_expected;
  if (!is_expected || are_over (departures, departures->expected))
    {
      forget (departures, ids, n_ids);
      return;
    }
  group = g_new (Group, 1);
  group->waits = g_array_copy (departures->expected);
  group->ids = g_array_new (FALSE, FALSE, sizeof *ids);
  g_array_append_vals (group->ids, ids, n_ids);
  g_queue_push_tail (&departures->groups, group);
  if (departures->groups.length <= MAX_GROUPS)
    return;
  wait_for_oldest (departures);
  sumac_departures_see_off (departures);
}

void
sumac_departures_see_off (SumacDepartures *departures)
{
  GList *next;

  for (GList *l = departures->groups.head; l; l = next)
    {
      Group *group = l->data;

      next = l->next;
      if (!are_over (departures, group->waits))
        continue;
      forget (departures, (const guint64 *) (void *) group->ids->data, group->ids->len);
      group_free (group);
      g_queue_delete_link (&departures->groups, l);
    }
}
