/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "pictures.h"

/* The contract's. */
#define MAX_SIDE  16384
#define MAX_BYTES (256u << 20)

/* Conversion is shared by so many threads at most; for fewer pixels it is not worth it. */
#define MAX_THREADS        4
#define PIXELS_FOR_THREADS (512 * 512)

void
pictures_init (Pictures *pictures, gboolean takes_planes)
{
  *pictures = (Pictures){ .takes_planes = takes_planes };
}

static void
forget (Pictures *pictures)
{
  gst_clear_caps (&pictures->caps);
  g_clear_pointer (&pictures->converter, gst_video_converter_free);
  if (pictures->pool)
    gst_buffer_pool_set_active (pictures->pool, FALSE);
  gst_clear_object (&pictures->pool);
  pictures->is_right = pictures->is_plain = FALSE;
}

void
pictures_clear (Pictures *pictures)
{
  forget (pictures);
}

/* Whether the planes' colours are among those that pictures can have. */
static gboolean
find_colors (const GstVideoColorimetry *colors, SumacPictureColors *found)
{
  gboolean is_full = colors->range == GST_VIDEO_COLOR_RANGE_0_255;

  if (!is_full && colors->range != GST_VIDEO_COLOR_RANGE_16_235)
    return FALSE;
  if (colors->matrix == GST_VIDEO_COLOR_MATRIX_BT601)
    *found = is_full ? SUMAC_PICTURE_BT601_FULL : SUMAC_PICTURE_BT601;
  else if (colors->matrix == GST_VIDEO_COLOR_MATRIX_BT709)
    *found = is_full ? SUMAC_PICTURE_BT709_FULL : SUMAC_PICTURE_BT709;
  else
    return FALSE;
  return TRUE;
}

static gboolean
find_layout (Pictures *pictures)
{
  switch (GST_VIDEO_INFO_FORMAT (&pictures->info))
    {
    case GST_VIDEO_FORMAT_BGRx:
    case GST_VIDEO_FORMAT_BGRA:
      pictures->layout = SUMAC_PICTURE_BGRX;
      return TRUE;
    case GST_VIDEO_FORMAT_I420:
    case GST_VIDEO_FORMAT_YV12:
      pictures->layout = SUMAC_PICTURE_I420;
      break;
    case GST_VIDEO_FORMAT_NV12:
      pictures->layout = SUMAC_PICTURE_NV12;
      break;
    default:
      return FALSE;
    }
  return pictures->takes_planes && find_colors (&pictures->info.colorimetry, &pictures->colors);
}

static gboolean
prepare_pool (Pictures *pictures)
{
  g_autoptr (GstCaps) caps = gst_video_info_to_caps (&pictures->bgrx);

  pictures->pool = gst_video_buffer_pool_new ();

  GstStructure *config = gst_buffer_pool_get_config (pictures->pool);

  gst_buffer_pool_config_set_params (config, caps,
                                     (guint) GST_VIDEO_INFO_SIZE (&pictures->bgrx), 0, 0);
  return gst_buffer_pool_set_config (pictures->pool, config) &&
         gst_buffer_pool_set_active (pictures->pool, TRUE);
}

static gboolean
prepare_conversion (Pictures *pictures)
{
  gint n_pixels =
      GST_VIDEO_INFO_WIDTH (&pictures->info) * GST_VIDEO_INFO_HEIGHT (&pictures->info);
  guint n_threads =
      n_pixels < PIXELS_FOR_THREADS ? 1 : MIN (g_get_num_processors (), MAX_THREADS);

  gst_video_info_set_format (&pictures->bgrx, GST_VIDEO_FORMAT_BGRx,
                             (guint) GST_VIDEO_INFO_WIDTH (&pictures->info),
                             (guint) GST_VIDEO_INFO_HEIGHT (&pictures->info));

  /* These a converter can't change, and wants to be equal. */
  pictures->bgrx.interlace_mode = pictures->info.interlace_mode;
  pictures->bgrx.fps_n = pictures->info.fps_n;
  pictures->bgrx.fps_d = pictures->info.fps_d;
  pictures->converter =
      gst_video_converter_new (&pictures->info, &pictures->bgrx,
                               gst_structure_new ("convert", GST_VIDEO_CONVERTER_OPT_THREADS,
                                                  G_TYPE_UINT, n_threads, NULL));
  return pictures->converter && prepare_pool (pictures);
}

