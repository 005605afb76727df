/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/publisher.h"

#include "core/thread.h"

#include <pixman.h>
#include <string.h>

struct _SumacPublisher
{
  void (*tell) (gpointer data);
  void (*ring) (gpointer data);
  gpointer data;
  SumacFrame *frame; /* of the present primary, or NULL */
  gboolean is_shown;
  SumacDamage damage;
  guint64 n_frames; /* atomic */
  SumacLock lock;
  SumacNews news;    /* under lock */
  gboolean has_news; /* under lock */
};

SumacPublisher *
sumac_publisher_new (void (*tell) (gpointer data), void (*ring) (gpointer data), gpointer data)
{
  SumacPublisher *publisher = g_new0 (SumacPublisher, 1);

  publisher->tell = tell;
  publisher->ring = ring;
  publisher->data = data;
  sumac_lock_init (&publisher->lock);
  return publisher;
}

static void
drop_frame (SumacPublisher *publisher)
{
  if (!publisher->frame)
    return;
  sumac_frame_forget_writer (publisher->frame);
  g_clear_pointer (&publisher->frame, sumac_frame_unref);
}

void
sumac_publisher_free (SumacPublisher *publisher)
{
  if (!publisher)
    return;
  drop_frame (publisher);
  sumac_frame_unref (publisher->news.frame);
  sumac_lock_clear (&publisher->lock);
  g_free (publisher);
}

gboolean
sumac_publisher_resize (SumacPublisher *publisher, gint width, gint height, GError **error)
{
  drop_frame (publisher);
  publisher->is_shown = FALSE;
  publisher->damage.n = 0;
  publisher->frame = sumac_frame_new (width, height, publisher->ring, publisher->data, error);
  return publisher->frame != NULL;
}

void
sumac_publisher_show (SumacPublisher *publisher)
{
  if (!publisher->frame || publisher->is_shown)
    return;

  SumacRect all = {
    .right = sumac_frame_get_width (publisher->frame),
    .bottom = sumac_frame_get_height (publisher->frame),
  };

  publisher->is_shown = TRUE;
  sumac_damage_add (&publisher->damage, &all);
}

void
sumac_publisher_hide (SumacPublisher *publisher)
{
  publisher->is_shown = FALSE;
  drop_frame (publisher);
}

void
sumac_publisher_damage (SumacPublisher *publisher, const SumacRect *rect)
{
  if (publisher->is_shown)
    sumac_damage_add (&publisher->damage, rect);
}

gboolean
sumac_publisher_is_due (SumacPublisher *publisher, gboolean is_dry)
{
  gboolean was_taken;

  if (!publisher->is_shown || publisher->damage.n == 0)
    return FALSE;
  if (is_dry)
    return TRUE;
  sumac_lock (&publisher->lock);
  was_taken = !publisher->has_news;
  sumac_unlock (&publisher->lock);
  return was_taken;
}

/* A frame is XRGB32; a primary of another depth is widened by pixman. */
static void
copy_rect (SumacPixels *to, const SumacView *from, const SumacRect *rect)
{
  gint width = sumac_rect_width (rect);
  gint height = sumac_rect_height (rect);

  if (sumac_pixel_format_bits (from->format) == 32)
    {
      for (gint y = rect->top; y < rect->bottom; y++)
        memcpy (sumac_pixels_row (to, y) + (gsize) rect->left * 4,
                from->data + from->stride * y + (gsize) rect->left * 4, (gsize) width * 4);
      return;
    }

  static const pixman_format_code_t formats[SUMAC_N_PIXEL_FORMATS] = {
    [SUMAC_PIXELS_A1] = PIXMAN_a1,           [SUMAC_PIXELS_A8] = PIXMAN_a8,
    [SUMAC_PIXELS_RGB555] = PIXMAN_x1r5g5b5, [SUMAC_PIXELS_RGB565] = PIXMAN_r5g6b5,
    [SUMAC_PIXELS_XRGB32] = PIXMAN_x8r8g8b8, [SUMAC_PIXELS_ARGB32] = PIXMAN_a8r8g8b8,
  };
  pixman_image_t *source =
      pixman_image_create_bits_no_clear (formats[from->format], from->width, from->height,
                                         (uint32_t *) (void *) from->data, (int) from->stride);
  pixman_image_t *target = pixman_image_create_bits_no_clear (
      PIXMAN_x8r8g8b8, to->width, to->height, (uint32_t *) (void *) to->data, (int) to->stride);

  pixman_image_composite32 (PIXMAN_OP_SRC, source, NULL, target, rect->left, rect->top, 0, 0,
                            rect->left, rect->top, width, height);
  pixman_image_unref (source);
  pixman_image_unref (target);
}

static void
add_news (SumacPublisher *publisher)
{
  g_autoptr (SumacFrame) old = NULL;

  sumac_lock (&publisher->lock);
  if (publisher->news.frame != publisher->frame)
    {
      old = publisher->news.frame;
      publisher->news.frame = sumac_frame_ref (publisher->frame);
      publisher->news.is_other = TRUE;
      publisher->news.damage.n = 0;
    }
  for (guint i = 0; i < publisher->damage.n; i++)
    sumac_damage_add (&publisher->news.damage, &publisher->damage.rects[i]);
  publisher->has_news = TRUE;
  sumac_unlock (&publisher->lock);
}

gboolean
sumac_publisher_publish (SumacPublisher *publisher, const SumacView *primary)
{
  SumacPixels *front;

  if (!sumac_frame_begin_write (publisher->frame, &front))
    return FALSE;
  for (guint i = 0; i < publisher->damage.n; i++)
    copy_rect (front, primary, &publisher->damage.rects[i]);
  sumac_frame_end_write (publisher->frame);

  add_news (publisher);
  publisher->damage.n = 0;
  __atomic_fetch_add (&publisher->n_frames, 1, __ATOMIC_RELAXED);
  publisher->tell (publisher->data);
  return TRUE;
}

void
sumac_publisher_read_front (SumacPublisher *publisher, const SumacView *to)
{
  const guint8 *front;
  gsize stride;

  if (!publisher->frame || sumac_pixel_format_bits (to->format) != 32 ||
      sumac_frame_get_width (publisher->frame) != to->width ||
      sumac_frame_get_height (publisher->frame) != to->height ||
      !sumac_frame_begin_read (publisher->frame, &front, &stride))
    return;
  for (gint y = 0; y < to->height; y++)
    memcpy (to->data + to->stride * y, front + stride * (gsize) y, (gsize) to->width * 4);
  sumac_frame_end_read (publisher->frame);
}

guint64
sumac_publisher_get_frames (SumacPublisher *publisher)
{
  return __atomic_load_n (&publisher->n_frames, __ATOMIC_RELAXED);
}

gboolean
sumac_publisher_take_news (SumacPublisher *publisher, SumacNews *news)
{
  gboolean has_news;

  sumac_lock (&publisher->lock);
  has_news = publisher->has_news;
  if (has_news)
    {
      *news = publisher->news;
      sumac_frame_ref (news->frame);
      publisher->news.is_other = FALSE;
      publisher->news.damage.n = 0;
      publisher->has_news = FALSE;
    }
  sumac_unlock (&publisher->lock);
  return has_news;
}
