#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes of a page in docs/ one that gi-docgen takes into a reference.

Usage: page.py IN.md OUT.md [PAGE.md...]

The heading becomes the title. A link to one of the pages that are named, or within the page,
and a picture, go along; of a link to another file of the tree only its words are left.
"""

import os
import re
import sys


def target(link, pages):
    """Where a link leads in the reference, or nothing."""
    if re.match(r"[a-z]+:|#", link):
        return link
    name, hash_mark, anchor = os.path.basename(link).partition("#")
    if name in pages:
        return name.replace(".md", ".html") + hash_mark + anchor
    return name if name.endswith(".png") else None


def convert(text, pages):
    def link(match):
        there = target(match.group(2), pages)
        return f"[{match.group(1)}]({there})" if there else match.group(1)

    title, body = re.match(r"# (.*)\n(.*)", text, re.S).groups()
    return f"Title: {title}\n" + re.sub(r"\[([^]\n]*)\]\(([^)\s]+)\)", link, body)


def main():
    source, out, *pages = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        text = convert(file.read(), [os.path.basename(page) for page in pages])
    with open(out, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
