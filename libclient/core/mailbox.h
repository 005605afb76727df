/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Many writers, one reader: commands into a channel's thread. Items are values of one size.
 * The reader has a descriptor to poll, which is also what wakes it for closing.
 * Thread: post from any; fd, take, rest from the reader's. */

#pragma once

#include <glib.h>

typedef struct _SumacMailbox SumacMailbox;

/* Aborts only when the process has no descriptor left (NULL then). */
SumacMailbox *sumac_mailbox_new (gsize item_size, guint max_items);
void sumac_mailbox_free (SumacMailbox *mailbox);

/* Copies @item in and wakes the reader; FALSE when @max_items are waiting. */
gboolean sumac_mailbox_post (SumacMailbox *mailbox, const void *item);

/* Wakes the reader without an item. */
void sumac_mailbox_ring (SumacMailbox *mailbox);

/* Readable when somebody posted or rang. */
int sumac_mailbox_fd (const SumacMailbox *mailbox);

/* Makes the descriptor unreadable again; to be called before taking what is there. */
void sumac_mailbox_rest (SumacMailbox *mailbox);

/* Moves the oldest item to @item; FALSE when there is none. */
gboolean sumac_mailbox_take (SumacMailbox *mailbox, void *item);
