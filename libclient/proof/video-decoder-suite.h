/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The contract of the role video-decoder as a suite of rules (sumac/plugin/video-decoder.h).
 * Each is checked on fresh decoders, with films whose pictures are known. Thread: one. */

#pragma once

#include "proof/film.h"

/* What is to be checked, and on what. */
typedef struct
{
  /* A new decoder, which can decode the films here; NULL never. */
  SumacVideoDecoder *(*make) (gconstpointer data);
  gconstpointer data;
  const SumacFilm *film;  /* 8 frames or more; the first leans on none */
  const SumacFilm *other; /* of another size, the same codec, 2 frames or more; likewise */
  guint wait_ms;          /* how long something that must happen may take */
} SumacVideoSuite;

typedef struct
{
  const char *name; /* "size-may-change" */
  const char *says; /* the same as a sentence */
  gboolean (*check) (const SumacVideoSuite *suite, GString *how);
} SumacVideoRule;

extern const SumacVideoRule sumac_video_rules[];
extern const guint sumac_n_video_rules;

/* FALSE when @rule is broken; @how gets how. */
gboolean sumac_video_suite_check (const SumacVideoSuite *suite,
                                  const SumacVideoRule *rule,
                                  GString *how);
