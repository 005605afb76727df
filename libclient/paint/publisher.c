/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/publisher.h"

#include "core/limits.h"
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
  gboolean expects_textures; /* a new frame needs no memory yet */
  gboolean has_texture;      /* the frame */
  SumacDamage damage;
  SumacDamage unread; /* what the texture is ahead of the pixels */
  guint64 n_frames;   /* atomic */
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
  publisher->has_texture = FALSE;
  publisher->unread.n = 0;
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

static gboolean
is_size_fine (gint width, gint height)
{
  return width > 0 && height > 0 && width <= SUMAC_MAX_SIDE && height <= SUMAC_MAX_SIDE;
}

gboolean
sumac_publisher_resize (SumacPublisher *publisher, gint width, gint height, GError **error)
{
  drop_frame (publisher);
  publisher->is_shown = FALSE;
  publisher->damage.n = 0;
  if (publisher->expects_textures && is_size_fine (width, height))
    publisher->frame = sumac_frame_new_bare (width, height, publisher->ring, publisher->data);
  else
    publisher->frame = sumac_frame_new (width, height, publisher->ring, publisher->data, error);
  return publisher->frame != NULL;
}

static SumacRect
all_of (SumacPublisher *publisher)
{
  return (SumacRect){
    .right = sumac_frame_get_width (publisher->frame),
    .bottom = sumac_frame_get_height (publisher->frame),
  };
}

static void
damage_all (SumacPublisher *publisher)
{
  SumacRect all = all_of (publisher);

  sumac_damage_add (&publisher->damage, &all);
}

void
sumac_publisher_expect_textures (SumacPublisher *publisher, gboolean expects_textures)
{
  publisher->expects_textures = expects_textures;
  if (expects_textures && publisher->is_shown)
    damage_all (publisher);
}

void
sumac_publisher_show (SumacPublisher *publisher)
{
  if (!publisher->frame || publisher->is_shown)
    return;
  publisher->is_shown = TRUE;
  damage_all (publisher);
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

/* Somebody has asked for pixels and was refused. */
static gboolean
are_pixels_due (SumacPublisher *publisher)
{
  return publisher->has_texture && sumac_frame_was_refused (publisher->frame);
}

gboolean
sumac_publisher_is_due (SumacPublisher *publisher, gboolean is_dry)
{
  if (!publisher->is_shown || (publisher->damage.n == 0 && !are_pixels_due (publisher)))
    return FALSE;
  return is_dry || sumac_frame_was_looked_at (publisher->frame);
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

/* Gives whether the last news had been taken. */
static gboolean
add_news (SumacPublisher *publisher)
{
  g_autoptr (SumacFrame) old = NULL;
  gboolean was_taken;

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
  was_taken = !publisher->has_news;
  publisher->has_news = TRUE;
  sumac_unlock (&publisher->lock);
  return was_taken;
}

/* What is damaged has been copied. */
static gboolean
tell_news (SumacPublisher *publisher)
{
  gboolean was_taken = add_news (publisher);

  publisher->damage.n = 0;
  __atomic_fetch_add (&publisher->n_frames, 1, __ATOMIC_RELAXED);
  publisher->tell (publisher->data);
  return was_taken;
}

static void
add_all (SumacDamage *damage, const SumacDamage *more)
{
  for (guint i = 0; i < more->n; i++)
    sumac_damage_add (damage, &more->rects[i]);
}

/* Brings the pixels up to the surface. FALSE without memory, or a surface. */
static gboolean
fetch_pixels (SumacPublisher *publisher, const SumacPublished *primary)
{
  SumacPixels *front = sumac_frame_make_pixels (publisher->frame);
  SumacView view;

  if (!front || !primary->map (primary->data, &view))
    return FALSE;
  for (guint i = 0; i < publisher->unread.n; i++)
    copy_rect (front, &view, &publisher->unread.rects[i]);
  primary->unmap (primary->data);
  publisher->unread.n = 0;
  return TRUE;
}

/* The first time all of it. */
static gboolean
write_texture (SumacPublisher *publisher, const SumacPublished *primary, SumacTexture *texture)
{
  if (!primary->share)
    return FALSE;
  sumac_frame_get_texture (publisher->frame, texture);
  if (!publisher->has_texture)
    damage_all (publisher);
  return primary->publish (primary->data, publisher->damage.rects, publisher->damage.n,
                           texture);
}

static void
end_with_texture (SumacPublisher *publisher,
                  const SumacPublished *primary,
                  const SumacTexture *texture)
{
  SumacFrameWish wish = sumac_frame_take_wish (publisher->frame);
  gboolean has_pixels = wish != SUMAC_FRAME_NO_PIXELS && fetch_pixels (publisher, primary);

  publisher->has_texture = TRUE;
  sumac_frame_end_write_texture (publisher->frame, texture, primary->share, has_pixels);
  /* Who was refused waits to be told, whatever part he looks at. */
  if (wish == SUMAC_FRAME_PIXELS_AT_ONCE)
    damage_all (publisher);
  if (tell_news (publisher))
    sumac_frame_lose_interest (publisher->frame);
}

static SumacPublication
end_with_pixels (SumacPublisher *publisher, const SumacPublished *primary)
{
  gboolean has_pixels = fetch_pixels (publisher, primary);

  sumac_frame_end_write (publisher->frame);
  if (publisher->has_texture)
    damage_all (publisher);
  publisher->has_texture = FALSE;
  if (has_pixels)
    tell_news (publisher);
  /* Where they can't be had now, the next damage asks again. */
  publisher->damage.n = 0;
  return has_pixels ? SUMAC_PUBLISHED : SUMAC_NOTHING_TO_PUBLISH;
}

SumacPublication
sumac_publisher_publish_from (SumacPublisher *publisher, const SumacPublished *primary)
{
  SumacTexture texture;
  SumacPixels *front;
  gboolean has_texture;

  if (!publisher->frame)
    return SUMAC_NOTHING_TO_PUBLISH;
  if (!sumac_frame_begin_write (publisher->frame, &front))
    return SUMAC_IS_LOOKED_AT;
  has_texture = write_texture (publisher, primary, &texture);
  add_all (&publisher->unread, &publisher->damage);
  if (!has_texture)
    return end_with_pixels (publisher, primary);
  end_with_texture (publisher, primary, &texture);
  return SUMAC_PUBLISHED;
}

static gboolean
give_view (gpointer data, SumacView *view)
{
  *view = *(const SumacView *) data;
  return TRUE;
}

static void
keep_view (gpointer data G_GNUC_UNUSED)
{
}

gboolean
sumac_publisher_publish (SumacPublisher *publisher, const SumacView *primary)
{
  SumacView view = *primary;
  const SumacPublished published = { .map = give_view, .unmap = keep_view, .data = &view };

  return sumac_publisher_publish_from (publisher, &published) == SUMAC_PUBLISHED;
}

void
sumac_publisher_settle (SumacPublisher *publisher, const SumacPublished *primary)
{
  if (!publisher->has_texture)
    return;
  publisher->has_texture = FALSE;
  if (sumac_frame_take_wish (publisher->frame) == SUMAC_FRAME_PIXELS_AT_ONCE)
    damage_all (publisher);
  if (!sumac_frame_begin_settle (publisher->frame))
    return;
  add_all (&publisher->unread, &publisher->damage);
  fetch_pixels (publisher, primary);
  sumac_frame_end_write (publisher->frame);
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
