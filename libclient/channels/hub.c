/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/hub.h"

#include "core/limits.h"

#include <openssl/crypto.h>

#include <string.h>

/* Bodies of messages that are kept for the next ones. */
#define POOL_BYTES (4u << 20)

SumacHub *
sumac_hub_new (const SumacHubConfig *config)
{
  SumacHub *hub = g_new0 (SumacHub, 1);

  /* A program may end while a channel of a closed session is still linking: OpenSSL must not
   * take its memory down under that thread. */
  OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);

  hub->address = sumac_address_copy (config->address);
  hub->password = g_strdup (config->password ? config->password : config->address->password);
  sumac_lock_init (&hub->lock);
  hub->renderer = g_strdup (config->renderer);
  hub->compression = config->compression;
  hub->n_codecs = config->n_codecs;
  memcpy (hub->codecs, config->codecs, sizeof hub->codecs);
  hub->policy = (gint) config->policy;
  hub->cache_pixels = SUMAC_CACHE_PIXELS;
  hub->glz_window_pixels = SUMAC_GLZ_WINDOW_PIXELS;
  hub->bulletin = sumac_bulletin_new (config->context);
  hub->pool = sumac_message_pool_new (POOL_BYTES);
  hub->cache = sumac_image_cache_new (hub->cache_pixels);
  hub->window = sumac_glz_window_new ((guint64) hub->glz_window_pixels);
  hub->progress = sumac_progress_new ();
  hub->decoders = config->decoders ? config->decoders : &sumac_decoder_plugins;
  hub->failures = sumac_decoder_failures_new ();
  return hub;
}

void
sumac_hub_free (SumacHub *hub)
{
  if (!hub)
    return;
  sumac_bulletin_free (hub->bulletin);
  sumac_message_pool_free (hub->pool);
  sumac_image_cache_free (hub->cache);
  sumac_glz_window_free (hub->window);
  sumac_progress_free (hub->progress);
  sumac_decoder_failures_free (hub->failures);
  sumac_address_free (hub->address);
  if (hub->password)
    OPENSSL_cleanse (hub->password, strlen (hub->password));
  g_free (hub->password);
  g_free (hub->renderer);
  sumac_lock_clear (&hub->lock);
  g_free (hub);
}

void
sumac_hub_set_displays (SumacHub *hub, guint n)
{
  hub->n_displays = n;
  __atomic_store_n (&hub->n_displays_alive, n, __ATOMIC_RELAXED);
  sumac_image_cache_set_channels (hub->cache, n);
  sumac_glz_window_set_channels (hub->window, n);
}

void
sumac_hub_lose_display (SumacHub *hub)
{
  guint n = __atomic_sub_fetch (&hub->n_displays_alive, 1, __ATOMIC_RELAXED);

  sumac_image_cache_set_channels (hub->cache, n);
  sumac_glz_window_set_channels (hub->window, n);
  if (n > 0)
    return;
  sumac_image_cache_forget_all (hub->cache);
  sumac_glz_window_reset (hub->window, 0);
}

guint8
sumac_hub_number_caches (SumacHub *hub)
{
  guint n = __atomic_fetch_add (&hub->n_caches, 1, __ATOMIC_RELAXED);

  return (guint8) (SUMAC_SHARED_CACHES + 1 + n % (G_MAXUINT8 - SUMAC_SHARED_CACHES));
}

void
sumac_hub_set_policy (SumacHub *hub, SumacPolicy policy)
{
  __atomic_store_n (&hub->policy, (gint) policy, __ATOMIC_RELAXED);
}

void
sumac_hub_set_renderer (SumacHub *hub, const char *name)
{
  char *wished = g_strdup (name);

  sumac_lock (&hub->lock);

  char *old = hub->renderer;

  hub->renderer = wished;
  sumac_unlock (&hub->lock);
  g_free (old);
}

char *
sumac_hub_dup_renderer (SumacHub *hub)
{
  char *name;

  sumac_lock (&hub->lock);
  name = g_strdup (hub->renderer);
  sumac_unlock (&hub->lock);
  return name;
}

void
sumac_hub_cancel (SumacHub *hub)
{
  sumac_image_cache_cancel (hub->cache);
  sumac_glz_window_cancel (hub->window);
  sumac_progress_cancel (hub->progress);
}
