#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Rules of the house that a machine can hold, over the sources as they are.

Usage: tree.py TOP RULE     (one of: includes todo potfiles twins headers-name assert)
Prints what breaks the rule, and ends with 1 then.
"""

import os
import re
import sys

# A room and the rooms it may include (docs/architecture.md). Headers in public/ belong to
# their room too.
ROOMS = {
    "core": [],
    "net": ["core"],
    "codec": ["core"],
    "draw": ["core"],
    "contract": ["draw", "core"],
    "proof": ["contract", "draw", "core"],
    "paint": ["contract", "net", "codec", "draw", "core"],
    "channels": ["paint", "contract", "net", "codec", "draw", "core"],
    "session": ["channels", "paint", "contract", "net", "codec", "draw", "core"],
}
# Decoders that `sumac decode` shows are linked beside the library.
TOOL_ROOMS = ["codec", "paint", "core"]


def sources(top, *folders, endings=(".c", ".h")):
    for folder in folders:
        for path, _, names in os.walk(os.path.join(top, folder)):
            for name in sorted(names):
                if name.endswith(endings):
                    yield os.path.relpath(os.path.join(path, name), top)


def read(top, path):
    with open(os.path.join(top, path), encoding="utf-8") as file:
        return file.read()


def public_rooms(top):
    """include name -> room, for headers in libclient/ROOM/public and widgets/public."""
    found = {}
    for room in ROOMS:
        base = os.path.join(top, "libclient", room, "public")
        for path, _, names in os.walk(base):
            for name in names:
                found[os.path.relpath(os.path.join(path, name), base)] = room
    found["sumac/enums.h"] = "session"
    found["session/enums.h"] = "session"
    return found


def includes_of(text):
    return re.findall(r'^\s*#\s*include\s+["<]([^">]+)[">]', text, re.M)


def allowed(path):
    parts = path.split("/")
    if parts[0] == "libclient":
        return [parts[1], *ROOMS[parts[1]]], True
    if parts[0] == "plugins" or path.startswith("examples/renderer-"):
        return ["contract", "draw", "core"], False
    if parts[0] == "host" or parts[:2] == ["apps", "demo-host"]:
        return [], False
    if parts[:2] == ["apps", "tool"]:
        return list(ROOMS), True
    return list(ROOMS), False


def rule_includes(top):
    public = public_rooms(top)
    for path in sources(top, "libclient", "plugins", "widgets", "apps", "host", "examples"):
        rooms, private = allowed(path)
        for name in includes_of(read(top, path)):
            room = public.get(name)
            is_public = room is not None and name.startswith("sumac/")
            if room is None and name.split("/")[0] in ROOMS:
                room = name.split("/")[0]
            if room is None:
                continue
            if room not in rooms:
                yield f"{path}: includes {name}, but may not know {room}/"
            elif not is_public and not private:
                yield f"{path}: includes {name}, which is not installed"
            elif path.startswith("apps/tool/") and not is_public and room not in TOOL_ROOMS:
                yield f"{path}: includes {name}, which the library hides"


def rule_todo(top):
    marks = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"))
    word = re.compile(rf"\b({marks})\b")
    everywhere = ("libclient", "plugins", "widgets", "apps", "host", "tests", "examples")
    for path in sources(top, *everywhere, endings=(".c", ".h", ".py", ".build", ".ui")):
        for number, line in enumerate(read(top, path).splitlines(), 1):
            if word.search(line):
                yield f"{path}:{number}: {line.strip()}"


def rule_potfiles(top):
    listed = set(read(top, "po/POTFILES").split())
    marked = re.compile(r'\b(N_|C_|_|ngettext)\s*\(\s*"|translatable="yes"')
    for path in sources(top, "libclient", "plugins", "widgets", "apps", endings=(".c", ".ui")):
        if marked.search(read(top, path)) and path not in listed:
            yield f"{path} has words for people, but po/POTFILES does not name it"
    for path in listed:
        if not os.path.exists(os.path.join(top, path)):
            yield f"po/POTFILES names {path}, which is not there"


# Parsers and decoders: each has a unit test, a fuzz target and a corpus. The fuzz target of a
# wire is named after it.
PARSERS = {
    "codec/bitmap": "bitmap",
    "codec/glz": "glz",
    "codec/image": "image",
    "codec/jpeg": "jpeg",
    "codec/lz": "lz",
    "codec/lz4": "lz4",
    "codec/quic": "quic",
    "net/address": "address",
    "net/framing": "framing",
    "net/link": "link",
    "paint/key-frame": "key-frame",
    "draw/op-text": "op-text",
    "channels/cursor-wire": "cursor-wire",
    "channels/display-stream-wire": "display-wire",
    "channels/display-wire": "display-wire",
    "channels/inputs-wire": "inputs-wire",
    "channels/main-wire": "main-wire",
}


def rule_twins(top):
    for source, target in PARSERS.items():
        for path in (f"libclient/{source}.c", f"tests/unit/{source}.c", f"tests/fuzz/{target}.c"):
            if not os.path.exists(os.path.join(top, path)):
                yield f"{path} is missing"
        corpus = os.path.join(top, "tests/fuzz/corpus", target)
        if not os.path.isdir(corpus) or not os.listdir(corpus):
            yield f"tests/fuzz/corpus/{target} is missing or empty"


def rule_assert(top):
    """Nothing from outside ever meets an assertion."""
    for source in PARSERS:
        for number, line in enumerate(read(top, f"libclient/{source}.c").splitlines(), 1):
            if re.search(r"\bg_(assert\w*|error|abort)\s*\(", line) and "own mistake" not in line:
                yield f"libclient/{source}.c:{number}: {line.strip()}"


def main():
    top, name = sys.argv[1:3]
    rule = globals()["rule_" + name]
    broken = list(rule(top))
    print("\n".join(broken))
    print(f"{name}: {len(broken)} against the rule")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
