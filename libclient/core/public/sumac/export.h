/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The one mark of a public symbol; everything without it is hidden. */

#pragma once

#include <glib.h>

#define SUMAC_EXPORT __attribute__ ((visibility ("default")))
