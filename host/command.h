/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A command for the server and all memory it points to. It lives from its making until the
 * server gives it back, or until the pool ends: the server keeps some that it refused.
 * Thread: a command belongs to its maker until it is queued; the pool is for any thread. */

#pragma once

#include <glib.h>
#include <spice.h>

typedef struct _SumacHostPool SumacHostPool;
typedef struct _SumacHostCommand SumacHostCommand;

SumacHostPool *sumac_host_pool_new (void);

/* How many commands are there: queued, or in the server's hands. */
guint sumac_host_pool_get_live (SumacHostPool *pool);

/* Frees what is left too. */
void sumac_host_pool_free (SumacHostPool *pool);

/* @size bytes of zeroed memory for the command itself, which begins with a QXLReleaseInfo;
 * @type is one of QXLCmdType. */
SumacHostCommand *sumac_host_command_new (SumacHostPool *pool, QXLCmdType type, gsize size);

/* The command of a release info that the server gives back. */
SumacHostCommand *sumac_host_command_of (const QXLReleaseInfo *info);

/* The memory of the command itself. */
gpointer sumac_host_command_get_body (SumacHostCommand *command);

/* What get_command hands out. */
const QXLCommandExt *sumac_host_command_get_ext (SumacHostCommand *command);

/* Zeroed memory that lives as long as the command. */
gpointer sumac_host_command_alloc (SumacHostCommand *command, gsize size);

/* The same, as a server's address of a copy of @bytes. */
QXLPHYSICAL sumac_host_command_copy (SumacHostCommand *command,
                                     gconstpointer bytes,
                                     gsize size);

/* Keeps @thing until the command ends. */
void sumac_host_command_own (SumacHostCommand *command, gpointer thing, GDestroyNotify unref);

void sumac_host_command_free (SumacHostCommand *command);
