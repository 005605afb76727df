#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A management console: virtual machines side by side, each with its name and what it does.

Usage: console.py URI..., such as: console.py spice://localhost:5900 spice://localhost:5901
"""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Sumac", "1.0")
gi.require_version("SumacGtk", "1.0")
from gi.repository import GObject, Gtk, Sumac, SumacGtk  # noqa: E402


def guest(uri):
    session = Sumac.Session.new(uri)
    name = Gtk.Label(label=uri)  # until the machine has told its own
    status = Gtk.Label(wrap=True)
    session.bind_property("name", name, "label", GObject.BindingFlags.DEFAULT)
    session.bind_property("status", status, "label", GObject.BindingFlags.SYNC_CREATE)
    column = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6, margin=6)
    column.pack_start(name, False, False, 0)
    column.pack_start(SumacGtk.Display.new(session, 0), True, True, 0)
    column.pack_start(status, False, False, 0)
    session.open()
    return column


window = Gtk.Window(title="Console", default_width=1200, default_height=540)
guests = Gtk.Box(spacing=6, homogeneous=True)
for uri in sys.argv[1:]:
    guests.add(guest(uri))
window.add(guests)
window.connect("destroy", Gtk.main_quit)
window.show_all()
Gtk.main()
