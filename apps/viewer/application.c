/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/application.h"

#include "apps/viewer/address.h"
#include "apps/viewer/options.h"
#include "apps/viewer/window.h"

#include <glib/gi18n.h>

struct _ViewerApplication
{
  GtkApplication parent_instance;

  ViewerOptions options;
  int exit;
};

G_DEFINE_FINAL_TYPE (ViewerApplication, viewer_application, GTK_TYPE_APPLICATION)

#define MIN_ZOOM 10
#define MAX_ZOOM 400

static const GOptionEntry entries[] = {
  {
      .long_name = "full-screen",
      .short_name = 'f',
      .arg = G_OPTION_ARG_NONE,
      .description = N_ ("Fill the screen"),
  },
  {
      .long_name = "zoom",
      .short_name = 'z',
      .arg = G_OPTION_ARG_INT,
      .description = N_ ("Size of the picture in percent, 10 to 400"),
      .arg_description = N_ ("PERCENT"),
  },
  {
      .long_name = "title",
      .short_name = 't',
      .arg = G_OPTION_ARG_STRING,
      .description = N_ ("Title of the window, instead of the machine’s name"),
      .arg_description = N_ ("TEXT"),
  },
  {
      .long_name = "spice-preferred-compression",
      .arg = G_OPTION_ARG_STRING,
      .description = N_ (
          "How pictures should be packed: auto, auto-glz, auto-lz, quic, glz, lz, lz4 or off"),
      .arg_description = N_ ("HOW"),
  },
  {
      .long_name = "spice-preferred-video-codec",
      .arg = G_OPTION_ARG_STRING,
      .description = N_ (
          "Ask for video as mjpeg, vp8, h264, vp9 or h265; several with commas, the best first"),
      .arg_description = N_ ("NAMES"),
  },
  {
      .long_name = "video-policy",
      .arg = G_OPTION_ARG_STRING,
      .description = N_ (
          "When to show a video: interactive (at once), lip-sync (at its time) or smooth (evenly)"),
      .arg_description = N_ ("WHEN"),
  },
  {
      .long_name = "version",
      .short_name = 'V',
      .arg = G_OPTION_ARG_NONE,
      .description = N_ ("Print the version and end"),
  },
  { .long_name = G_OPTION_REMAINING, .arg = G_OPTION_ARG_STRING_ARRAY },
  { 0 },
};

static const struct
{
  const char *action;
  const char *accels[3];
} shortcuts[] = {
  { "win.capture", { "<Shift>F12" } },
  { "win.fullscreen", { "F11" } },
  { "win.send-keys::ctrl-alt-delete", { "<Primary><Alt>End" } },
  { "win.zoom-in", { "<Primary>plus", "<Primary>KP_Add" } },
  { "win.zoom-out", { "<Primary>minus", "<Primary>KP_Subtract" } },
  { "win.zoom-reset", { "<Primary>0", "<Primary>KP_0" } },
};

static int
usage_error (const char *sentence)
{
  g_printerr ("sumac-viewer: %s\n", sentence);
  return VIEWER_EXIT_USAGE;
}

static gint
read_zoom (GVariantDict *dict)
{
  gint zoom;

  if (!g_variant_dict_lookup (dict, "zoom", "i", &zoom))
    return 0;
  if (zoom < MIN_ZOOM || zoom > MAX_ZOOM)
    {
      g_printerr (_ ("sumac-viewer: a zoom of %d percent is brought into 10 to 400.\n"), zoom);
      zoom = CLAMP (zoom, MIN_ZOOM, MAX_ZOOM);
    }
  return zoom;
}

/* Goes on with -1; any other result ends the program. */
static int
viewer_application_handle_local_options (GApplication *application, GVariantDict *dict)
{
  ViewerApplication *self = VIEWER_APPLICATION (application);
  g_autofree const char **addresses = NULL;
  const char *compression = NULL;
  const char *video_codecs = NULL;
  const char *policy = NULL;
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (dict, "version"))
    {
      g_print ("sumac-viewer %s\n", VIEWER_VERSION);
      return VIEWER_EXIT_DONE;
    }

  self->options.is_fullscreen = g_variant_dict_contains (dict, "full-screen");
  self->options.zoom = read_zoom (dict);
  g_variant_dict_lookup (dict, "title", "s", &self->options.title);
  if (g_variant_dict_lookup (dict, "spice-preferred-compression", "&s", &compression) &&
      !viewer_options_parse_compression (compression, &self->options.compression, &error))
    return usage_error (error->message);
  if (g_variant_dict_lookup (dict, "spice-preferred-video-codec", "&s", &video_codecs) &&
      !viewer_options_set_video_codecs (&self->options, video_codecs, &error))
    return usage_error (error->message);
  if (g_variant_dict_lookup (dict, "video-policy", "&s", &policy) &&
      !viewer_options_parse_video_policy (policy, &self->options.video_policy, &error))
    return usage_error (error->message);
  if (g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^a&s", &addresses) && addresses[0])
    {
      if (addresses[1])
        return usage_error (_ ("Only one address can be opened at a time."));
      self->options.uri = viewer_address_complete (addresses[0]);
    }
  return -1;
}

static void
on_window_removed (ViewerApplication *self, GtkWindow *window)
{
  if (VIEWER_IS_WINDOW (window))
    self->exit = (int) viewer_window_get_exit (VIEWER_WINDOW (window));
}

static void
add_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/org/sumac/Viewer/style.css");
  gtk_style_context_add_provider_for_screen (gdk_screen_get_default (),
                                             GTK_STYLE_PROVIDER (provider),
                                             GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
viewer_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (viewer_application_parent_class)->startup (application);
  add_style ();
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), shortcuts[i].action,
                                           shortcuts[i].accels);
}

static void
viewer_application_activate (GApplication *application)
{
  ViewerApplication *self = VIEWER_APPLICATION (application);
  ViewerWindow *window = viewer_window_new (GTK_APPLICATION (self), &self->options);

  gtk_window_present (GTK_WINDOW (window));
}

static void
viewer_application_finalize (GObject *object)
{
  viewer_options_clear (&VIEWER_APPLICATION (object)->options);
  G_OBJECT_CLASS (viewer_application_parent_class)->finalize (object);
}

static void
viewer_application_init (ViewerApplication *self)
{
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option_entries (application, entries);
  g_application_set_option_context_parameter_string (application, _ ("[ADDRESS]"));
  g_application_set_option_context_summary (
      application,
      _ ("Shows and operates a virtual machine by the SPICE protocol. Without an address it asks for one."));
  g_application_set_option_context_description (
      application,
      _ ("Examples:\n"
         "  sumac-viewer spice://server.example:5900\n"
         "  sumac-viewer --full-screen spice+unix:///run/vm/spice.sock\n"
         "\n"
         "Left Ctrl and left Alt, pressed and released together, give keyboard and pointer back.\n"
         "The manual page sumac-viewer(1) lists the exit codes.\n"));
  g_signal_connect (self, "window-removed", G_CALLBACK (on_window_removed), NULL);
}

static void
viewer_application_class_init (ViewerApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = viewer_application_finalize;
  application_class->handle_local_options = viewer_application_handle_local_options;
  application_class->startup = viewer_application_startup;
  application_class->activate = viewer_application_activate;
}

ViewerApplication *
viewer_application_new (void)
{
  return g_object_new (VIEWER_TYPE_APPLICATION, "application-id", "org.sumac.Viewer", "flags",
                       G_APPLICATION_NON_UNIQUE, NULL);
}

int
viewer_application_get_exit (ViewerApplication *self)
{
  return self->exit;
}
