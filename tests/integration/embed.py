#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The embedding examples, as a stranger builds and runs them: against an installed Sumac, with
two demo guests, on an X server of its own. Both pictures must be in the window, each with the
shape of its guest's screen; a closed window ends the program in order.

Usage: embed.py BUILD EXAMPLES DEMO-HOST PREFIX LIBDIR [PICTURE.png]

With PICTURE the last window is saved. Ends with 77, and says why, where there is no X server.
"""

import contextlib
import ctypes
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

import gi

gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GLib  # noqa: E402

BUILD, EXAMPLES, HOST, PREFIX, LIBDIR = sys.argv[1:6]
PICTURE = sys.argv[6] if len(sys.argv) > 6 else None

# Of other shapes, so that it can be seen who is who.
GUESTS = (("Web server", 1024, 768), ("Mail server", 1280, 720))

BOUND_S = 30
POLL_MS = 100
# Colours of a picture at the least; a window without any has but a few.
MIN_COLOURS = 200


@contextlib.contextmanager
def running(command, env=None, **more):
    process = subprocess.Popen(command, env=env, **more)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait()


# --- an installed Sumac ------------------------------------------------------------------


def install(folder):
    """Where it lies, and the environment in which it is found there."""
    subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", folder],
                   check=True, stdout=subprocess.DEVNULL)
    prefix = folder + PREFIX
    libdir = os.path.join(prefix, LIBDIR)
    for path in glob.glob(os.path.join(libdir, "pkgconfig", "*.pc")):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(re.sub(r"^prefix=.*$", "prefix=" + prefix, text, flags=re.M))
    return {
        **os.environ,
        "PKG_CONFIG_PATH": os.path.join(libdir, "pkgconfig"),
        "LD_LIBRARY_PATH": libdir,
        "GI_TYPELIB_PATH": os.path.join(libdir, "girepository-1.0"),
        "SUMAC_PLUGIN_PATH": os.path.join(libdir, "sumac-1", "plugins"),
        "GSETTINGS_BACKEND": "memory",
        "NO_AT_BRIDGE": "1",
        "GDK_BACKEND": "x11",
    }


def build_line(source):
    """The line by which the example itself says that it is built."""
    with open(source, encoding="utf-8") as file:
        return re.search(r"^ \*   (cc .*)$", file.read(), re.M).group(1)


def build_c(folder, env):
    source = os.path.join(EXAMPLES, "embed-c", "console.c")
    shutil.copy(source, folder)
    subprocess.run(build_line(source).replace("cc ", "cc -Wall -Wextra -Werror ", 1), shell=True,
                   cwd=folder, env=env, check=True)
    return [os.path.join(folder, "console")]


# --- a screen ----------------------------------------------------------------------------


@contextlib.contextmanager
def x_server():
    """Its name; DISPLAY is that from now on."""
    told, tells = os.pipe()
    with running(["Xvfb", "-displayfd", str(tells), "-screen", "0", "1240x600x24", "-nolisten", "tcp"],
                 pass_fds=(tells,), stderr=subprocess.DEVNULL):
        os.close(tells)
        with os.fdopen(told) as file:
            name = ":" + file.readline().strip()
        assert name != ":", "Xvfb did not start"
        yield name


class Picture:
    """What is on the screen."""

    def __init__(self, display):
        root = display.get_default_screen().get_root_window()
        self.pixbuf = Gdk.pixbuf_get_from_window(root, 0, 0, root.get_width(), root.get_height())
        self.width, self.height = self.pixbuf.get_width(), self.pixbuf.get_height()
        self.bytes = self.pixbuf.get_pixels()

    def at(self, x, y):
        start = y * self.pixbuf.get_rowstride() + x * self.pixbuf.get_n_channels()
        return self.bytes[start:start + 3]

    def is_drawn(self, x, y):
        """Neither the black beside a picture nor the window's own light gray."""
        pixel = self.at(x, y)
        return pixel != b"\0\0\0" and not (min(pixel) > 230 and max(pixel) - min(pixel) < 8)


