/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/error.h>

G_DEFINE_QUARK (sumac - error - quark, sumac_error)
