/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Proves that the suite finds what it looks for: for each rule a decoder that breaks just that
 * one, and a whole one that breaks none. They decode uncompressed films, within push. */

#include "contract/video-decoder.h"
#include "core/thread.h"
#include "proof/video-decoder-suite.h"

#include <sumac/error.h>

#include <string.h>

#define HEAD 8

/* More than a frame of these films. */
#define SCRATCH_SIZE (1u << 16)

/* The frame with which some faults begin: rules that are not about what frames show push
 * fewer, or look at none beyond. */
#define LATE_FRAME 6

/* One for each rule, in the order of the rules. */
typedef enum
{
  SILENT_PROBE,
  WRONG_PICTURE,
  WRONG_PLANES,
  HOLDS_ONE_BACK,
  FORGETS_BROKEN,
  KEEPS_SIZE,
  LEAVES_THREAD,
  SHARES_STATE,
  KEEPS_FRAME,
  REUSES_MEMORY,
  NO_FAULT,
} Fault;

#define FAULTY_TYPE (faulty_get_type ())
G_DECLARE_FINAL_TYPE (Faulty, faulty, FAULTY, DECODER, SumacVideoDecoder)

struct _Faulty
{
  SumacVideoDecoder parent_instance;
  Fault fault;
  gboolean takes_planes;
  gint width;
  gint height;
  guint n_pushed;
  SumacPicture *held; /* not delivered yet */
  guint64 held_cookie;
  guint8 *scratch; /* that every picture lies in */
};

G_DEFINE_FINAL_TYPE (Faulty, faulty, SUMAC_TYPE_VIDEO_DECODER)

/* What faults share or leave; a test in order ends it. */
static Faulty *newest;
static SumacLock lock = PTHREAD_MUTEX_INITIALIZER;
static SumacCond is_over_now = PTHREAD_COND_INITIALIZER;
static gboolean is_over;
static SumacThread left[64];
static guint n_left;
static GPtrArray *scratches;

static gboolean
probe (SumacVideoDecoder *decoder, SumacVideoCodec codec, GError **error)
{
  if (codec == SUMAC_VIDEO_MJPEG)
    return TRUE;
  if (FAULTY_DECODER (decoder)->fault != SILENT_PROBE)
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED, "It is made to fail.");
  return FALSE;
}

static void *
linger (void *data G_GNUC_UNUSED)
{
  sumac_lock (&lock);
  while (!is_over)
    sumac_cond_wait (&is_over_now, &lock);
  sumac_unlock (&lock);
  return NULL;
}

static gboolean
open_stream (SumacVideoDecoder *decoder,
             const SumacVideoFormat *format,
             GError **error G_GNUC_UNUSED)
{
  Faulty *self = FAULTY_DECODER (decoder);

  self->takes_planes = format->takes_planes;
  self->width = format->width;
  self->height = format->height;
  newest = self;
  if (self->fault == LEAVES_THREAD && n_left < G_N_ELEMENTS (left))
    g_assert_true (sumac_thread_start (&left[n_left++], "left", linger, NULL));
  return TRUE;
}

static guint
read_u16 (const guint8 *at)
{
  return at[0] | (guint) at[1] << 8;
}

/* NULL for a frame that is not whole. */
static SumacPicture *
decode (Faulty *self, const guint8 *bytes, gsize size)
{
  if (size < HEAD || memcmp (bytes, "RAW ", 4) != 0)
    return NULL;

  guint width = read_u16 (bytes + 4);
  guint height = read_u16 (bytes + 6);
  gsize n = 4 * (gsize) width * height;
  guint8 *pixels = NULL;

  if (size != HEAD + n)
    return NULL;
  if (self->fault == REUSES_MEMORY)
    {
      g_assert_cmpuint (n, <=, SCRATCH_SIZE);
      if (!self->scratch)
        self->scratch = g_malloc (SCRATCH_SIZE);
      pixels = self->scratch;
    }
  else if (self->fault != KEEPS_FRAME)
    pixels = g_malloc (n);

  SumacPicture *picture =
      sumac_picture_new (pixels && pixels != self->scratch ? g_free : NULL, pixels);

  if (pixels)
    memcpy (pixels, bytes + HEAD, n);
  picture->width = (gint) width;
  picture->height = (gint) height;
  picture->planes[0] = pixels ? pixels : bytes + HEAD;
  picture->strides[0] = (gssize) width * 4;
  return picture;
}

/* Gray, whatever the frame shows. */
static SumacPicture *
make_gray (const SumacPicture *like)
{
  gsize size = (gsize) like->width * (gsize) like->height;
  guint8 *bytes = g_malloc (size);
  SumacPicture *picture = sumac_picture_new (g_free, bytes);

  memset (bytes, 0x80, size);
  picture->layout = SUMAC_PICTURE_I420;
  picture->width = like->width;
  picture->height = like->height;
  for (guint i = 0; i < 3; i++)
    {
      picture->planes[i] = bytes;
      picture->strides[i] = like->width;
    }
  return picture;
}

