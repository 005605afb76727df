/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "lender.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/udmabuf.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define DEVICE "/dev/udmabuf"

/* The kernel takes whole pages of a file that can't shrink. */
static gint
make_memory (gsize size)
{
  gint memory = memfd_create ("sumac-lent", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  if (memory >= 0 && ftruncate (memory, (off_t) size) == 0 &&
      fcntl (memory, F_ADD_SEALS, F_SEAL_SHRINK) == 0)
    return memory;
  if (memory >= 0)
    close (memory);
  return -1;
}

/* The file that comes of it holds the memory. */
static gint
make_file (gint device, gsize size)
{
  struct udmabuf_create create = {
    .memfd = (guint32) make_memory (size),
    .flags = UDMABUF_FLAGS_CLOEXEC,
    .size = size,
  };

  if ((gint) create.memfd < 0)
    return -1;

  gint file = ioctl (device, UDMABUF_CREATE, &create);

  close ((gint) create.memfd);
  return file;
}

static gint
lend (gpointer data G_GNUC_UNUSED, gsize size, GError **error)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gint device = open (DEVICE, O_RDWR | O_CLOEXEC);
  gint file = device < 0 ? -1 : make_file (device, (size + page - 1) / page * page);

  if (file < 0)
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED, "%s: %s", DEVICE,
                 g_strerror (errno));
  if (device >= 0)
    close (device);
  return file;
}

const SumacSuiteLender sumac_lender = { .lend = lend };
