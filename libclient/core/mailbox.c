/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/mailbox.h"

#include "core/thread.h"

#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct _SumacMailbox
{
  int fd;
  gsize item_size;
  guint max_items;
  SumacLock lock;
  guint8 *ring; /* under lock: max_items slots */
  guint first;  /* under lock */
  guint n;      /* under lock */
};

SumacMailbox *
sumac_mailbox_new (gsize item_size, guint max_items)
{
  int fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);

  if (fd < 0)
    return NULL;

  SumacMailbox *mailbox = g_new0 (SumacMailbox, 1);

  mailbox->fd = fd;
  mailbox->item_size = item_size;
  mailbox->max_items = max_items;
  mailbox->ring = g_malloc0_n (max_items, item_size);
  sumac_lock_init (&mailbox->lock);
  return mailbox;
}

void
sumac_mailbox_free (SumacMailbox *mailbox)
{
  if (!mailbox)
    return;
  close (mailbox->fd);
  sumac_lock_clear (&mailbox->lock);
  g_free (mailbox->ring);
  g_free (mailbox);
}

void
sumac_mailbox_ring (SumacMailbox *mailbox)
{
  guint64 one = 1;

  /* A full counter means that the reader has been woken already. */
  if (write (mailbox->fd, &one, sizeof one) < 0)
    return;
}

gboolean
sumac_mailbox_post (SumacMailbox *mailbox, const void *item)
{
  gboolean has_room;

  sumac_lock (&mailbox->lock);
  has_room = mailbox->n < mailbox->max_items;
  if (has_room)
    {
      guint slot = (mailbox->first + mailbox->n) % mailbox->max_items;

      memcpy (mailbox->ring + slot * mailbox->item_size, item, mailbox->item_size);
      mailbox->n++;
    }
  sumac_unlock (&mailbox->lock);

  sumac_mailbox_ring (mailbox);
  return has_room;
}

int
sumac_mailbox_fd (const SumacMailbox *mailbox)
{
  return mailbox->fd;
}

void
sumac_mailbox_rest (SumacMailbox *mailbox)
{
  guint64 count;

  if (read (mailbox->fd, &count, sizeof count) < 0)
    return;
}

gboolean
sumac_mailbox_take (SumacMailbox *mailbox, void *item)
{
  gboolean has_item;

  sumac_lock (&mailbox->lock);
  has_item = mailbox->n > 0;
  if (has_item)
    {
      memcpy (item, mailbox->ring + mailbox->first * mailbox->item_size, mailbox->item_size);
      mailbox->first = (mailbox->first + 1) % mailbox->max_items;
      mailbox->n--;
    }
  sumac_unlock (&mailbox->lock);
  return has_item;
}
