/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "images.h"

#define PAGE_WIDTH  2048
#define PAGE_HEIGHT 512

/* What lies on pages: icons, and lines of text. */
#define SMALL_AREA   (256 * 256)
#define SMALL_HEIGHT 256

/* A card that takes longer is lost: it is found out elsewhere. */
#define LONGEST_WAIT_NS (G_GUINT64_CONSTANT (2) * 1000 * 1000 * 1000)

#define PAGE_STRIDE ((gsize) PAGE_WIDTH * 4)
#define PAGE_BYTES  (PAGE_STRIDE * PAGE_HEIGHT)
#define PAGES_BYTES (IMAGE_PAGES * PAGE_BYTES)

/* Of the rest those that were drawn once have a fifth at least, and what the others leave. */
#define ONCE_PARTS 5

/* Larger ones the processor may as well draw: no picture takes more of the rest. */
#define LARGEST_PARTS 4

static gsize
bytes_of (const Image *image)
{
  return (gsize) image->pixels->width * (gsize) image->pixels->height * 4;
}

static void
list_push (ImageList *list, Image *image)
{
  image->previous = NULL;
  image->next = list->first;
  if (list->first)
    list->first->previous = image;
  else
    list->last = image;
  list->first = image;
  list->bytes += bytes_of (image);
}

static void
list_remove (ImageList *list, Image *image)
{
  if (image->previous)
    image->previous->next = image->next;
  else
    list->first = image->next;
  if (image->next)
    image->next->previous = image->previous;
  else
    list->last = image->previous;
  list->bytes -= bytes_of (image);
}

static gboolean
is_small (const SumacPixels *pixels)
{
  return pixels->width <= PAGE_WIDTH && pixels->height <= SMALL_HEIGHT &&
         pixels->width * pixels->height <= SMALL_AREA;
}

static Image *
image_new (Images *images, SumacPixels *pixels)
{
  Image *image = images->unused;

  if (image)
    images->unused = image->next;
  else
    image = g_new (Image, 1);
  *image = (Image){ .pixels = sumac_pixels_ref (pixels), .op = images->op };
  g_hash_table_insert (images->table, pixels, image);
  return image;
}

/* It is in no list any more. */
static void
image_drop (Images *images, Image *image)
{
  g_hash_table_remove (images->table, image->pixels);
  if (!image->page && image->texture)
    texture_pool_give (images->pool, image->texture);
  sumac_pixels_unref (image->pixels);
  image->next = images->unused;
  images->unused = image;
}

static void
empty (Images *images, ImageList *list)
{
  while (list->last)
    {
      Image *image = list->last;

      list_remove (list, image);
      image_drop (images, image);
    }
}

void
images_init (Images *images,
             TexturePool *pool,
             Ring *ring,
             gsize bytes,
             void (*before_reuse) (gpointer data),
             gpointer data)
{
  *images = (Images){
    .pool = pool,
    .upload = { .ring = ring },
    .before_reuse = before_reuse,
    .data = data,
  };
  images->max_bytes = bytes > PAGES_BYTES ? bytes - PAGES_BYTES : 0;
  images->table = g_hash_table_new (NULL, NULL);
}

void
images_map_pages (Images *images, gboolean is_es)
{
  mapped_init (&images->memory, GL_PIXEL_UNPACK_BUFFER, PAGES_BYTES, is_es);
  glBindBuffer (GL_PIXEL_UNPACK_BUFFER, 0);
}

void
images_clear (Images *images)
{
  empty (images, &images->once);
  empty (images, &images->again);
  empty (images, &images->passed);
  for (guint i = 0; i < IMAGE_PAGES; i++)
    {
      empty (images, &images->pages[i].images);
      texture_pool_give (images->pool, images->pages[i].texture);
      if (!images->pool->is_gone)
        glDeleteSync (images->pages[i].fence);
    }
  if (!images->pool->is_gone)
    mapped_clear (&images->memory);
  while (images->unused)
    {
      Image *image = images->unused;

      images->unused = image->next;
      g_free (image);
    }
  upload_clear (&images->upload);
  g_clear_pointer (&images->table, g_hash_table_unref);
}