def guest_box(picture, left, right):
    """Around a guest's picture, between two columns: rows and columns that are mostly drawn."""
    xs, ys = range(left, right, 2), range(0, picture.height, 2)
    rows = [y for y in ys if sum(picture.is_drawn(x, y) for x in xs) > len(xs) * 0.6]
    columns = [x for x in xs if sum(picture.is_drawn(x, y) for y in rows) > len(rows) * 0.6]
    if not rows or not columns:
        return None
    return min(columns), rows[0], max(columns) + 2, rows[-1] + 2


def faults(picture):
    """What is not as it must be, in words."""
    for number, (name, width, height) in enumerate(GUESTS):
        box = guest_box(picture, 600 * number, 600 * (number + 1))
        if box is None:
            yield f"{name}: no picture"
            continue
        left, top, right, bottom = box
        shape = (right - left) / (bottom - top)
        if abs(shape - width / height) > 0.03:
            yield f"{name}: a picture at {box}, not of the shape {width}x{height}"
        if right - left < 560:
            yield f"{name}: the picture at {box} does not fill its half"
        colours = {picture.at(x, y) for x in range(left, right, 3) for y in range(top, bottom, 3)}
        if len(colours) < MIN_COLOURS:
            yield f"{name}: only {len(colours)} colours"


def wait_for_guests(display, console):
    """The first picture without faults. It is looked at again and again, for a bounded time."""
    loop = GLib.MainLoop()
    found = []

    def look():
        found[:] = [picture := Picture(display), list(faults(picture))]
        if not found[1] or console.poll() is not None:
            loop.quit()
        return True

    looks = GLib.timeout_add(POLL_MS, look)
    bound = GLib.timeout_add_seconds(BOUND_S, loop.quit)
    loop.run()
    GLib.source_remove(looks)
    if not found[1]:
        GLib.source_remove(bound)
    assert console.poll() is None, f"the console ended with {console.returncode}"
    assert not found[1], found[1]
    return found[0]


# --- what a person does ------------------------------------------------------------------


def close_windows(name):
    """Says WM_DELETE_WINDOW to every window, as a window manager does when one is closed."""
    x = ctypes.CDLL("libX11.so.6")
    for function in ("XOpenDisplay", "XDefaultRootWindow", "XInternAtom"):
        getattr(x, function).restype = ctypes.c_ulong
    display = ctypes.c_void_p(x.XOpenDisplay(name.encode()))
    root, parent = ctypes.c_ulong(), ctypes.c_ulong()
    children, n_children = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
    x.XQueryTree(display, ctypes.c_ulong(x.XDefaultRootWindow(display)), ctypes.byref(root),
                 ctypes.byref(parent), ctypes.byref(children), ctypes.byref(n_children))
    protocols, delete = (x.XInternAtom(display, atom, 0) for atom in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW"))
    for window in children[:n_children.value]:
        # ClientMessage, as XClientMessageEvent lies in memory; format 32.
        event = (ctypes.c_long * 24)(33, 0, 1, display.value, window, protocols, 32, delete, 0)
        x.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), event)
    x.XCloseDisplay(display)


def check(console, uris, name, env):
    display = Gdk.Display.open(name)
    with running(console + uris, env={**env, "DISPLAY": name}) as process:
        picture = wait_for_guests(display, process)
        close_windows(name)
        assert process.wait(BOUND_S) == 0, process.returncode
    display.close()
    return picture


def main():
    if not shutil.which("Xvfb"):
        print("skipped: Xvfb is not installed, so there is no screen to look at")
        return 77
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        env = install(os.path.join(folder, "installed"))
        uris = []
        for number, (name, width, height) in enumerate(GUESTS):
            host = stack.enter_context(running(
                [HOST, "--unix", os.path.join(folder, f"{number}.sock"), "--name", name,
                 "--size", f"{width}x{height}", "--quit-after", "100"],
                stdout=subprocess.PIPE, text=True))
            uris.append(host.stdout.readline().strip())
        for console in (build_c(folder, env),
                        [sys.executable, os.path.join(EXAMPLES, "embed-python", "console.py")]):
            with x_server() as name:
                picture = check(console, uris, name, env)
            print(os.path.basename(console[-1]), "ok")
    if PICTURE:
        picture.pixbuf.new_subpixbuf(0, 0, 1200, 540).savev(PICTURE, "png", [], [])
    return 0


if __name__ == "__main__":
    sys.exit(main())
