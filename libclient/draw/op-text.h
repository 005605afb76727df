/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The text form of ops: one op a line, `kind key=value …`, defaults left out. For logs,
 * golden files and bug reports. Reading it back gives an equal op. Sources of pixels are
 * named by the caller, who knows where the pictures lie.
 *
 * Grammar: docs/op-text.md. Thread: any. */

#pragma once

#include "core/arena.h"

#include <sumac/plugin/op.h>

typedef struct _SumacOpNames SumacOpNames;

/* Pictures by name. */
struct _SumacOpNames
{
  /* A name for @pixels without blanks, written to the text; borrowed until the next call. */
  const char *(*name) (gpointer data, SumacPixels *pixels);
  /* The picture of that name, borrowed, or NULL. */
  SumacPixels *(*look) (gpointer data, const char *name);
  gpointer data;
};

/* Appends one line without its end. @names may be NULL: pictures are written as
 * WIDTHxHEIGHT-FORMAT, good for looking only. */
void sumac_op_print (const SumacOp *op, const SumacOpNames *names, GString *out);

/* Reads one line into @op; lists are taken from @arena. FALSE with SUMAC_ERROR_PROTOCOL that
 * names the word which was not understood; @op is then unset. */
gboolean sumac_op_parse (const char *line,
                         const SumacOpNames *names,
                         SumacArena *arena,
                         SumacOp *op,
                         GError **error);

/* Same in every field; pictures are compared by content. */
gboolean sumac_op_equal (const SumacOp *a, const SumacOp *b);
