/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/screenshot.h"

#include <glib/gi18n.h>
#include <string.h>

#define EXTENSION ".png"

/* One picture on its way to a file. */
typedef struct
{
  GWeakRef parent;
  GdkPixbuf *picture;
  GFile *file;
  GOutputStream *stream;
  ViewerScreenshotDone done;
} Job;

static void
job_free (Job *job)
{
  g_weak_ref_clear (&job->parent);
  g_clear_object (&job->picture);
  g_clear_object (&job->file);
  g_clear_object (&job->stream);
  g_free (job);
}

/* Ends the job. @error may be NULL. */
static void
finish (Job *job, const GError *error)
{
  g_autoptr (GtkWindow) parent = g_weak_ref_get (&job->parent);
  g_autofree char *name = g_file_get_parse_name (job->file);
  g_autofree char *sentence = NULL;

  if (error)
    /* Translators: a file, and why it could not be written. */
    sentence = g_strdup_printf (_ ("The screenshot could not be saved as “%s”: %s"), name,
                                error->message);
  else
    sentence = g_strdup_printf (_ ("The screenshot is saved as “%s”."), name);
  if (parent)
    job->done (parent, sentence);
  job_free (job);
}

static void
on_closed (GObject *stream, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_close_finish (G_OUTPUT_STREAM (stream), result, &error);
  finish (data, error);
}

static void
on_written (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;

  if (gdk_pixbuf_save_to_stream_finish (result, &error))
    g_output_stream_close_async (job->stream, G_PRIORITY_DEFAULT, NULL, on_closed, job);
  else
    finish (job, error);
}

static void
on_opened (GObject *file, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;
  GFileOutputStream *stream = g_file_replace_finish (G_FILE (file), result, &error);

  if (!stream)
    {
      finish (job, error);
      return;
    }
  job->stream = G_OUTPUT_STREAM (stream);
  gdk_pixbuf_save_to_stream_async (job->picture, job->stream, "png", NULL, on_written, job,
                                   NULL);
}

/* The file's name with an extension; NULL where it has one that we can't write. */
static GFile *
with_extension (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  const char *dot = strrchr (name, '.');

  if (dot && g_ascii_strcasecmp (dot, EXTENSION) == 0)
    return g_object_ref (file);
  if (dot && strlen (dot) <= 5)
    return NULL;

  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *full = g_strconcat (name, EXTENSION, NULL);

  return g_file_get_child (folder, full);
}

static void
on_chosen (GtkNativeDialog *dialog, gint response, gpointer data)
{
  Job *job = data;
  g_autoptr (GFile) chosen = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    chosen = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_object_unref (dialog);
  if (!chosen)
    {
      job_free (job);
      return;
    }
  job->file = with_extension (chosen);
  if (!job->file)
    {
      g_autoptr (GtkWindow) parent = g_weak_ref_get (&job->parent);

      if (parent)
        job->done (parent,
                   _ ("Screenshots are saved as PNG: choose a name that ends in .png."));
      job_free (job);
      return;
    }
  g_file_replace_async (job->file, NULL, FALSE, G_FILE_CREATE_NONE, G_PRIORITY_DEFAULT, NULL,
                        on_opened, job);
}

char *
viewer_screenshot_name (const char *guest, GDateTime *date)
{
  g_autofree char *when = g_date_time_format (date, "%Y-%m-%d-%H%M%S");
  /* Translators: part of a file's name, for a virtual machine that has none. */
  const char *who = guest && *guest ? guest : C_ ("file name", "screen");
  char *name = g_strdup_printf ("%s-%s" EXTENSION, who, when);

  return g_strdelimit (name, "/\\:*?\"<>|\n\t", '_');
}

void
viewer_screenshot_save (GtkWindow *parent,
                        GdkPixbuf *picture,
                        const char *guest,
                        ViewerScreenshotDone done)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save Screenshot"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = viewer_screenshot_name (guest, now);
  const char *folder = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  Job *job = g_new0 (Job, 1);

  g_weak_ref_init (&job->parent, parent);
  job->picture = g_object_ref (picture);
  job->done = done;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_do_overwrite_confirmation (chooser, TRUE);
  gtk_file_chooser_set_current_name (chooser, name);
  if (folder)
    gtk_file_chooser_set_current_folder (chooser, folder);
  g_signal_connect (dialog, "response", G_CALLBACK (on_chosen), job);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
