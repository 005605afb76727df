#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes the composed part of the corpus of the fuzz target `display`.

    display-corpus.py [FOLDER]

Each file is a few messages of a display channel, as tests/fuzz/display.c reads them: surfaces
first, then one kind of drawing, codec or cache. Pictures are those of tests/data/codecs. What
a fuzzer or a real session has brought lies beside them, under other names.
"""

import pathlib
import struct
import sys
import zlib

HERE = pathlib.Path(__file__).resolve().parent
CODECS = HERE.parent / "data" / "codecs"

# Numbers of spice/enums.h, by the names there without their prefix.
MSG = {
    "wait-for-channels": 7, "mode": 101, "mark": 102, "reset": 103, "copy-bits": 104,
    "inval-list": 105, "inval-all-pixmaps": 106, "inval-palette": 107,
    "inval-all-palettes": 108, "fill": 302, "opaque": 303, "copy": 304, "blend": 305,
    "blackness": 306, "whiteness": 307, "invers": 308, "rop3": 309, "stroke": 310,
    "text": 311, "transparent": 312, "alpha-blend": 313, "surface-create": 314,
    "surface-destroy": 315, "monitors-config": 317, "composite": 318,
    "stream-create": 122, "stream-data": 123, "stream-clip": 124, "stream-destroy": 125,
    "stream-destroy-all": 126, "stream-data-sized": 316, "stream-activate-report": 319,
}
IMAGE = {
    "BITMAP": 0, "QUIC": 1, "LZ_PLT": 100, "LZ_RGB": 101, "GLZ_RGB": 102, "FROM_CACHE": 103,
    "SURFACE": 104, "JPEG": 105, "FROM_CACHE_LOSSLESS": 106, "ZLIB_GLZ_RGB": 107,
    "JPEG_ALPHA": 108, "LZ4": 109,
}
CACHE_ME, CACHE_REPLACE_ME = 1, 4
A1, A8, RGB555, XRGB, RGB565, ARGB = 1, 8, 16, 32, 80, 96
PUT, OR, AND, XOR = 8, 16, 32, 64


def pack(form, *values):
    return struct.pack("<" + form, *values)


class Body:
    """A message's body; what is pointed to is put behind the rest."""

    def __init__(self):
        self.bytes = b""
        self.later = []

    def add(self, form, *values):
        self.bytes += pack(form, *values)
        return self

    def rect(self, left, top, right, bottom):
        return self.add("4i", top, left, bottom, right)

    def pointer(self, thing):
        """@thing: None, or a function from the offset where it will lie to its bytes."""
        self.later.append((len(self.bytes), thing))
        return self.add("I", 0)

    def done(self):
        out = bytearray(self.bytes)
        for at, thing in self.later:
            if thing:
                out[at:at + 4] = pack("I", len(out))
                out += thing(len(out))
        return bytes(out)


def message(name, body=b""):
    return pack("HI", MSG[name], len(body)) + body


def surface(number, width, height, form=XRGB, primary=False):
    return message("surface-create", pack("5I", number, width, height, form, int(primary)))


def start(body, number=0, box=(4, 4, 60, 44), clip=None):
    body.add("I", number).rect(*box)
    if clip is None:
        return body.add("B", 0)
    body.add("BI", 1, len(clip))
    for one in clip:
        body.rect(*one)
    return body


def image(kind, width, height, payload, flags=0, number=1, palette=None, palette_at=None):
    def lay(offset):
        data = bytearray(pack("QBBII", number, IMAGE[kind], flags, width, height) + payload)
        if palette:
            data[18 + palette_at:22 + palette_at] = pack("I", offset + len(data))
            data += palette
        return bytes(data)
    return lay


def bitmap(width, height, form=8, flags=0, number=1):
    """Stripes; form 8 is 32 bits, 2 one bit."""
    bits = {2: 1, 8: 32, 9: 32, 6: 16, 10: 8}[form]
    stride = (width * bits + 7) // 8
    rows = b"".join(bytes((x * 7 + y * 13) & 255 for x in range(stride)) for y in range(height))
    head = pack("BBIIII", form, 4, width, height, stride, 0)
    return image("BITMAP", width, height, head + rows, flags, number)


def of_surface(number, width=64, height=48):
    return image("SURFACE", width, height, pack("I", number))