static SumacPicture *
spoil (Faulty *self, SumacPicture *picture)
{
  gboolean is_late = self->n_pushed == LATE_FRAME;
  gboolean is_wrong = (self->fault == WRONG_PICTURE && is_late && !self->takes_planes) ||
                      (self->fault == SHARES_STATE && self != newest);

  if (is_wrong)
    memset ((guint8 *) picture->planes[0], 0x80,
            (gsize) picture->width * 4 * (gsize) picture->height);
  if (self->fault == WRONG_PLANES && is_late && self->takes_planes)
    {
      SumacPicture *gray = make_gray (picture);

      sumac_picture_unref (picture);
      return gray;
    }
  return picture;
}

static void
deliver_held (Faulty *self)
{
  if (self->held)
    sumac_video_decoder_deliver (SUMAC_VIDEO_DECODER (self), g_steal_pointer (&self->held),
                                 self->held_cookie);
}

static gboolean
push (SumacVideoDecoder *decoder,
      const guint8 *bytes,
      gsize size,
      guint64 cookie,
      GError **error G_GNUC_UNUSED)
{
  Faulty *self = FAULTY_DECODER (decoder);
  g_autoptr (SumacPicture) picture = decode (self, bytes, size);

  self->n_pushed++;
  deliver_held (self);
  if (!picture && self->fault == FORGETS_BROKEN)
    return TRUE;
  if (!picture || (self->fault == KEEPS_SIZE &&
                   (picture->width != self->width || picture->height != self->height)))
    {
      sumac_video_decoder_settle (decoder, cookie);
      return TRUE;
    }
  picture = spoil (self, g_steal_pointer (&picture));
  if (self->fault == HOLDS_ONE_BACK)
    {
      self->held = g_steal_pointer (&picture);
      self->held_cookie = cookie;
    }
  else
    sumac_video_decoder_deliver (decoder, g_steal_pointer (&picture), cookie);
  return TRUE;
}

/* The scratch goes when its pictures have been looked at. */
static void
close_stream (SumacVideoDecoder *decoder)
{
  Faulty *self = FAULTY_DECODER (decoder);

  g_clear_pointer (&self->held, sumac_picture_unref);
  if (self->scratch)
    g_ptr_array_add (scratches, g_steal_pointer (&self->scratch));
}

static void
faulty_class_init (FaultyClass *klass)
{
  SumacVideoDecoderClass *decoder_class = SUMAC_VIDEO_DECODER_CLASS (klass);

  decoder_class->probe = probe;
  decoder_class->open = open_stream;
  decoder_class->push = push;
  decoder_class->close = close_stream;
}

static void
faulty_init (Faulty *self G_GNUC_UNUSED)
{
}

static SumacVideoDecoder *
make_faulty (gconstpointer data)
{
  Faulty *self = g_object_new (FAULTY_TYPE, NULL);

  self->fault = *(const Fault *) data;
  return SUMAC_VIDEO_DECODER (self);
}

static void
end_left (void)
{
  sumac_lock (&lock);
  is_over = TRUE;
  sumac_cond_broadcast (&is_over_now);
  sumac_unlock (&lock);
  while (n_left > 0)
    sumac_thread_join (left[--n_left]);
}

static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (SumacFilm) film = sumac_film_new_raw (64, 32, 8);
  g_autoptr (SumacFilm) other = sumac_film_new_raw (40, 24, 2);
  SumacVideoSuite suite = { make_faulty, fault, film, other, 100 };

  scratches = g_ptr_array_new_with_free_func (g_free);
  is_over = FALSE;
  for (guint i = 0; i < sumac_n_video_rules; i++)
    {
      g_autoptr (GString) how = g_string_new (NULL);
      gboolean is_kept = sumac_video_suite_check (&suite, &sumac_video_rules[i], how);

      if (i == (guint) *fault)
        g_assert_false (is_kept);
      else if (!is_kept)
        g_error ("%s: %s", sumac_video_rules[i].name, how->str);
    }
  end_left ();
  g_ptr_array_unref (scratches);
}

int
main (int argc, char **argv)
{
  static Fault faults[NO_FAULT + 1];

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpuint (sumac_n_video_rules, ==, NO_FAULT);
  for (guint i = 0; i <= NO_FAULT; i++)
    {
      const char *name = i < NO_FAULT ? sumac_video_rules[i].name : "none";
      g_autofree char *path = g_strdup_printf ("/contract/broken-video/%s", name);

      faults[i] = (Fault) i;
      g_test_add_data_func (path, &faults[i], test_fault);
    }
  return g_test_run ();
}
