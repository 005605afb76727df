/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/bulletin.h"

#include "core/thread.h"

#include <glib-unix.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* The source lives by reference counting of its own: a read function may free the bulletin
 * in the middle of a dispatch. */
struct _SumacBulletin
{
  GSource source;
  int fd;
  gpointer tag;
  SumacLock lock;
  SumacNotice *first; /* under lock */
  SumacNotice **last; /* under lock */
};

static SumacNotice *
take_first (SumacBulletin *bulletin)
{
  sumac_lock (&bulletin->lock);

  SumacNotice *notice = bulletin->first;

  if (notice)
    {
      bulletin->first = notice->next;
      if (!bulletin->first)
        bulletin->last = &bulletin->first;
      notice->is_posted = FALSE;
    }
  sumac_unlock (&bulletin->lock);
  return notice;
}

static gboolean
is_ready (GSource *source)
{
  SumacBulletin *bulletin = (SumacBulletin *) source;

  return g_source_query_unix_fd (source, bulletin->tag) != 0;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  SumacBulletin *bulletin = (SumacBulletin *) source;
  guint64 count;

  if (read (bulletin->fd, &count, sizeof count) < 0)
    return G_SOURCE_CONTINUE;

  /* One turn reads what is there now and no endless chain of new posts. */
  for (guint i = 0; i < 256 && !g_source_is_destroyed (source); i++)
    {
      SumacNotice *notice = take_first (bulletin);

      if (!notice)
        return G_SOURCE_CONTINUE;
      notice->read (notice->owner);
    }
  if (!g_source_is_destroyed (source))
    {
      guint64 one = 1;

      if (write (bulletin->fd, &one, sizeof one) < 0)
        return G_SOURCE_CONTINUE;
    }
  return G_SOURCE_CONTINUE;
}

static void
finalize (GSource *source)
{
  SumacBulletin *bulletin = (SumacBulletin *) source;

  /* Whoever read or posted last has left the lock: so a thread checker sees it too, which
   * does not know the context's own locks. */
  sumac_lock (&bulletin->lock);
  sumac_unlock (&bulletin->lock);
  close (bulletin->fd);
  sumac_lock_clear (&bulletin->lock);
}

static GSourceFuncs source_funcs = {
  .check = is_ready,
  .dispatch = dispatch,
  .finalize = finalize,
};

SumacBulletin *
sumac_bulletin_new (GMainContext *context)
{
  GSource *source = g_source_new (&source_funcs, sizeof (SumacBulletin));
  SumacBulletin *bulletin = (SumacBulletin *) source;

  bulletin->fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  g_assert (bulletin->fd >= 0);
  bulletin->last = &bulletin->first;
  sumac_lock_init (&bulletin->lock);
  bulletin->tag = g_source_add_unix_fd (source, bulletin->fd, G_IO_IN);
  g_source_set_static_name (source, "sumac-bulletin");
  g_source_attach (source, context);
  return bulletin;
}

void
sumac_bulletin_silence (SumacBulletin *bulletin)
{
  g_source_destroy (&bulletin->source);
}

void
sumac_bulletin_free (SumacBulletin *bulletin)
{
  if (!bulletin)
    return;
  g_source_destroy (&bulletin->source);
  g_source_unref (&bulletin->source);
}

void
sumac_bulletin_post (SumacBulletin *bulletin, SumacNotice *notice)
{
  gboolean ring = FALSE;

  sumac_lock (&bulletin->lock);
  if (!notice->is_posted)
    {
      ring = bulletin->first == NULL;
      notice->is_posted = TRUE;
      notice->next = NULL;
      *bulletin->last = notice;
      bulletin->last = &notice->next;
    }
  sumac_unlock (&bulletin->lock);

  guint64 one = 1;

  if (ring && write (bulletin->fd, &one, sizeof one) < 0)
    return;
}

void
sumac_bulletin_retract (SumacBulletin *bulletin, SumacNotice *notice)
{
  sumac_lock (&bulletin->lock);
  if (notice->is_posted)
    {
      SumacNotice **at = &bulletin->first;

      while (*at != notice)
        at = &(*at)->next;
      *at = notice->next;
      if (bulletin->last == &notice->next)
        bulletin->last = at;
      notice->is_posted = FALSE;
    }
  sumac_unlock (&bulletin->lock);
}
