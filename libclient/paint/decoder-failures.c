/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/decoder-failures.h"

#include "core/thread.h"

typedef struct
{
  SumacVideoCodec codec;
  const char *decoder; /* interned */
  guint in_a_row;
} Entry;

struct _SumacDecoderFailures
{
  SumacLock lock;
  GArray *entries; /* under lock: of Entry; one for each plug-in and codec that ever failed */
};

SumacDecoderFailures *
sumac_decoder_failures_new (void)
{
  SumacDecoderFailures *failures = g_new0 (SumacDecoderFailures, 1);

  sumac_lock_init (&failures->lock);
  failures->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  return failures;
}

void
sumac_decoder_failures_free (SumacDecoderFailures *failures)
{
  if (!failures)
    return;
  g_array_unref (failures->entries);
  sumac_lock_clear (&failures->lock);
  g_free (failures);
}

/* The lock is held. NULL when it has never failed. */
static Entry *
find (SumacDecoderFailures *failures, SumacVideoCodec codec, const char *decoder)
{
  for (guint i = 0; i < failures->entries->len; i++)
    {
      Entry *entry = &g_array_index (failures->entries, Entry, i);

      if (entry->codec == codec && g_str_equal (entry->decoder, decoder))
        return entry;
    }
  return NULL;
}

gboolean
sumac_decoder_failures_add (SumacDecoderFailures *failures,
                            SumacVideoCodec codec,
                            const char *decoder)
{
  Entry *entry;
  gboolean is_bad;

  sumac_lock (&failures->lock);
  entry = find (failures, codec, decoder);
  if (!entry)
    {
      Entry fresh = { .codec = codec, .decoder = g_intern_string (decoder) };

      g_array_append_val (failures->entries, fresh);
      entry = find (failures, codec, decoder);
    }
  entry->in_a_row = MIN (entry->in_a_row + 1, SUMAC_DECODER_FAILURES);
  is_bad = entry->in_a_row == SUMAC_DECODER_FAILURES;
  sumac_unlock (&failures->lock);
  return is_bad;
}

void
sumac_decoder_failures_forgive (SumacDecoderFailures *failures,
                                SumacVideoCodec codec,
                                const char *decoder)
{
  Entry *entry;

  sumac_lock (&failures->lock);
  entry = find (failures, codec, decoder);
  if (entry)
    entry->in_a_row = 0;
  sumac_unlock (&failures->lock);
}

gboolean
sumac_decoder_failures_is_bad (SumacDecoderFailures *failures,
                               SumacVideoCodec codec,
                               const char *decoder)
{
  const Entry *entry;
  gboolean is_bad;

  sumac_lock (&failures->lock);
  entry = find (failures, codec, decoder);
  is_bad = entry && entry->in_a_row == SUMAC_DECODER_FAILURES;
  sumac_unlock (&failures->lock);
  return is_bad;
}
