/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The wrappers around a video decoder's functions, what they let through to the receiver, and
 * the sizes that plug-ins are built with. */

#include "contract/video-decoder.h"

#include "core/thread.h"

#include <sumac/error.h>

#include <string.h>

#define SMALL_TYPE (small_get_type ())
G_DECLARE_FINAL_TYPE (Small, small, SMALL, DECODER, SumacVideoDecoder)

/* A decoder that does what the test says. */
struct _Small
{
  SumacVideoDecoder parent_instance;
  gboolean opens;
  gboolean pushes;
  gboolean fails_in_push;
  guint n_pushed;
  guint n_closed;
};

G_DEFINE_FINAL_TYPE (Small, small, SUMAC_TYPE_VIDEO_DECODER)

static gboolean
probe (SumacVideoDecoder *decoder G_GNUC_UNUSED,
       SumacVideoCodec codec,
       GError **error G_GNUC_UNUSED)
{
  return codec == SUMAC_VIDEO_VP8;
}

static gboolean
open_stream (SumacVideoDecoder *decoder,
             const SumacVideoFormat *format G_GNUC_UNUSED,
             GError **error G_GNUC_UNUSED)
{
  return SMALL_DECODER (decoder)->opens;
}

static GError *
new_error (void)
{
  return g_error_new (SUMAC_ERROR, SUMAC_ERROR_PLUGIN, "There is no light.");
}

static gboolean
push (SumacVideoDecoder *decoder,
      const guint8 *bytes G_GNUC_UNUSED,
      gsize size G_GNUC_UNUSED,
      guint64 cookie G_GNUC_UNUSED,
      GError **error G_GNUC_UNUSED)
{
  Small *self = SMALL_DECODER (decoder);

  self->n_pushed++;
  if (self->fails_in_push)
    sumac_video_decoder_fail (decoder, new_error ());
  return self->pushes;
}

static void
close_stream (SumacVideoDecoder *decoder)
{
  SMALL_DECODER (decoder)->n_closed++;
}

static void
small_class_init (SmallClass *klass)
{
  SumacVideoDecoderClass *decoder_class = SUMAC_VIDEO_DECODER_CLASS (klass);

  decoder_class->probe = probe;
  decoder_class->open = open_stream;
  decoder_class->push = push;
  decoder_class->close = close_stream;
}

static void
small_init (Small *self)
{
  self->opens = self->pushes = TRUE;
}

/* What the receiver hears, as "picture 3, settled 5, failed". */

static gint n_freed;

static void
count_freed (gpointer owner G_GNUC_UNUSED)
{
  __atomic_add_fetch (&n_freed, 1, __ATOMIC_RELAXED);
}

static void
hear (GString *heard, const char *what, guint64 cookie)
{
  g_string_append_printf (heard, "%s%s %" G_GUINT64_FORMAT, heard->len ? ", " : "", what,
                          cookie);
}

static void
on_picture (gpointer data, SumacPicture *picture, guint64 cookie)
{
  hear (data, "picture", cookie);
  sumac_picture_unref (picture);
}

static void
on_settled (gpointer data, guint64 cookie)
{
  hear (data, "settled", cookie);
}

static void
on_failed (gpointer data, GError *error)
{
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  hear (data, "failed", 0);
  g_error_free (error);
}

static const guint8 pixels[4 * 4 * 4];

static SumacPicture *
new_picture (void)
{
  SumacPicture *picture = sumac_picture_new (count_freed, NULL);

  picture->width = picture->height = 4;
  for (guint i = 0; i < SUMAC_PICTURE_MAX_PLANES; i++)
    {
      picture->planes[i] = pixels;
      picture->strides[i] = 16;
    }
  return picture;
}

typedef struct
{
  Small *small;
  SumacVideoDecoder *decoder; /* the same */
  GString *heard;
} House;

static void
set_up (House *house, gconstpointer data G_GNUC_UNUSED)
{
  house->small = g_object_new (SMALL_TYPE, NULL);
  house->decoder = SUMAC_VIDEO_DECODER (house->small);
  house->heard = g_string_new (NULL);
  n_freed = 0;
}

