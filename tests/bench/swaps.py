#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Exchanges what draws, at random and as fast as it goes, while a session runs to its end.

Usage: meson devenv -C BUILD tests/bench/swaps.py URI SWAPS FINAL.png RENDERER RENDERER...

The server must end the session, as the player of a recorded one does. Prints how often each
renderer took over and how many pixels of the last picture differ from FINAL.png; ends with 1 when
some do, or there were fewer swaps than asked for.
"""

import random
import sys

import gi

gi.require_version("GdkPixbuf", "2.0")
gi.require_version("Sumac", "1.0")
from gi.repository import GdkPixbuf, GLib, Sumac  # noqa: E402

SECONDS = 120


class Swapper:
    def __init__(self, uri, swaps, renderers):
        self.left = swaps
        self.renderers = renderers
        self.took_over = dict.fromkeys(renderers, 0)
        self.frame = None
        self.loop = GLib.MainLoop()
        self.session = Sumac.Session.new(uri)
        self.session.set_renderer(renderers[0])
        self.session.connect("notify::drawing-renderer", self.on_drawing)
        self.session.connect("notify::state", self.on_state)
        self.session.connect("monitor-added", self.on_monitor)

    def run(self):
        GLib.timeout_add_seconds(SECONDS, self.loop.quit)
        self.session.open()
        self.loop.run()

    def on_drawing(self, session, _param):
        now = session.props.drawing_renderer
        if now not in self.took_over:
            return
        self.took_over[now] += 1
        if self.left > 0:
            self.left -= 1
            session.set_renderer(random.choice([name for name in self.renderers if name != now]))

    def on_monitor(self, _session, monitor):
        monitor.connect("damaged", lambda *_: setattr(self, "frame", monitor.get_frame()))

    def on_state(self, session, _param):
        if session.get_state() in (Sumac.SessionState.CLOSED, Sumac.SessionState.FAILED):
            self.loop.quit()


def differing(frame, file):
    """Bytes B G R x against those of a picture."""
    expected = GdkPixbuf.Pixbuf.new_from_file(file)
    width, height = frame.get_width(), frame.get_height()
    if (expected.get_width(), expected.get_height()) != (width, height):
        return width * height
    ours, theirs = frame.dup_bytes().get_data(), expected.get_pixels()
    step, stride = expected.get_n_channels(), expected.get_rowstride()
    n = 0
    for y in range(height):
        for x in range(width):
            i, j = (y * width + x) * 4, y * stride + x * step
            n += ours[i:i + 3] != theirs[j:j + 3][::-1]
    return n


def main():
    uri, swaps, final, *renderers = sys.argv[1:]
    swapper = Swapper(uri, int(swaps), renderers)
    swapper.run()
    n = differing(swapper.frame, final)
    print(f"{int(swaps) - swapper.left} swaps, {swapper.took_over}: {n} pixels differ")
    return int(n > 0 or swapper.left > 0)


if __name__ == "__main__":
    sys.exit(main())
