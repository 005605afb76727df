/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A management console: virtual machines side by side, each with its name and what it does.
 *
 *   cc console.c -o console $(pkg-config --cflags --libs sumac-gtk3-1)
 *   ./console spice://localhost:5900 spice://localhost:5901 */

#include <sumac-gtk/display.h>

static GtkWidget *
guest_new (const char *uri)
{
  SumacSession *session = sumac_session_new (uri);
  GtkWidget *name = gtk_label_new (uri); /* until the machine has told its own */
  GtkWidget *status = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, NULL);
  GtkWidget *column = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                                    "spacing", 6, "margin", 6, NULL);

  g_object_bind_property (session, "name", name, "label", G_BINDING_DEFAULT);
  g_object_bind_property (session, "status", status, "label", G_BINDING_SYNC_CREATE);
  gtk_box_pack_start (GTK_BOX (column), name, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (column), sumac_display_new (session, 0), TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (column), status, FALSE, FALSE, 0);
  sumac_session_open (session);
  g_object_unref (session); /* the display has its own reference: the session ends with it */
  return column;
}

int
main (int argc, char **argv)
{
  gtk_init (&argc, &argv);

  GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  GtkWidget *guests = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_set_homogeneous (GTK_BOX (guests), TRUE);
  for (int i = 1; i < argc; i++)
    gtk_container_add (GTK_CONTAINER (guests), guest_new (argv[i]));
  gtk_container_add (GTK_CONTAINER (window), guests);
  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 540);
  g_signal_connect (window, "destroy", gtk_main_quit, NULL);
  gtk_widget_show_all (window);
  gtk_main ();
}