static void
tear_down (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_object_unref (house->small);
  g_string_free (house->heard, TRUE);
}

static gboolean
open_with (House *house, gboolean takes_planes, GError **error)
{
  const SumacVideoFormat format = { SUMAC_VIDEO_VP8, 4, 4, takes_planes };
  SumacVideoReceiver receiver = { on_picture, on_settled, on_failed, house->heard };
  gboolean is_open = sumac_video_decoder_open (house->decoder, &format, &receiver, error);

  /* It was copied. */
  receiver = (SumacVideoReceiver){ NULL };
  return is_open;
}

/* With frames 1 to @last under way. */
static void
open_and_push (House *house, guint64 last)
{
  g_assert_true (open_with (house, FALSE, NULL));
  for (guint64 cookie = 1; cookie <= last; cookie++)
    g_assert_true (sumac_video_decoder_push (house->decoder, pixels, 1, cookie, NULL));
}

static void
deliver (House *house, guint64 cookie)
{
  sumac_video_decoder_deliver (house->decoder, new_picture (), cookie);
}

static void
test_order (House *house, gconstpointer data G_GNUC_UNUSED)
{
  open_and_push (house, 9);
  deliver (house, 1);
  deliver (house, 1);
  deliver (house, 3);
  deliver (house, 2);
  sumac_video_decoder_settle (house->decoder, 2);
  sumac_video_decoder_settle (house->decoder, 5);
  sumac_video_decoder_settle (house->decoder, 5);
  deliver (house, 4);
  deliver (house, 10);
  sumac_video_decoder_settle (house->decoder, 10);
  deliver (house, 9);
  g_assert_cmpstr (house->heard->str, ==, "picture 1, picture 3, settled 5, picture 9");
  g_assert_cmpint (n_freed, ==, 7);
  sumac_video_decoder_close (house->decoder);
}

static void
test_silent_after_close (House *house, gconstpointer data G_GNUC_UNUSED)
{
  open_and_push (house, 3);
  sumac_video_decoder_close (house->decoder);
  sumac_video_decoder_close (house->decoder);
  deliver (house, 1);
  sumac_video_decoder_settle (house->decoder, 2);
  sumac_video_decoder_fail (house->decoder, new_error ());
  g_assert_cmpstr (house->heard->str, ==, "");
  g_assert_cmpint (n_freed, ==, 1);
  g_assert_cmpuint (house->small->n_closed, ==, 1);
}

static void
test_close_unopened (House *house, gconstpointer data G_GNUC_UNUSED)
{
  sumac_video_decoder_close (house->decoder);
  g_assert_cmpuint (house->small->n_closed, ==, 0);
}

