/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the channels of one connection share: where the server is, caches, the way of notices
 * to the application. Made by the session, freed by it when every channel has been joined.
 * Fields without a word are set before the first channel starts and never change. */

#pragma once

#include "core/bulletin.h"
#include "core/media-clock.h"
#include "core/thread.h"
#include "net/address.h"
#include "paint/decoder-failures.h"
#include "paint/glz-window.h"
#include "paint/image-cache.h"
#include "paint/progress.h"
#include "paint/stream-decoder.h"

#include <sumac/plugin/video-decoder.h>
#include <sumac/policy.h>

typedef struct _SumacHub SumacHub;
typedef struct _SumacHubConfig SumacHubConfig;

struct _SumacHubConfig
{
  const SumacAddress *address;
  const char *password;  /* nullable */
  GMainContext *context; /* where notices are read; NULL: the default one */
  const char *renderer;  /* a demanded plug-in, or NULL */
  guint8 compression;    /* SPICE_IMAGE_COMPRESSION_…, or 0 for no wish */
  guint8 n_codecs; /* video codecs by the protocol's numbers, the best first; 0: no wish */
  guint8 codecs[SUMAC_N_VIDEO_CODECS];
  SumacPolicy policy;
  const SumacDecoderSource *decoders; /* NULL: the plug-ins */
};

struct _SumacHub
{
  SumacAddress *address;
  char *password; /* wiped when freed; never logged */
  guint8 compression;
  guint8 n_codecs;
  guint8 codecs[SUMAC_N_VIDEO_CODECS];
  SumacBulletin *bulletin;
  SumacMessagePool *pool;
  SumacImageCache *cache;
  SumacGlzWindow *window;
  SumacProgress *progress;
  const SumacDecoderSource *decoders;
  SumacDecoderFailures *failures;
  gint64 cache_pixels;      /* announced */
  gint32 glz_window_pixels; /* announced */
  gsize surface_bytes;      /* atomic: of all surfaces */
  guint n_displays;         /* set before the first of them starts */
  guint n_displays_alive;   /* atomic: of those that share the caches */
  guint n_caches;           /* atomic: numbers given to caches of single displays */
  SumacMediaClock clock;    /* led by main; see its header */
  gint policy;              /* atomic: SumacPolicy; set by the application */
  guint32 connection_id;    /* set by main's INIT, before other channels start */
  SumacLock lock;
  char *renderer; /* under lock: a demanded plug-in, or NULL; set by the application */
};

SumacHub *sumac_hub_new (const SumacHubConfig *config);
void sumac_hub_free (SumacHub *hub);

/* How many display channels there are. Application's thread, before they start. */
void sumac_hub_set_displays (SumacHub *hub, guint n);

/* One of them has ended, or has caches of its own now: nobody waits for pictures of its. Its
 * thread. */
void sumac_hub_lose_display (SumacHub *hub);

/* What the caches of all displays are called, and those of a single one: a new number each time.
 * Its thread. */
#define SUMAC_SHARED_CACHES 1
guint8 sumac_hub_number_caches (SumacHub *hub);

/* From the next picture of a video on. Application's thread. */
void sumac_hub_set_policy (SumacHub *hub, SumacPolicy policy);

/* What is to draw, for displays that are not up yet. Application's thread. */
void sumac_hub_set_renderer (SumacHub *hub, const char *name);

/* To be freed; NULL: the best one. Any thread. */
char *sumac_hub_dup_renderer (SumacHub *hub);

/* Ends every wait of a painter for another channel, for good. */
void sumac_hub_cancel (SumacHub *hub);
