// SPDX-License-Identifier: LGPL-2.1-or-later
// Where the reference of another library is to be found.
baseURLs = [
  ["GLib", "https://docs.gtk.org/glib/"],
  ["GObject", "https://docs.gtk.org/gobject/"],
  ["Gio", "https://docs.gtk.org/gio/"],
  ["GdkPixbuf", "https://docs.gtk.org/gdk-pixbuf/"],
  ["Gtk", "https://docs.gtk.org/gtk3/"],
  ["Sumac", "../Sumac-1.0/"],
];
