/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pictures on the card. A guest that draws a picture from its cache draws the same pixels
 * again, so what was uploaded is kept, and with it a reference to the pixels, by whose
 * address it is found.
 *
 * Small pictures lie side by side on a few pages, so that many can be drawn at once; the page
 * that was begun first is emptied when all are full. They are written into memory that the card
 * reads, and brought to the page together, just before something is drawn. A large one has a texture
 * of its own: when room is needed those that were drawn once go first, as long as they are not few.
 *
 * Thread: its renderer's, with the context current. */

#pragma once

#include "upload.h"

/* More than an op has pictures: those that it needs are not emptied for it. */
#define IMAGE_PAGES 4

typedef struct _Image Image;
typedef struct _ImagePage ImagePage;

struct _Image
{
  SumacPixels *pixels; /* a reference */
  ImagePage *page;     /* NULL: it has a texture of its own */
  Texture *texture;    /* its own, or its page's; NULL: it has passed by */
  gint x;              /* where it lies on it */
  gint y;
  guint32 op;        /* the last op that needed it */
  gboolean is_known; /* a large one that was drawn more than once */
  Image *next;       /* in the list that it is in */
  Image *previous;
};

/* The newest first. */
typedef struct
{
  Image *first;
  Image *last;
  gsize bytes;
} ImageList;

struct _ImagePage
{
  Texture *texture;
  SumacRect fresh; /* in memory already, and not on the texture yet */
  GLsync fence;    /* of the last that was brought there, once the page is full */
  guint32 op;      /* the last op that needed one of its pictures */
  ImageList images;
  gint x; /* where the next one goes */
  gint y;
  gint row_height;
};

typedef struct
{
  TexturePool *pool;
  Upload upload;
  GHashTable *table; /* SumacPixels → Image */
  ImagePage pages[IMAGE_PAGES];
  Mapped memory; /* all pages as they are or will be; without memory there is none */
  guint page;    /* that is being filled */
  ImageList once;
  ImageList again;
  ImageList passed; /* of those without a texture */
  gsize max_bytes;  /* of large ones, once and again together */
  Image *unused;    /* a list by next */
  guint32 op;
  void (*before_reuse) (gpointer data); /* draws what still looks at old pictures */
  gpointer data;
} Images;

/* @ring: what they go to the card by. @bytes: about what they may take together. */
void images_init (Images *images,
                  TexturePool *pool,
                  Ring *ring,
                  gsize bytes,
                  void (*before_reuse) (gpointer data),
                  gpointer data);
void images_clear (Images *images);

/* To be called once, where the card reads memory that stays mapped. */
void images_map_pages (Images *images, gboolean is_es);

/* To be called before pictures are drawn with. */
void images_bring (Images *images);

/* Another op begins: what earlier ones needed may go when there is need of room. */
void images_begin_op (Images *images);

/* TRUE for one that is large and comes for the first time, or is too large to be kept: it may well
 * not come again, so it need not lie on the card. */
gboolean images_may_pass (Images *images, SumacPixels *pixels);

/* The picture on the card, good until the next op. NULL when it is too large or there is no
 * memory. */
const Image *images_get (Images *images, SumacPixels *pixels, gint max_side);
