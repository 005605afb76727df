/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a display channel hands to its painter: drawing and everything else whose order among
 * drawing counts. A command lies in the arena of its message, and points into its body: the
 * message is the one owner of it all.
 *
 * Thread: the channel's until queued, then the painter's. */

#pragma once

#include "codec/image.h"
#include "core/queue.h"
#include "net/message.h"
#include "paint/decode-pool.h"
#include "paint/scanout.h"

#include <sumac/plugin/op.h>

typedef struct _SumacCommand SumacCommand;
typedef struct _SumacPendingImage SumacPendingImage;
typedef struct _SumacChannelWait SumacChannelWait;

typedef enum
{
  SUMAC_COMMAND_DRAW,
  SUMAC_COMMAND_SURFACE_CREATE,
  SUMAC_COMMAND_SURFACE_DESTROY,
  SUMAC_COMMAND_MARK,
  SUMAC_COMMAND_RESET,
  SUMAC_COMMAND_FORGET_IMAGES,     /* INVAL_LIST */
  SUMAC_COMMAND_FORGET_ALL_IMAGES, /* INVAL_ALL_PIXMAPS, after its waits */
  SUMAC_COMMAND_WAIT,              /* WAIT_FOR_CHANNELS */
  SUMAC_COMMAND_STREAM_CREATE,
  SUMAC_COMMAND_STREAM_DATA, /* DATA and DATA_SIZED */
  SUMAC_COMMAND_STREAM_CLIP,
  SUMAC_COMMAND_STREAM_DESTROY,
  SUMAC_COMMAND_STREAM_DESTROY_ALL,
  SUMAC_COMMAND_STREAM_ACTIVATE_REPORT,
  SUMAC_COMMAND_SCANOUT,       /* GL_SCANOUT_UNIX; the file is the message's */
  SUMAC_COMMAND_SCANOUT_DRAWN, /* GL_DRAW, to be answered */
  SUMAC_COMMAND_LINKED_ANEW,   /* not a message: the server sends everything once more */
  SUMAC_COMMAND_NOTHING,       /* any other message, so that its serial is reached */
} SumacCommandKind;

/* An image of an op that has yet to become pixels or a surface's name. */
struct _SumacPendingImage
{
  SumacEncodedImage encoded;
  SumacSource *into;   /* the field of the op */
  SumacDecodeJob *job; /* nullable: decoded ahead; the painter's */
};

/* "Until that channel has handled the message with that serial." */
struct _SumacChannelWait
{
  guint8 channel_type;
  guint8 channel_id;
  guint64 serial;
};

/* At most: source, brush or composite mask, mask or back brush. */
#define SUMAC_MAX_PENDING 3

struct _SumacCommand
{
  SumacQueueItem item; /* first: the queue knows only this */
  SumacCommandKind kind;
  SumacMessage *message;

  union
  {
    struct
    {
      SumacOp op;
      guint n_pending;
      SumacPendingImage pending[SUMAC_MAX_PENDING];
    } draw;

    struct
    {
      guint32 id;
      guint32 width;
      guint32 height;
      SumacPixelFormat format;
      gboolean is_primary;
    } surface; /* DESTROY: the id alone */

    struct
    {
      guint n_ids;
      const guint64 *ids;
    } forget;

    struct
    {
      guint n_waits;
      const SumacChannelWait *waits;
    } wait; /* also FORGET_ALL_IMAGES */

    struct
    {
      guint32 id;
      guint32 surface;
      gboolean is_top_down;
      guint8 codec; /* as on the wire: perhaps none we know */
      guint32 width;
      guint32 height;
      SumacRect dest;
      SumacClip clip;
    } stream; /* CLIP: id and clip; DESTROY: the id alone */

    struct
    {
      guint32 id;
      guint32 time_ms; /* multi-media time; 0: none */
      gboolean has_dest;
      SumacRect dest; /* else the stream's */
      const guint8 *bytes;
      gsize size;
      gint64 came_us; /* when its message was whole, of sumac_clock_us; 0: not known */
    } frame;          /* STREAM_DATA */

    struct
    {
      guint32 id;
      guint32 unique;
      guint32 max_window; /* frames */
      guint32 timeout_ms;
    } report; /* STREAM_ACTIVATE_REPORT */

    struct
    {
      gint64 cache_pixels; /* announced for caches of its own */
      gint32 glz_window_pixels;
    } anew; /* LINKED_ANEW */

    SumacScanoutFacts scanout;
    SumacRect drawn; /* SCANOUT_DRAWN */
  } u;
};

/* Gives the message back, and with it the command. */
void sumac_command_free (SumacCommand *command);
