/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapped.h"

#define FLAGS (GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT | GL_MAP_COHERENT_BIT)

static gboolean
reserve (GLenum target, gsize size, gboolean is_es)
{
  if (is_es && epoxy_has_gl_extension ("GL_EXT_buffer_storage"))
    glBufferStorageEXT (target, (GLsizeiptr) size, NULL, FLAGS);
  else if (!is_es &&
           (epoxy_gl_version () >= 44 || epoxy_has_gl_extension ("GL_ARB_buffer_storage")))
    glBufferStorage (target, (GLsizeiptr) size, NULL, FLAGS);
  else
    return FALSE;
  return TRUE;
}

gboolean
mapped_init (Mapped *mapped, GLenum target, gsize size, gboolean is_es)
{
  *mapped = (Mapped){ .memory = NULL };
  glGenBuffers (1, &mapped->buffer);
  glBindBuffer (target, mapped->buffer);
  if (reserve (target, size, is_es))
    mapped->memory = glMapBufferRange (target, 0, (GLsizeiptr) size, FLAGS);
  if (!mapped->memory)
    mapped_clear (mapped);
  return mapped->memory != NULL;
}

void
mapped_clear (Mapped *mapped)
{
  glDeleteBuffers (1, &mapped->buffer);
  mapped->buffer = 0;
}
