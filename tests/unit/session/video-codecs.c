/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Codecs as people write them, and the properties that take them. */

#include "session/video-codecs.h"

#include <string.h>
#include <sumac/session.h>

static void
assert_codecs (const char *names, const char *numbers)
{
  guint8 codecs[SUMAC_N_VIDEO_CODECS];
  guint8 n = 99;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_true (sumac_video_codecs_parse (names, codecs, &n, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (found, "%u", codecs[i]);
  g_assert_cmpstr (found->str, ==, numbers);
}

static void
test_known (void)
{
  assert_codecs (NULL, "");
  assert_codecs ("", "");
  assert_codecs ("mjpeg", "1");
  assert_codecs ("h264,vp8,mjpeg", "321");
  assert_codecs (" H265 , vp9,h265 ", "54");
  assert_codecs ("mjpeg,vp8,h264,vp9,h265,mjpeg,mjpeg", "12345");
}

static void
test_unknown (void)
{
  static const char *const words[] = { "av1", "h264,", ",", "h264;vp8", "vp8,nothing" };
  guint8 codecs[SUMAC_N_VIDEO_CODECS] = { 7 };
  guint8 n = 99;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (sumac_video_codecs_parse (words[i], codecs, &n, &error));
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED);
      g_assert_nonnull (strstr (error->message, "mjpeg, vp8, h264, vp9, h265"));
    }
  g_assert_cmpuint (n, ==, 99);
  g_assert_cmpuint (codecs[0], ==, 7);
}

static void
on_notify (guint *n)
{
  (*n)++;
}

static void
test_properties (void)
{
  g_autoptr (SumacSession) session = sumac_session_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *names = NULL;
  SumacPolicy policy = SUMAC_POLICY_SMOOTH;
  guint n = 0;

  g_object_get (session, "policy", &policy, "preferred-video-codecs", &names, NULL);
  g_assert_cmpint (policy, ==, SUMAC_POLICY_INTERACTIVE);
  g_assert_null (names);
  g_signal_connect_swapped (session, "notify", G_CALLBACK (on_notify), &n);
  g_object_set (session, "policy", SUMAC_POLICY_LIP_SYNC, "preferred-video-codecs", "vp8",
                NULL);
  g_object_set (session, "policy", SUMAC_POLICY_LIP_SYNC, "preferred-video-codecs", "vp8",
                NULL);
  g_assert_cmpuint (n, ==, 2);
  g_assert_false (sumac_session_set_preferred_video_codecs (session, "vp8,x", &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED);
  g_object_get (session, "policy", &policy, "preferred-video-codecs", &names, NULL);
  g_assert_cmpint (policy, ==, SUMAC_POLICY_LIP_SYNC);
  g_assert_cmpstr (names, ==, "vp8");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/video-codecs/known", test_known);
  g_test_add_func ("/session/video-codecs/unknown", test_unknown);
  g_test_add_func ("/session/video-codecs/properties", test_properties);
  return g_test_run ();
}