def cached(number, width, height, kind="FROM_CACHE"):
    return image(kind, width, height, b"", 0, number)


def solid(body, color=0x336699):
    return body.add("BI", 1, color)


def pattern(body, picture, x=3, y=5):
    return body.add("B", 2).pointer(picture).add("ii", x, y)


def mask(body, picture=None, flags=0, x=0, y=0):
    return body.add("Bii", flags, x, y).pointer(picture)


def fill(number=0, box=(4, 4, 60, 44), clip=None, rop=PUT, color=0x336699, tile=None, bits=None):
    body = start(Body(), number, box, clip)
    pattern(body, tile) if tile else solid(body, color)
    return message("fill", mask(body.add("H", rop), bits, 0, 2, 1).done())


def copy(picture, name="copy", number=0, box=(4, 4, 20, 16), area=(0, 0, 16, 12), clip=None,
         rop=PUT, scale=0, bits=None):
    body = start(Body(), number, box, clip).pointer(picture).rect(*area)
    return message(name, mask(body.add("HB", rop, scale), bits).done())


def brushed(name, picture, tile, rest, box=(4, 4, 20, 16), area=(0, 0, 16, 12), bits=None):
    body = start(Body(), 0, box).pointer(picture).rect(*area)
    pattern(body, tile) if tile else solid(body)
    return message(name, mask(body.add(*rest), bits, 1).done())


def path(*segments):
    """Each: flags and points in whole pixels."""
    def lay(_):
        out = pack("I", len(segments))
        for flags, points in segments:
            out += pack("BI", flags, len(points))
            out += b"".join(pack("ii", x * 16, y * 16) for x, y in points)
        return out
    return lay


def stroke(segments, style=None, tile=None, rop=PUT, clip=None, gap=False):
    body = start(Body(), 0, (0, 0, 64, 48), clip).pointer(path(*segments))
    if style is None:
        body.add("B", 0)
    else:
        lengths = b"".join(pack("i", length * 16) for length in style)
        body.add("BB", 8 | (4 if gap else 0), len(style)).pointer(lambda _: lengths)
    pattern(body, tile) if tile else solid(body, 0xff00ff)
    return message("stroke", body.add("HH", rop, 0).done())


def string(flags, bits, glyphs):
    def lay(_):
        out = pack("HB", len(glyphs), flags)
        for x, y, width, height in glyphs:
            size = (width * bits + 7) // 8 * height
            out += pack("iiiiHH", x, y, 0, -height, width, height)
            out += bytes((x * 5 + i * 77) & 255 for i in range(size))
        return out
    return lay


def text(flags, bits, number=0, tile=None, back=False):
    glyphs = [(8 + 9 * i, 30, 5 + i, 9) for i in range(4)]
    body = start(Body(), number, (0, 0, 64, 48)).pointer(string(flags, bits, glyphs))
    body.rect(6, 18, 50, 34) if back else body.rect(0, 0, 0, 0)
    pattern(body, tile) if tile else solid(body, 0xffffff)
    solid(body, 0x202020) if back else body.add("B", 0)
    return message("text", body.add("HH", PUT, 0).done())


def composite(op, picture, flags=0, bits=None, transform=None, mask_transform=None, number=0):
    flags |= op
    flags |= (1 << 19 if bits else 0)
    flags |= (1 << 20 if transform else 0) | (1 << 21 if mask_transform else 0)
    body = start(Body(), number, (4, 4, 60, 44)).add("I", flags).pointer(picture)
    if bits:
        body.pointer(bits)
    for one in (transform, mask_transform):
        if one:
            body.add("6i", *one)
    return message("composite", body.add("4h", 1, 2, 3, 4).done())


def video(number=0, codec=1, top_down=1, box=(8, 8, 24, 20), surface=0):
    body = Body().add("IIBBQ4I", surface, number, top_down, codec, 7, 16, 12, 16, 12)
    return message("stream-create", body.rect(*box).add("B", 0).done())


def frame(number=0, time=0, color=0x4080c0, width=16, height=12):
    """As the target's decoder understands it."""
    return message("stream-data", pack("IIIIHH", number, time, 8, color, width, height))


