#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes the films beside it, for tests of video decoders.

Usage: make.py [NAME...]     (vp8, vp9, h264, h265; all of them without a name)
Needs gst-launch-1.0 and GStreamer's encoders vp8enc, vp9enc, x264enc, x265enc. What the films
show is said in libclient/proof/film.h. Each is an IVF file: a head, and before each frame its
size and number; a frame is what a server would send as one.
"""

import glob
import os
import struct
import subprocess
import sys
import tempfile

COLORS = (0xC8C8C8, 0xC8C830, 0x30C8C8, 0x30C830, 0xC830C8, 0xC83030, 0x3030C8, 0x303030)

# As servers encode: every frame at once, none that leans on a later one.
ENCODERS = {
    "vp8": ("VP80", "vp8enc deadline=1 min-quantizer=2 max-quantizer=8 keyframe-max-dist=1000"
            " lag-in-frames=0 target-bitrate=4000000"),
    "vp9": ("VP90", "vp9enc deadline=1 min-quantizer=2 max-quantizer=8 keyframe-max-dist=1000"
            " lag-in-frames=0 target-bitrate=4000000"),
    "h264": ("H264", "x264enc tune=zerolatency speed-preset=ultrafast byte-stream=true aud=true"
             " pass=quant quantizer=12 key-int-max=1000"
             " ! video/x-h264,stream-format=byte-stream,alignment=au"),
    "h265": ("H265", "x265enc tune=zerolatency speed-preset=ultrafast qp=12 key-int-max=1000"
             " ! video/x-h265,stream-format=byte-stream,alignment=au"),
}

# Film, width, height, frames.
SIZES = (("", 160, 96, 10), ("-small", 96, 64, 2))


def color(width, height, n, x, y):
    cell = x * 8 // width
    if y < height // 2:
        return COLORS[(cell + n) % 8]
    return COLORS[0] if n >> (7 - cell) & 1 else COLORS[7]


def draw(width, height, n):
    return b"".join(struct.pack("<I", color(width, height, n, x, y))
                    for y in range(height) for x in range(width))


def encode(encoder, width, height, n_frames):
    with tempfile.TemporaryDirectory() as folder:
        raw = os.path.join(folder, "raw")
        with open(raw, "wb") as file:
            for n in range(n_frames):
                file.write(draw(width, height, n))
        command = (f"filesrc location={raw} ! rawvideoparse format=bgrx width={width}"
                   f" height={height} framerate=25/1 ! videoconvert ! video/x-raw,format=I420"
                   f" ! {encoder} ! multifilesink next-file=buffer"
                   f" location={folder}/frame%04d")
        subprocess.run(["gst-launch-1.0", "-q", *command.split()], check=True)
        frames = []
        for path in sorted(glob.glob(os.path.join(folder, "frame*"))):
            with open(path, "rb") as file:
                frames.append(file.read())
    assert len(frames) == n_frames, f"{len(frames)} frames of {n_frames}"
    return frames


def write(path, fourcc, width, height, frames):
    with open(path, "wb") as file:
        file.write(b"DKIF" + struct.pack("<HH4sHHIIII", 0, 32, fourcc.encode(), width, height,
                                         25, 1, len(frames), 0))
        for n, frame in enumerate(frames):
            file.write(struct.pack("<IQ", len(frame), n) + frame)
    print(path, os.path.getsize(path), "bytes")


def main():
    for name in sys.argv[1:] or ENCODERS:
        fourcc, encoder = ENCODERS[name]
        for ending, width, height, n_frames in SIZES:
            path = os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{name}{ending}.ivf")
            write(path, fourcc, width, height, encode(encoder, width, height, n_frames))


if __name__ == "__main__":
    main()