static gboolean
is_within_limits (const GstVideoInfo *info)
{
  gint width = GST_VIDEO_INFO_WIDTH (info);
  gint height = GST_VIDEO_INFO_HEIGHT (info);

  return width >= 1 && height >= 1 && width <= MAX_SIDE && height <= MAX_SIDE &&
         (gsize) width * (gsize) height <= MAX_BYTES / 4;
}

/* Caps are the same object from sample to sample, as a rule. */
static gboolean
learn (Pictures *pictures, GstCaps *caps)
{
  if (pictures->caps == caps || (pictures->caps && gst_caps_is_equal (pictures->caps, caps)))
    return pictures->is_right;
  forget (pictures);
  pictures->caps = gst_caps_ref (caps);
  if (!gst_video_info_from_caps (&pictures->info, caps) || !is_within_limits (&pictures->info))
    return FALSE;
  pictures->is_plain = find_layout (pictures);
  pictures->is_right = pictures->is_plain || prepare_conversion (pictures);
  return pictures->is_right;
}

static void
free_frame (gpointer frame)
{
  gst_video_frame_unmap (frame);
  g_free (frame);
}

static void
set_plane (SumacPicture *picture, guint plane, const GstVideoFrame *frame, guint component)
{
  picture->planes[plane] = GST_VIDEO_FRAME_COMP_DATA (frame, component);
  picture->strides[plane] = GST_VIDEO_FRAME_COMP_STRIDE (frame, component);
}

/* A picture that lies in @buffer. */
static SumacPicture *
wrap (const Pictures *pictures,
      GstBuffer *buffer,
      const GstVideoInfo *info,
      SumacPictureLayout layout)
{
  GstVideoFrame *frame = g_new (GstVideoFrame, 1);

  if (!gst_video_frame_map (frame, info, buffer, GST_MAP_READ))
    {
      g_free (frame);
      return NULL;
    }

  SumacPicture *picture = sumac_picture_new (free_frame, frame);

  picture->layout = layout;
  picture->colors = pictures->colors;
  picture->width = GST_VIDEO_FRAME_WIDTH (frame);
  picture->height = GST_VIDEO_FRAME_HEIGHT (frame);
  if (layout == SUMAC_PICTURE_BGRX)
    {
      picture->planes[0] = GST_VIDEO_FRAME_PLANE_DATA (frame, 0);
      picture->strides[0] = GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0);
      return picture;
    }
  for (guint i = 0; i < (layout == SUMAC_PICTURE_I420 ? 3 : 2); i++)
    set_plane (picture, i, frame, i);
  return picture;
}

static gboolean
convert_into (Pictures *pictures, GstBuffer *from, GstBuffer *to)
{
  GstVideoFrame source, dest;

  if (!gst_video_frame_map (&source, &pictures->info, from, GST_MAP_READ))
    return FALSE;

  gboolean is_mapped = gst_video_frame_map (&dest, &pictures->bgrx, to, GST_MAP_WRITE);

  if (is_mapped)
    {
      gst_video_converter_frame (pictures->converter, &source, &dest);
      gst_video_frame_unmap (&dest);
    }
  gst_video_frame_unmap (&source);
  return is_mapped;
}

static SumacPicture *
convert (Pictures *pictures, GstBuffer *buffer)
{
  g_autoptr (GstBuffer) converted = NULL;

  if (gst_buffer_pool_acquire_buffer (pictures->pool, &converted, NULL) != GST_FLOW_OK ||
      !convert_into (pictures, buffer, converted))
    return NULL;
  return wrap (pictures, converted, &pictures->bgrx, SUMAC_PICTURE_BGRX);
}

SumacPicture *
pictures_make (Pictures *pictures, GstSample *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstCaps *caps = gst_sample_get_caps (sample);

  if (!buffer || !caps || !learn (pictures, caps))
    return NULL;
  return pictures->is_plain ? wrap (pictures, buffer, &pictures->info, pictures->layout)
                            : convert (pictures, buffer);
}