def sized_frame(number=0, box=(30, 8, 54, 30), width=8, height=9):
    body = Body().add("4I", number, 0, width, height).rect(*box)
    return message("stream-data-sized", body.add("IIHH", 8, 0x80ff20, width, height).done())


def manifest_row(name):
    with open(CODECS / "MANIFEST.tsv", encoding="utf-8") as lines:
        for line in lines:
            row = line.rstrip("\n").split("\t")
            if row[0] == name:
                return row
    raise SystemExit(f"{name} is not in the manifest")


def vector(name, flags=0, number=1):
    """A picture of tests/data/codecs: its size and the function that lays it."""
    row = manifest_row(name)
    payload = (CODECS / row[6]).read_bytes()
    palette = (CODECS / row[7]).read_bytes() if row[7] != "-" else None
    at = 14 if row[2] == "BITMAP" else 5
    width, height = int(row[3]), int(row[4])
    return width, height, image(row[2], width, height, payload, int(row[5]) | flags, number,
                                palette, at)


def show(name, **more):
    width, height, picture = vector(name, **more)
    return copy(picture, box=(0, 0, width, height), area=(0, 0, width, height))


def deflated(name):
    """A GLZ picture, packed once more."""
    row = manifest_row(name)
    width, height = int(row[3]), int(row[4])
    plain = (CODECS / row[6]).read_bytes()[4:]
    packed = zlib.compress(plain)
    payload = pack("II", len(plain), len(packed)) + packed
    return copy(image("ZLIB_GLZ_RGB", width, height, payload), box=(0, 0, width, height),
                area=(0, 0, width, height))


BEGIN = surface(0, 64, 48, primary=True) + message("mark")
WHOLE = (0, 0, 64, 48)
TILE = bitmap(7, 5)
BITS = bitmap(64, 48, form=2)
ROTATED = (40000, -30000, 1 << 18, 30000, 40000, 5000)
LINES = [(1, [(2, 2), (50, 40)]), (2, [(60, 3), (5, 30)])]
CURVE = [(1 | 16 | 2 | 8, [(2, 40), (20, -30), (40, 90), (60, 4)])]
CODEC_NAMES = (
    "quic-rgb32-noise-31x17 quic-rgb24-text-64x64 quic-rgba-flat-256x40 quic-rgb16-bit15 "
    "quic-rgb32-highbits lz-rgb16-grad-64x64-bu lz-rgb24-runs-97x61-bu lz-rgba-ui-1x9-td "
    "lz-rgb32-junk lz-a8-131x57 lz-plt8-64x32 lz-plt4be-64x32 lz-plt4le-64x32 "
    "lz-plt1be-64x32 lz-plt1le-64x32 lz4-rgb32-noise-31x17-td lz4-rgba-ui-64x64-td "
    "lz4-rgb16-bit15 lz4-blocks5-rgb24-noise bitmap-rgb16-bit15 bitmap-plt8-64x32 "
    "bitmap-plt4be-64x32 bitmap-plt4le-64x32 bitmap-plt1be-64x32 bitmap-plt1le-64x32 "
    "bitmap-rgb24-1x1 bitmap-rgba-1x1 bitmap-a8-50x40 lz4-rgb24-text-1x9-bu "
    "jpeg-444 jpegalpha-64x64-td jpegalpha-1x1-bu").split()


