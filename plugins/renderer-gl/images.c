/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "images.h"

#define PAGE_SIDE 1024

/* What lies on pages. */
#define SMALL_SIDE 256

#define PAGES_BYTES ((gsize) IMAGE_PAGES * PAGE_SIDE * PAGE_SIDE * 4)

/* What the lists get of the rest: drawn once a fifth, drawn again four. */
#define ONCE_PARTS 1
#define ALL_PARTS  5

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
  return pixels->width <= SMALL_SIDE && pixels->height <= SMALL_SIDE;
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
  if (!image->page)
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
             gsize bytes,
             void (*before_reuse) (gpointer data),
             gpointer data)
{
  *images = (Images){ .pool = pool, .before_reuse = before_reuse, .data = data };
  images->max_bytes = bytes > PAGES_BYTES ? bytes - PAGES_BYTES : 0;
  images->table = g_hash_table_new (NULL, NULL);
}

void
images_clear (Images *images)
{
  empty (images, &images->once);
  empty (images, &images->again);
  for (guint i = 0; i < IMAGE_PAGES; i++)
    {
      empty (images, &images->pages[i].images);
      texture_pool_give (images->pool, images->pages[i].texture);
    }
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
  if (page->x + pixels->width > PAGE_SIDE)
    {
      page->x = 0;
      page->y += page->row_height;
      page->row_height = 0;
    }
  return page->y + pixels->height <= PAGE_SIDE;
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
      images->page = (images->page + 1) % IMAGE_PAGES;
      page = &images->pages[images->page];
      if (page->op != images->op)
        break;
    }
  if (page->texture)
    {
      images->before_reuse (images->data);
      empty (images, &page->images);
    }
  else
    page->texture = texture_pool_take (images->pool, PAGE_SIDE, PAGE_SIDE);
  page->x = page->y = page->row_height = 0;
  return page->texture ? page : NULL;
}

static const Image *
add_small (Images *images, SumacPixels *pixels)
{
  ImagePage *page = take_page (images, pixels);

  if (!page || !upload_pixels (&images->upload, page->texture, page->x, page->y, pixels))
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

static void
keep_within (Images *images, ImageList *list, gsize bytes)
{
  gboolean is_told = FALSE;

  while (list->bytes > bytes && list->last->op != images->op)
    {
      Image *image = list->last;

      if (!is_told)
        images->before_reuse (images->data);
      is_told = TRUE;
      list_remove (list, image);
      image_drop (images, image);
    }
}

static const Image *
add_large (Images *images, SumacPixels *pixels)
{
  Texture *texture = texture_pool_take (images->pool, pixels->width, pixels->height);

  if (!texture)
    return NULL;
  if (!upload_pixels (&images->upload, texture, 0, 0, pixels))
    {
      texture_pool_give (images->pool, texture);
      return NULL;
    }

  Image *image = image_new (images, pixels);

  image->texture = texture;
  list_push (&images->once, image);
  keep_within (images, &images->once, images->max_bytes / ALL_PARTS * ONCE_PARTS);
  return image;
}

static void
found_again (Images *images, Image *image)
{
  ImageList *list = image->is_known ? &images->again : &images->once;

  list_remove (list, image);
  image->is_known = TRUE;
  list_push (&images->again, image);
  keep_within (images, &images->again,
               images->max_bytes / ALL_PARTS * (ALL_PARTS - ONCE_PARTS));
}

const Image *
images_get (Images *images, SumacPixels *pixels, gint max_side)
{
  Image *image = g_hash_table_lookup (images->table, pixels);

  if (image)
    {
      image->op = images->op;
      if (image->page)
        image->page->op = images->op;
      else
        found_again (images, image);
      return image;
    }
  if (pixels->width > max_side || pixels->height > max_side ||
      (gsize) pixels->width * (gsize) pixels->height * 4 > images->max_bytes / LARGEST_PARTS)
    return NULL;
  return is_small (pixels) ? add_small (images, pixels) : add_large (images, pixels);
}
