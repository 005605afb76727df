/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Everything of libsumac-1 that is public. */

#pragma once

#include <sumac/cursor.h>
#include <sumac/error.h>
#include <sumac/frame.h>
#include <sumac/inputs.h>
#include <sumac/monitor.h>
#include <sumac/rect.h>
#include <sumac/session.h>