static void
test_open_fails (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  house->small->opens = FALSE;
  g_assert_false (open_with (house, FALSE, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  g_assert_nonnull (strstr (error->message, "Small"));
  g_assert_cmpuint (house->small->n_closed, ==, 1);
  sumac_video_decoder_close (house->decoder);
  g_assert_cmpuint (house->small->n_closed, ==, 1);
}

static void
test_silent_after_failure (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  open_and_push (house, 3);
  deliver (house, 1);
  sumac_video_decoder_fail (house->decoder, new_error ());
  sumac_video_decoder_fail (house->decoder, new_error ());
  deliver (house, 2);
  sumac_video_decoder_settle (house->decoder, 3);

  /* The receiver knows; so the frame is swallowed. */
  g_assert_true (sumac_video_decoder_push (house->decoder, pixels, 1, 4, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (house->small->n_pushed, ==, 3);
  g_assert_cmpstr (house->heard->str, ==, "picture 1, failed 0");
  sumac_video_decoder_close (house->decoder);
  g_assert_cmpuint (house->small->n_closed, ==, 1);
}

static void
test_push_fails (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  open_and_push (house, 1);
  house->small->pushes = FALSE;
  g_assert_false (sumac_video_decoder_push (house->decoder, pixels, 1, 2, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  deliver (house, 1);
  sumac_video_decoder_fail (house->decoder, new_error ());
  g_assert_cmpstr (house->heard->str, ==, "");
  sumac_video_decoder_close (house->decoder);
}

static void
test_push_fails_twice (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  open_and_push (house, 1);
  house->small->pushes = FALSE;
  house->small->fails_in_push = TRUE;
  g_assert_true (sumac_video_decoder_push (house->decoder, pixels, 1, 2, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (house->heard->str, ==, "failed 0");
  sumac_video_decoder_close (house->decoder);
}

static void
test_probe (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (sumac_video_decoder_probe (house->decoder, SUMAC_VIDEO_VP8, &error));
  g_assert_no_error (error);
  g_assert_false (sumac_video_decoder_probe (house->decoder, SUMAC_VIDEO_H264, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
}

/* clang-format off */
static const struct
{
  SumacPictureLayout layout;
  gint width;
  gint height;
  gint strides[3];
  gboolean is_plane_missing; /* the last of the layout */
  gboolean is_right[2];      /* where only BGRX can be shown, where planes can */
} pictures[] = {
  { SUMAC_PICTURE_BGRX, 4,     4,     { 16 },       FALSE, { TRUE,  TRUE } },
  { SUMAC_PICTURE_BGRX, 4,     4,     { -16 },      FALSE, { TRUE,  TRUE } },
  { SUMAC_PICTURE_BGRX, 4,     4,     { 15 },       FALSE, { FALSE, FALSE } },
  { SUMAC_PICTURE_BGRX, 4,     4,     { 16 },       TRUE,  { FALSE, FALSE } },
  { SUMAC_PICTURE_BGRX, 0,     4,     { 16 },       FALSE, { FALSE, FALSE } },
  { SUMAC_PICTURE_BGRX, 4,     0,     { 16 },       FALSE, { FALSE, FALSE } },
  { SUMAC_PICTURE_BGRX, 16384, 16384, { 65536 },    FALSE, { TRUE,  TRUE } },
  { SUMAC_PICTURE_BGRX, 16385, 4,     { 65540 },    FALSE, { FALSE, FALSE } },
  { SUMAC_PICTURE_BGRX, 4,     16385, { 16 },       FALSE, { FALSE, FALSE } },
  { SUMAC_PICTURE_I420, 5,     5,     { 5, 3, 3 },  FALSE, { FALSE, TRUE } },
  { SUMAC_PICTURE_I420, 5,     5,     { 4, 3, 3 },  FALSE, { FALSE, FALSE } },
  { SUMAC_PICTURE_I420, 5,     5,     { 5, 2, 3 },  FALSE, { FALSE, FALSE } },
  { SUMAC_PICTURE_I420, 5,     5,     { 5, 3, 2 },  FALSE, { FALSE, FALSE } },
  { SUMAC_PICTURE_I420, 5,     5,     { 5, 3, 3 },  TRUE,  { FALSE, FALSE } },
  { SUMAC_PICTURE_NV12, 5,     5,     { 5, 6 },     FALSE, { FALSE, TRUE } },
  { SUMAC_PICTURE_NV12, 5,     5,     { 5, 5 },     FALSE, { FALSE, FALSE } },
  { SUMAC_PICTURE_NV12, 5,     5,     { 5, 6 },     TRUE,  { FALSE, FALSE } },
  { 3,                  4,     4,     { 16 },       FALSE, { FALSE, FALSE } },
};

/* clang-format on */

static GLogWriterOutput
swallow (GLogLevelFlags level,
         const GLogField *fields G_GNUC_UNUSED,
         gsize n_fields G_GNUC_UNUSED,
         gpointer n_critical)
{
  if (level & G_LOG_LEVEL_CRITICAL)
    ++*(guint *) n_critical;
  return G_LOG_WRITER_HANDLED;
}

static guint n_critical;

static void
check_picture (gsize i, gboolean takes_planes)
{
  static const guint n_planes[] = { 1, 3, 2, 1 };
  House house;
  SumacPicture *picture = new_picture ();
  gboolean is_right = pictures[i].is_right[takes_planes];
  guint n_before = n_critical;

  picture->layout = pictures[i].layout;
  picture->width = pictures[i].width;
  picture->height = pictures[i].height;
  for (guint k = 0; k < 3; k++)
    picture->strides[k] = pictures[i].strides[k];
  if (pictures[i].is_plane_missing)
    picture->planes[n_planes[pictures[i].layout] - 1] = NULL;

  set_up (&house, NULL);
  g_assert_true (open_with (&house, takes_planes, NULL));
  g_assert_true (sumac_video_decoder_push (house.decoder, pixels, 1, 1, NULL));
  sumac_video_decoder_deliver (house.decoder, picture, 1);
  g_assert_cmpstr (house.heard->str, ==, is_right ? "picture 1" : "settled 1");
  g_assert_cmpuint (n_critical - n_before, ==, is_right ? 0 : 1);
  g_assert_cmpint (n_freed, ==, 1);
  sumac_video_decoder_close (house.decoder);
  tear_down (&house, NULL);
}

static void
test_wrong_pictures (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    for (gint takes_planes = FALSE; takes_planes <= TRUE; takes_planes++)
      check_picture (i, takes_planes);
}

/* Threads that deliver until after the end, while the painter closes. */

#define N_COOKIES 20000

typedef struct
{
  SumacVideoDecoder *decoder;
  gint n_inside;  /* atomic: calls of the receiver that run */
  gint n_heard;   /* the receiver's, one at a time */
  gint is_closed; /* atomic */
} Race;

static void
race_picture (gpointer data, SumacPicture *picture, guint64 cookie G_GNUC_UNUSED)
{
  Race *race = data;

  g_assert_cmpint (__atomic_add_fetch (&race->n_inside, 1, __ATOMIC_SEQ_CST), ==, 1);
  g_assert_false (__atomic_load_n (&race->is_closed, __ATOMIC_SEQ_CST));
  race->n_heard++;
  sumac_picture_unref (picture);
  __atomic_sub_fetch (&race->n_inside, 1, __ATOMIC_SEQ_CST);
}

static void
race_settled (gpointer data, guint64 cookie G_GNUC_UNUSED)
{
  Race *race = data;

  g_assert_cmpint (__atomic_add_fetch (&race->n_inside, 1, __ATOMIC_SEQ_CST), ==, 1);
  g_assert_false (__atomic_load_n (&race->is_closed, __ATOMIC_SEQ_CST));
  race->n_heard++;
  __atomic_sub_fetch (&race->n_inside, 1, __ATOMIC_SEQ_CST);
}

static void *
deliver_all (void *data)
{
  Race *race = data;

  for (guint64 cookie = 1; cookie <= N_COOKIES; cookie++)
    if (cookie % 2)
      sumac_video_decoder_deliver (race->decoder, new_picture (), cookie);
    else
      sumac_video_decoder_settle (race->decoder, cookie);
  return NULL;
}

static void
test_close_races (House *house, gconstpointer data G_GNUC_UNUSED)
{
  Race race = { .decoder = house->decoder };
  const SumacVideoFormat format = { SUMAC_VIDEO_VP8, 4, 4, FALSE };
  const SumacVideoReceiver receiver = { race_picture, race_settled, on_failed, &race };
  SumacThread threads[3];

  g_assert_true (sumac_video_decoder_open (house->decoder, &format, &receiver, NULL));
  g_assert_true (sumac_video_decoder_push (house->decoder, pixels, 1, N_COOKIES, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (sumac_thread_start (&threads[i], "deliver", deliver_all, &race));
  sumac_video_decoder_close (house->decoder);
  __atomic_store_n (&race.is_closed, TRUE, __ATOMIC_SEQ_CST);

  gint n_heard = race.n_heard;

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    sumac_thread_join (threads[i]);
  g_assert_cmpint (race.n_heard, ==, n_heard);
  g_assert_cmpint (n_freed, ==, G_N_ELEMENTS (threads) * N_COOKIES / 2);
}

/* Duties, names and sizes */

/* clang-format off */
static const struct
{
  const char *name;
  gsize offset;
} duties[] = {
  { "probe", G_STRUCT_OFFSET (SumacVideoDecoderClass, probe) },
  { "open",  G_STRUCT_OFFSET (SumacVideoDecoderClass, open) },
  { "push",  G_STRUCT_OFFSET (SumacVideoDecoderClass, push) },
  { "close", G_STRUCT_OFFSET (SumacVideoDecoderClass, close) },
};

/* clang-format on */

static void
test_duties (void)
{
  SumacVideoDecoderClass *klass = g_type_class_ref (SMALL_TYPE);
  const char *missing = NULL;

  g_assert_true (sumac_video_decoder_class_is_whole (klass, &missing));
  g_assert_cmpstr (missing, ==, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (duties); i++)
    {
      SumacVideoDecoderClass copy = *klass;

      *(gpointer *) (gpointer) ((guint8 *) &copy + duties[i].offset) = NULL;
      g_assert_false (sumac_video_decoder_class_is_whole (&copy, &missing));
      g_assert_cmpstr (missing, ==, duties[i].name);
      g_assert_false (sumac_video_decoder_class_is_whole (&copy, NULL));
    }
  g_type_class_unref (klass);
}

static void
test_names (void)
{
  g_assert_cmpstr (sumac_video_codec_name (SUMAC_VIDEO_MJPEG), ==, "mjpeg");
  g_assert_cmpstr (sumac_video_codec_name (SUMAC_VIDEO_VP8), ==, "vp8");
  g_assert_cmpstr (sumac_video_codec_name (SUMAC_VIDEO_H264), ==, "h264");
  g_assert_cmpstr (sumac_video_codec_name (SUMAC_VIDEO_VP9), ==, "vp9");
  g_assert_cmpstr (sumac_video_codec_name (SUMAC_VIDEO_H265), ==, "h265");
  g_assert_null (sumac_video_codec_name (0));
  g_assert_null (sumac_video_codec_name (SUMAC_N_VIDEO_CODECS + 1));
  g_assert_null (sumac_video_codec_name ((SumacVideoCodec) -1));
}

/* Where pointers have 8 bytes; elsewhere other figures hold. */
static void
test_sizes (void)
{
  if (sizeof (gpointer) != 8)
    {
      g_test_skip ("pointers have not 8 bytes here");
      return;
    }
  g_assert_cmpuint (sizeof (SumacVideoDecoderClass), ==, sizeof (GObjectClass) + 20 * 8);
  g_assert_cmpuint (sizeof (SumacVideoFormat), ==, 16);
  g_assert_cmpuint (sizeof (SumacPicture), ==, 88);
  g_assert_cmpuint (G_STRUCT_OFFSET (SumacPicture, planes), ==, 16);
  g_assert_cmpuint (G_STRUCT_OFFSET (SumacPicture, strides), ==, 40);
}

/* clang-format off */
static const struct
{
  const char *path;
  void (*test) (House *house, gconstpointer data);
} tests[] = {
  { "each-frame-is-heard-of-once-in-order", test_order },
  { "nothing-is-heard-after-close",         test_silent_after_close },
  { "unopened-needs-no-close",              test_close_unopened },
  { "open-that-fails-is-closed",            test_open_fails },
  { "nothing-is-heard-after-failure",       test_silent_after_failure },
  { "push-that-fails-tells-why",            test_push_fails },
  { "failure-is-told-once",                 test_push_fails_twice },
  { "probe-tells-why",                      test_probe },
  { "close-waits-for-the-receiver",         test_close_races },
};

/* clang-format on */

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (swallow, &n_critical, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/contract/video-decoder/", tests[i].path, NULL);

      g_test_add (path, House, NULL, set_up, tests[i].test, tear_down);
    }
  g_test_add_func ("/contract/video-decoder/wrong-picture-is-not-shown", test_wrong_pictures);
  g_test_add_func ("/contract/video-decoder/missing-duty-is-named", test_duties);
  g_test_add_func ("/contract/video-decoder/codecs-have-names", test_names);
  g_test_add_func ("/contract/video-decoder/sizes-are-pinned", test_sizes);
  return g_test_run ();
}
