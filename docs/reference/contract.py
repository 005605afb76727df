#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes of the plain comments in the contract's headers what g-ir-scanner reads.

Usage: contract.py OUT HEADER...

The headers of plug-ins are a manual for people, and have plain comments. This reads them and
writes a file of documentation blocks alone, from which the reference is made; the headers stay
as they are, and nothing is said twice. Understood is the form that the headers have: a comment
above a declaration, or behind a field or an enumerator, and the one at the head of the file,
which is the text of the type that the file is named after.
"""

import re
import sys

COMMENT = r"/\*(?!\*)((?:[^*]|\*(?!/))*)\*/"


def plain(comment):
    """The words of a comment, a line a paragraph; paragraphs that are indented are code."""
    text = re.sub(r"^ *\* ?", "", comment.strip(), flags=re.M)
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text):
        if paragraph.startswith("  "):
            paragraphs.append(f"```c\n{paragraph}\n```")
        else:
            words = " ".join(paragraph.split())
            paragraphs.append(re.sub(r"(?<![\w%])(NULL|TRUE|FALSE)\b", r"%\1", words))
    return "\n\n".join(paragraphs)


def block(name, text, members=(), annotation=""):
    lines = [f"{name}:{annotation}"]
    lines += [f"@{member}: {words}" for member, words in members]
    lines += ["", *text.splitlines()]
    return "/**\n" + "\n".join(f" * {line}".rstrip() for line in lines) + "\n */\n"


def in_words(comment):
    return plain(comment) if comment else ""


def enumerators(body):
    return [(name, plain(words)) for name, words in re.findall(rf"^\s*(\w+)[^,/]*,\s*{COMMENT}", body, re.M)]


def fields(body):
    """Those with a comment behind them on their line."""
    return [(name, plain(words)) for name, words in
            re.findall(rf"^ {{2}}[^\s/][^;/]*?\*?(\w+)(?:\[\w+\])?; *{COMMENT}$", body, re.M)]


def virtual_functions(body):
    return [(name, plain(words)) for words, name in
            re.findall(rf"{COMMENT}\n\s*[\w ]+\*?\(\*(\w+)\) \(", body)]


def title_of(text, header):
    """The comment at the head of the file, for the type of which it tells."""
    declared = re.search(r"^G_DECLARE_DERIVABLE_TYPE \((\w+),", text, re.M)
    stem = re.sub(r"\.h$", "", header.rsplit("/", 1)[-1])
    name = declared.group(1) if declared else "Sumac" + stem.title().replace("-", "")
    head = re.search(rf"\A/\* SPDX.*?\*/\n\n{COMMENT}", text, re.S)
    return name, in_words(head.group(1) if head else "")


def without_private(text):
    return re.sub(r"^  /\*< private >\*/\n.*?(?=^\};)", "", text, flags=re.M | re.S)


def blocks(text, header):
    text = without_private(text)
    title, head = title_of(text, header)
    above = rf"(?:{COMMENT}\n)?"
    struct = rf"^{above}(?:typedef struct (?:\w+) \w+;\n\n)?struct _(\w+)\n\{{\n(.*?)^\}};"
    for words, name, body in re.findall(struct, text, re.M | re.S):
        said = in_words(words) or (head if name == title else "")
        functions = virtual_functions(body)
        if functions and not said:
            said = "The functions that a plug-in fills in."
        if re.search(r"^  union$", body, re.M):
            # Which the reference leaves out; a comment can't hold another one.
            body = re.sub(r"/\* (.*?) \*/$", r"// \1", body, flags=re.M)
            said += f"\n\n```c\nstruct _{name}\n{{\n{body}}};\n```"
        yield name, block(name, said, fields(body) + functions)
        for function, function_words in functions:
            yield f"{name}::{function}", block(f"{name}::{function}", function_words)
    for words, body, name in re.findall(rf"^{above}typedef struct\n\{{\n(.*?)^\}} (\w+);", text, re.M | re.S):
        yield name, block(name, in_words(words), fields(body))
    for words, body, name in re.findall(rf"^{above}typedef enum\n\{{\n(.*?)^\}} (\w+);", text, re.M | re.S):
        yield name, block(name, in_words(words), enumerators(body))
    function = rf"^{COMMENT}\nSUMAC_EXPORT ([\w ]+?[ *])(\w+) \("
    for words, result, name in re.findall(function, text, re.M):
        # Counted structs are no boxed types: nothing for other languages.
        yield name, block(name, in_words(words), (), " (skip)" * result.startswith("SumacPicture"))
    for words, lines in re.findall(rf"^{COMMENT}\n((?:#define .*\n)+)", text, re.M):
        for name in re.findall(r"^#define (\w+)", lines, re.M):
            yield name, block(name, in_words(words))
    declared = re.search(r"^G_DECLARE_DERIVABLE_TYPE", text, re.M)
    if declared:
        yield title, block(title, head)


def main():
    out, headers = sys.argv[1], sys.argv[2:]
    made = {}
    for header in headers:
        with open(header, encoding="utf-8") as file:
            made.update(blocks(file.read(), header))
    with open(out, "w", encoding="utf-8") as file:
        file.write("/* Made of the comments in the headers. */\n\n" + "\n".join(made.values()))


if __name__ == "__main__":
    main()