void
images_begin_op (Images *images)
{
  images->op++;
}

/* Small pictures: from left to right, in rows. */

static gboolean
find_place (ImagePage *page, const SumacPixels *pixels)
{
  if (page->x + pixels->width > PAGE_WIDTH)
    {
      page->x = 0;
      page->y += page->row_height;
      page->row_height = 0;
    }
  return page->y + pixels->height <= PAGE_HEIGHT;
}

/* Where a page lies in the mapped memory. */
static gsize
offset_of (const Images *images, const ImagePage *page)
{
  return (gsize) (page - images->pages) * PAGE_BYTES;
}

static void
bring (Images *images, ImagePage *page)
{
  const SumacRect *r = &page->fresh;

  if (sumac_rect_is_empty (r))
    return;
  glBindBuffer (GL_PIXEL_UNPACK_BUFFER, images->memory.buffer);
  glBindTexture (GL_TEXTURE_2D, page->texture->name);
  glPixelStorei (GL_UNPACK_ROW_LENGTH, PAGE_WIDTH);
  glTexSubImage2D (GL_TEXTURE_2D, 0, r->left, r->top, sumac_rect_width (r),
                   sumac_rect_height (r), GL_RGBA, GL_UNSIGNED_BYTE,
                   (gconstpointer) (offset_of (images, page) + PAGE_STRIDE * (gsize) r->top +
                                    (gsize) r->left * 4));
  glBindBuffer (GL_PIXEL_UNPACK_BUFFER, 0);
  page->fresh = (SumacRect){ 0, 0, 0, 0 };
}

void
images_bring (Images *images)
{
  for (guint i = 0; i < IMAGE_PAGES; i++)
    bring (images, &images->pages[i]);
}

