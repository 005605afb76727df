/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A buffer of the card's whose memory stays mapped: what is written there the card reads, and no
 * driver copies it. It is only to be written: to read there is slow.
 *
 * Thread: its renderer's, with the context current. */

#pragma once

#include <epoxy/gl.h>
#include <glib.h>

typedef struct
{
  GLuint buffer;
  guint8 *memory; /* NULL: the driver does not keep it mapped */
} Mapped;

/* Leaves it bound to @target. FALSE, and there is none, when the driver can't do that. */
gboolean mapped_init (Mapped *mapped, GLenum target, gsize size, gboolean is_es);

/* For a context whose objects do not go with it. Takes one that is zero. */
void mapped_clear (Mapped *mapped);
