#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The binary interface of a library beside the one that is kept in the tree.

Usage: abi.py compare DUMP LIBRARY
       abi.py notice DUMP LIBRARY              (proves that a break is noticed)
       abi.py write DUMP LIBRARY HEADER...     (for a change that is meant)

What was added is fine. What is gone, or lies otherwise, breaks programs and plug-ins that were
built before: it is printed, and the end is 1. Only what the public headers tell counts.
"""

import os
import shutil
import subprocess
import sys
import tempfile

SUPPRESSIONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "suppressions.ini")

# abidiff's exit status is bits; these two say that it could not compare.
USAGE_BITS = 1 | 2


def write(dump, library, *headers):
    """Without a place, a path, a name of a parameter: they are no part of the interface."""
    with tempfile.TemporaryDirectory() as folder:
        for header in headers:
            shutil.copy(header, folder)
        return subprocess.run(
            ["abidw", "--headers-dir", folder, "--drop-private-types", "--exported-interfaces-only",
             "--no-show-locs", "--no-corpus-path", "--no-comp-dir-path", "--no-elf-needed",
             "--no-parameter-names", "--out-file", dump, library], check=False).returncode


def compare(dump, library):
    """What is private the dump does not know: there it may be anything. If abidiff were told of
    the headers, it would not tell of what changes into a type of another library."""
    answer = subprocess.run(
        ["abidiff", "--exported-interfaces-only", "--no-show-locs", "--no-added-syms",
         "--suppressions", SUPPRESSIONS, dump, library],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    print(answer.stdout)
    if answer.returncode == 0:
        return 0
    if answer.returncode < 0 or answer.returncode & USAGE_BITS:
        print(f"abidiff ended with {answer.returncode}")
        return 2
    print("What was built against the library before may break. Where it can't, as with a reserved\n"
          "slot of a table that is taken now, or where it is meant to:\n"
          "  meson compile -C BUILD abi-update\n"
          "Then look at the difference in tests/abi, and tell of a break in CHANGELOG.md.")
    return 1


def notice(dump, library):
    """The other way round, for a library that is broken on purpose."""
    return 0 if compare(dump, library) == 1 else 1


def main():
    what, *arguments = sys.argv[1:]
    return {"compare": compare, "notice": notice, "write": write}[what](*arguments)


if __name__ == "__main__":
    sys.exit(main())
