#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A session driven from Python against the demo guest: it opens, shows a picture that is
saved, types, tells its counters, and closes. Usage: session.py DEMO-HOST"""

import os
import subprocess
import sys
import tempfile

import cairo
import gi

gi.require_version("Sumac", "1.0")
from gi.repository import GLib, Sumac  # noqa: E402

BOUND_S = 30


class Late(Exception):
    pass


def wait_until(is_so):
    late = []
    timer = GLib.timeout_add_seconds(BOUND_S, lambda: late.append(1) or False)
    while not is_so() and not late:
        GLib.MainContext.default().iteration(True)
    if late:
        raise Late(is_so)
    GLib.source_remove(timer)


def save(frame, path):
    width, height = frame.get_width(), frame.get_height()
    pixels = frame.dup_bytes()
    assert pixels.get_size() == width * height * 4
    surface = cairo.ImageSurface.create_for_data(
        bytearray(pixels.get_data()), cairo.FORMAT_RGB24, width, height, width * 4)
    surface.write_to_png(path)
    data = pixels.get_data()
    return len(set(data[i:i + 4] for i in range(0, len(data), 400)))


def count(session, channel, counter):
    return {c["name"]: c for c in session.dup_stats().unpack()}[channel][counter]


def run(uri, folder):
    session = Sumac.Session.new(uri)
    session.set_policy(Sumac.Policy.SMOOTH)
    assert session.props.policy == Sumac.Policy.SMOOTH
    assert session.set_preferred_video_codecs("vp8,mjpeg")
    assert session.props.preferred_video_codecs == "vp8,mjpeg"
    try:
        session.set_preferred_video_codecs("vp8,nothing")
        assert False
    except GLib.Error as error:
        assert error.matches(Sumac.error_quark(), Sumac.Error.UNSUPPORTED), error
    states, damage = [], []
    session.connect("notify::state", lambda s, _: states.append(s.get_state()))
    session.connect("monitor-added", lambda _, m: m.connect("damaged", lambda _, r: damage.append(r)))

    opened = []
    session.open_async(None, lambda s, result: opened.append(s.open_finish(result)))
    wait_until(lambda: opened and damage)
    assert opened == [True], opened
    assert states == [Sumac.SessionState.CONNECTING, Sumac.SessionState.READY], states

    monitor = session.get_monitor(0)
    known, area = monitor.get_area()
    assert known and (area.left, area.top) == (0, 0), (area.right, area.bottom)
    assert [m.get_id() for m in session.get_monitors()] == [0]
    path = os.path.join(folder, "screen.png")
    colours = save(monitor.get_frame(), path)
    assert colours > 16 and os.path.getsize(path) > 10000, (colours, os.path.getsize(path))

    inputs = session.get_inputs()
    wait_until(inputs.get_ready)
    inputs.position(0, 250, 250)
    inputs.button(Sumac.Button.LEFT, True)
    inputs.button(Sumac.Button.LEFT, False)
    inputs.tap([0x1e])
    # The guest's film keeps the loop turning until all four have left.
    wait_until(lambda: count(session, "inputs:0", "messages-out") >= 4)
    assert count(session, "display:0", "frames") > 0
    assert count(session, "display:0", "ops-not-drawn") == 0

    session.close()
    assert session.get_state() == Sumac.SessionState.CLOSED
    # What it did can still be asked for.
    assert count(session, "inputs:0", "messages-out") >= 4
    peak, announced = (count(session, "display:0", "glz-pixels-" + of) for of in ("peak", "announced"))
    assert peak <= announced and announced > 0, (peak, announced)

    session.set_uri("spice://nowhere")
    session.open()
    assert session.get_state() == Sumac.SessionState.FAILED
    assert session.props.error.matches(Sumac.error_quark(), Sumac.Error.ADDRESS), session.props.error


def main():
    with tempfile.TemporaryDirectory() as folder:
        host = subprocess.Popen(
            [sys.argv[1], "--unix", os.path.join(folder, "guest.sock"), "--quit-after", "60"],
            stdout=subprocess.PIPE, text=True)
        try:
            run(host.stdout.readline().strip(), folder)
        finally:
            host.terminate()
            host.wait()
    print("1 session from Python: ok")


if __name__ == "__main__":
    main()