def files():
    for name in CODEC_NAMES:
        yield "codec-" + name, BEGIN + show(name)
    for name, n in (("glz-ops-a", 12), ("glz-takeover", 4)):
        yield name, BEGIN + b"".join(show(f"{name}-{i}") for i in range(n))
    yield "glz-zlib", (BEGIN + show("glz-ops-a-0") + deflated("glz-ops-a-1")
                       + deflated("glz-ops-a-2") + show("glz-ops-a-3"))
    yield "palettes", (BEGIN + b"".join(show(f"palcache-{i}") for i in range(4))
                       + message("inval-palette", pack("Q", 1)) + show("palcache-2")
                       + message("inval-all-palettes") + show("palcache-3"))

    for form, name in ((A1, "a1"), (A8, "a8"), (RGB555, "rgb555"), (RGB565, "rgb565"),
                       (XRGB, "xrgb"), (ARGB, "argb")):
        yield "format-" + name, (
            BEGIN + surface(1, 33, 21, form) + fill(1, (0, 0, 33, 21), rop=XOR)
            + copy(bitmap(16, 12, 9), number=1) + copy(bitmap(16, 12, 6), number=1, rop=OR)
            + text(2, 4, 1) + composite(3, TILE, number=1) + copy(of_surface(1, 33, 21)))
        yield "primary-" + name, (surface(0, 64, 48, form, True) + fill()
                                  + message("mark") + copy(bitmap(16, 12)))

    yield "fill", (BEGIN + fill() + fill(rop=XOR, tile=TILE) + fill(rop=AND, bits=BITS)
                   + fill(clip=[(0, 0, 9, 9), (9, 0, 30, 9), (3, 9, 50, 40)]))
    yield "clip-loose", BEGIN + fill(
        rop=XOR, clip=[(i * 3 % 50, i * 7 % 30, i * 5 % 60, 48) for i in range(20)])
    yield "clip-grid", BEGIN + fill(rop=XOR, clip=[(x, 0, x + 1, 48) for x in range(0, 64, 2)]
                                    + [(0, y, 64, y + 1) for y in range(0, 48, 2)])
    yield "clip-many", BEGIN + fill(
        rop=XOR, clip=[(i * 37 % 60, i * 53 % 44, i * 37 % 60 + 3, i * 53 % 44 + 2)
                       for i in range(280)])
    yield "opaque", (BEGIN + brushed("opaque", bitmap(16, 12), None, ("HB", AND, 0))
                     + brushed("opaque", bitmap(9, 7), TILE, ("HB", XOR, 1), area=(0, 0, 9, 7),
                               bits=BITS))
    yield "rop3", (BEGIN + brushed("rop3", bitmap(16, 12), TILE, ("BB", 0xca, 0))
                   + brushed("rop3", bitmap(9, 7), None, ("BB", 0x5a, 1), area=(0, 0, 9, 7)))
    yield "copy", (BEGIN + copy(bitmap(16, 12)) + copy(bitmap(9, 7), area=(0, 0, 9, 7))
                   + copy(bitmap(9, 7), area=(1, 1, 8, 6), scale=1, rop=XOR)
                   + copy(bitmap(16, 12), bits=BITS))
    yield "blend", BEGIN + copy(bitmap(16, 12), "blend", rop=OR)
    for name in ("blackness", "whiteness", "invers"):
        yield name, (BEGIN + fill() + message(name, mask(start(Body()), BITS).done())
                     + message(name, mask(start(Body(), box=(1, 1, 20, 20))).done()))
    yield "transparent", BEGIN + fill() + message(
        "transparent", start(Body(), 0, (4, 4, 20, 16)).pointer(bitmap(16, 12))
        .rect(0, 0, 16, 12).add("II", 0, 0x150e07).done())
    yield "alpha-blend", BEGIN + fill() + b"".join(message(
        "alpha-blend", start(Body(), 0, (4, 4, 20, 16)).add("BB", flags, alpha)
        .pointer(bitmap(16, 12, 9)).rect(*area).done())
        for flags, alpha, area in ((0, 255, (0, 0, 16, 12)), (1, 90, (0, 0, 16, 12)),
                                   (2, 200, (0, 0, 8, 6))))
    yield "copy-bits", (BEGIN + copy(bitmap(16, 12))
                        + message("copy-bits", start(Body(), 0, WHOLE).add("ii", 3, 2).done())
                        + message("copy-bits", start(Body(), 0, (9, 9, 40, 40),
                                  [(9, 9, 12, 40), (10, 11, 40, 20)]).add("ii", 5, 6).done()))
    yield "composite", (
        BEGIN + surface(1, 32, 24, ARGB) + composite(3, bitmap(16, 12, 9))
        + composite(12, of_surface(1, 32, 24), flags=1 << 22)
        + composite(3, TILE, 1 << 14 | 1 << 8, transform=ROTATED)
        + composite(0x30, TILE, 3 << 14 | 1 << 17 | 1 << 16, BITS, ROTATED, ROTATED))
    yield "stroke", (BEGIN + stroke(LINES) + stroke(CURVE, rop=XOR)
                     + stroke(LINES, tile=TILE, clip=[(0, 0, 30, 30), (20, 20, 50, 40)]))
    yield "stroke-styled", (BEGIN + stroke(LINES, [3, 2]) + stroke(CURVE, [1, 0, 5], gap=True)
                            + stroke([(3 | 8, [(5, 5), (40, 9), (20, 40)])], [4], rop=XOR))
    yield "text", (BEGIN + text(1, 1) + text(2, 4, back=True) + text(4, 8, tile=TILE)
                   + text(1, 1, tile=TILE, back=True))

    yield "cache", (BEGIN + copy(bitmap(16, 12, flags=CACHE_ME, number=5))
                    + copy(cached(5, 16, 12), box=(20, 20, 36, 32))
                    + copy(bitmap(16, 12, flags=CACHE_REPLACE_ME, number=5))
                    + copy(cached(5, 16, 12, "FROM_CACHE_LOSSLESS"))
                    + message("inval-list", pack("HBQBQ", 2, 1, 5, 1, 6))
                    + copy(cached(5, 16, 12)))
    yield "cache-lossy", (BEGIN + show("jpeg-444", flags=CACHE_ME, number=9)
                          + copy(cached(9, 75, 50)) + copy(cached(9, 75, 50,
                                                                  "FROM_CACHE_LOSSLESS"))
                          + copy(bitmap(8, 6, flags=CACHE_REPLACE_ME, number=9))
                          + copy(cached(9, 75, 50, "FROM_CACHE_LOSSLESS"))
                          + message("inval-all-pixmaps", pack("BBBQ", 1, 2, 0, 3)))
    yield "self", (BEGIN + copy(bitmap(16, 12)) + copy(of_surface(0), area=(2, 1, 18, 13))
                   + copy(of_surface(0), area=(2, 1, 18, 13), rop=XOR)
                   + copy(of_surface(0), area=(0, 0, 64, 48))
                   + fill(tile=of_surface(0)) + composite(3, of_surface(0)))
    yield "surfaces", (BEGIN + surface(1, 20, 20) + fill(1) + copy(of_surface(1, 20, 20))
                       + surface(1, 40, 30) + copy(of_surface(1, 20, 20))
                       + message("surface-destroy", pack("I", 1)) + copy(of_surface(1, 20, 20))
                       + surface(0, 30, 30, primary=True) + fill() + message("mark") + fill()
                       + surface(2, 50, 30, primary=True) + message("mark")
                       + message("surface-destroy", pack("I", 0)))
    yield "video", (BEGIN + video() + message("stream-activate-report", pack("4I", 0, 1, 2, 1000))
                    + frame() + fill(box=(10, 10, 14, 14)) + frame(time=40, color=0xff)
                    + message("stream-clip", Body().add("IBI", 0, 1, 2).rect(9, 9, 15, 15)
                              .rect(15, 12, 22, 19).done())
                    + frame(time=80) + sized_frame() + fill() + message("stream-destroy", pack("I", 0)))
    yield "videos", (BEGIN + surface(1, 32, 24, RGB565) + b"".join(
        video(i, codec, i & 1, (i * 9, 2, i * 9 + 20, 22), surface=i & 1)
        for i, codec in enumerate((1, 2, 3, 4, 5, 9)))
        + b"".join(frame(i, color=i * 0x202020) for i in range(7)) + video(0, 3)
        + frame(0, width=3, height=50) + message("surface-destroy", pack("I", 1)) + frame(1)
        + frame(width=0) + message("stream-data", pack("III", 0, 0, 100))
        + message("stream-destroy-all") + frame())
    yield "old", (message("mode", pack("3I", 64, 48, 32)) + message("mark") + fill()
                  + message("reset") + fill() + message("mark")
                  + message("mode", pack("3I", 40, 30, 16)) + message("mark") + fill())
    yield "heads", BEGIN + message("monitors-config", pack("HH7I", 1, 4, 0, 0, 64, 48, 0, 0, 0))
    yield "wait", BEGIN + fill() + message("wait-for-channels",
                                           pack("BBBQBBQ", 2, 2, 0, 9, 3, 1, 7)) + fill()
    yield "covered", (BEGIN + fill(box=WHOLE) + copy(bitmap(16, 12))
                      + copy(bitmap(40, 30), box=(2, 2, 42, 32), area=(0, 0, 40, 30))
                      + fill(box=WHOLE, color=7))


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "corpus" / "display"
    for name, data in files():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