/* No more pictures come. */
static void
end_page (Images *images, ImagePage *page)
{
  bring (images, page);
  if (images->memory.memory && !page->fence)
    page->fence = glFenceSync (GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
}

/* Its memory must not be written before the card has read it. */
static void
begin_page (Images *images, ImagePage *page)
{
  images->before_reuse (images->data);
  empty (images, &page->images);
  if (!page->fence)
    return;
  glClientWaitSync (page->fence, GL_SYNC_FLUSH_COMMANDS_BIT, LONGEST_WAIT_NS);
  glDeleteSync (page->fence);
  page->fence = NULL;
}

/* A page with room for it at its x, y, by emptying one that this op does not need. NULL without
 * memory. */
static ImagePage *
take_page (Images *images, const SumacPixels *pixels)
{
  ImagePage *page = &images->pages[images->page];

  if (page->texture && find_place (page, pixels))
    return page;
  while (page->texture)
    {
      end_page (images, page);
      images->page = (images->page + 1) % IMAGE_PAGES;
      page = &images->pages[images->page];
      if (page->op != images->op)
        break;
    }
  if (page->texture)
    begin_page (images, page);
  else
    page->texture = texture_pool_take (images->pool, PAGE_WIDTH, PAGE_HEIGHT);
  page->x = page->y = page->row_height = 0;
  return page->texture ? page : NULL;
}

/* On the page, or into its memory. */
static gboolean
write_to_page (Images *images, ImagePage *page, const SumacPixels *pixels)
{
  const SumacRect place = { page->x, page->y, page->x + pixels->width,
                            page->y + pixels->height };

  if (!images->memory.memory)
    return upload_pixels (&images->upload, page->texture, page->x, page->y, pixels);
  upload_write (pixels,
                images->memory.memory + offset_of (images, page) +
                    PAGE_STRIDE * (gsize) page->y + (gsize) page->x * 4,
                PAGE_STRIDE);
  if (sumac_rect_is_empty (&page->fresh))
    page->fresh = place;
  else
    page->fresh =
        (SumacRect){ MIN (page->fresh.left, place.left), MIN (page->fresh.top, place.top),
                     MAX (page->fresh.right, place.right),
                     MAX (page->fresh.bottom, place.bottom) };
  return TRUE;
}

static const Image *
add_small (Images *images, SumacPixels *pixels)
{
  ImagePage *page = take_page (images, pixels);

  if (!page || !write_to_page (images, page, pixels))
    return NULL;

  Image *image = image_new (images, pixels);

  page->op = images->op;
  image->page = page;
  image->texture = page->texture;
  image->x = page->x;
  image->y = page->y;
  list_push (&page->images, image);
  page->x += pixels->width;
  page->row_height = MAX (page->row_height, pixels->height);
  return image;
}

/* Large pictures */

/* The one that goes first; NULL when this op needs it. */
static Image *
least_wanted (Images *images, ImageList **list)
{
  gboolean is_once = images->once.bytes > images->max_bytes / ONCE_PARTS || !images->again.last;

  *list = is_once ? &images->once : &images->again;
  return (*list)->last->op != images->op ? (*list)->last : NULL;
}

static void
keep_within (Images *images)
{
  gboolean is_told = FALSE;

  while (images->once.bytes + images->again.bytes > images->max_bytes)
    {
      ImageList *list;
      Image *image = least_wanted (images, &list);

      if (!image)
        return;
      if (!is_told)
        images->before_reuse (images->data);
      is_told = TRUE;
      list_remove (list, image);
      image_drop (images, image);
    }
}

/* Pixels that nobody else holds are never drawn again: their texture is as good as a new one, and
 * costs nothing to make. */
static void
drop_forgotten (Images *images, ImageList *list)
{
  gboolean is_told = FALSE;
  Image *previous;

  for (Image *image = list->last; image; image = previous)
    {
      previous = image->previous;
      if (!sumac_pixels_has_one_reference (image->pixels) || image->op == images->op)
        continue;
      if (!is_told && image->texture)
        {
          images->before_reuse (images->data);
          is_told = TRUE;
        }
      list_remove (list, image);
      image_drop (images, image);
    }
}

static gboolean
is_too_large (const Images *images, const SumacPixels *pixels)
{
  return (gsize) pixels->width * (gsize) pixels->height * 4 > images->max_bytes / LARGEST_PARTS;
}

gboolean
images_may_pass (Images *images, SumacPixels *pixels)
{
  if (is_too_large (images, pixels))
    return TRUE;
  if (is_small (pixels) || g_hash_table_contains (images->table, pixels))
    return FALSE;
  drop_forgotten (images, &images->passed);
  list_push (&images->passed, image_new (images, pixels));
  return TRUE;
}

/* @passed: it comes again; or NULL. */
static const Image *
add_large (Images *images, SumacPixels *pixels, Image *passed)
{
  Texture *texture;

  drop_forgotten (images, &images->once);
  texture = texture_pool_take (images->pool, pixels->width, pixels->height);
  if (!texture)
    return NULL;
  if (!upload_pixels (&images->upload, texture, 0, 0, pixels))
    {
      texture_pool_give (images->pool, texture);
      return NULL;
    }

  Image *image = passed ? passed : image_new (images, pixels);

  if (passed)
    list_remove (&images->passed, passed);
  image->texture = texture;
  image->is_known = passed != NULL;
  list_push (passed ? &images->again : &images->once, image);
  keep_within (images);
  return image;
}

static void
found_again (Images *images, Image *image)
{
  ImageList *list = image->is_known ? &images->again : &images->once;

  list_remove (list, image);
  image->is_known = TRUE;
  list_push (&images->again, image);
}

const Image *
images_get (Images *images, SumacPixels *pixels, gint max_side)
{
  Image *image = g_hash_table_lookup (images->table, pixels);

  if (image)
    image->op = images->op;
  if (image && image->texture)
    {
      if (image->page)
        image->page->op = images->op;
      else
        found_again (images, image);
      return image;
    }
  if (pixels->width > max_side || pixels->height > max_side || is_too_large (images, pixels))
    return NULL;
  return is_small (pixels) ? add_small (images, pixels) : add_large (images, pixels, image);
}
