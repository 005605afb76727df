#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is written about the code, compared with the code.

Usage: docs.py TOP RULE     (one of: environment manual links translation map)
Prints what breaks the rule, and ends with 1 then.
"""

import os
import re
import subprocess
import sys
import tempfile

CODE = ("libclient", "plugins", "widgets", "apps", "host", "tests", "examples")

# Set by the shell itself.
SHELL_OWN = {"PWD", "PIPESTATUS", "BASH_SOURCE", "IFS", "HOME", "PATH"}

# GOptionContext gives these to every program.
OPTIONS_OF_ALL = {"help", "version"}


def walk(top, *folders, endings):
    for folder in folders:
        for path, folders_below, names in os.walk(os.path.join(top, folder)):
            folders_below[:] = [name for name in folders_below if name != "__pycache__"]
            for name in sorted(names):
                if name.endswith(endings):
                    yield os.path.relpath(os.path.join(path, name), top)


def read(top, path):
    with open(os.path.join(top, path), encoding="utf-8") as file:
        return file.read()


# --- environment: every variable that is read is on its page, and the other way round ----


def scripts(top):
    yield from (name for name in ("demo", "check") if os.path.exists(os.path.join(top, name)))
    for path in walk(top, ".ci", endings=("",)):
        if read(top, path).startswith(("#!/usr/bin/env bash", "# SPDX")):
            yield path


def variables_of_script(text):
    text = re.sub(r"^\s*#.*$", "", text, flags=re.M)
    read_ones = set(re.findall(r"\$\{?([A-Z][A-Z0-9_]+)", text))
    own = set(re.findall(r"\b([A-Z][A-Z0-9_]+)=", text))
    return read_ones - own - SHELL_OWN


def variables(top):
    """name -> a file that reads it."""
    found = {}
    for path in walk(top, *CODE, endings=(".c", ".h")):
        for name in re.findall(r'\bgetenv\s*\(\s*"(\w+)"', read(top, path).replace("_getenv", " getenv")):
            found.setdefault(name, path)
    for path in walk(top, *CODE, endings=(".py",)):
        for name in re.findall(r"""\b(?:environ(?:\.get\(|\[)|getenv\()["'](\w+)""", read(top, path)):
            found.setdefault(name, path)
    for path in scripts(top):
        for name in variables_of_script(read(top, path)):
            found.setdefault(name, path)
    return found


def documented_variables(top):
    """Names in the first cell of the page's tables."""
    found = set()
    for line in read(top, "docs/environment.md").splitlines():
        if line.startswith("| `"):
            found.update(re.findall(r"`(\w+)`", line.split("|")[1]))
    return found


def rule_environment(top):
    known = variables(top)
    listed = documented_variables(top)
    for name in sorted(known.keys() - listed):
        yield f"{known[name]} reads {name}, which is not on docs/environment.md"
    for name in sorted(listed - known.keys()):
        yield f"docs/environment.md has {name}, which nothing reads"


# --- manual: data/sumac.1 has every verb, option and exit code, and no other -------------


def long_options(text):
    """Names in GOptionEntry tables."""
    return set(re.findall(r"""\{\s*"([a-z][a-z-]+)",\s*(?:'.'|0),\s*(?:0|G_OPTION_FLAG)""", text))


def plain(roff):
    """The page without comments and font changes."""
    roff = re.sub(r'^\.\\".*$', "", roff, flags=re.M)
    return re.sub(r"\\f.", "", roff).replace("\\-", "-")


def section(page, title):
    """The text below a heading of either level, up to the next one."""
    match = re.search(rf"^\.S[HS] {re.escape(title)}\n(.*?)(?=^\.S[HS] |\Z)", page, re.M | re.S)
    return match.group(1) if match else None


def options_in(text):
    # A word of its own: not the end of a longer one, and not one within an example.
    text = re.sub(r"^\.EX\n.*?^\.EE\n", "", text, flags=re.M | re.S)
    return set(re.findall(r"(?<![\w-])--([a-z][a-z-]+)", text))


def verbs(top):
    """name -> source file."""
    found = {}
    for path in walk(top, "apps/tool", endings=(".c",)):
        match = re.search(r'const SumacVerb sumac_verb_\w+ = \{\s*\.name = "([\w-]+)"', read(top, path))
        if match:
            found[match.group(1)] = path
    return found


def parts_of(top, path):
    """A verb's source, and those of its own verbs: plugins.c and plugins-test.c."""
    stem = os.path.basename(path)[: -len(".c")]
    for part in walk(top, os.path.dirname(path), endings=(".c",)):
        if part == path or os.path.basename(part).startswith(stem + "-"):
            yield part


def exit_codes(top):
    found = set()
    for path in walk(top, "apps/tool", endings=(".c", ".h")):
        found.update(re.findall(r"(?:\bSUMAC_EXIT_\w+ = |#define EXIT_\w+ )(\d+)", read(top, path)))
    return found


def rule_manual(top):
    page = plain(read(top, "data/sumac.1"))
    common = section(page, "Of the verbs that connect: shot, keys, stat") or ""
    known = set(OPTIONS_OF_ALL)

    for option in sorted(long_options(read(top, "apps/tool/visit.c"))):
        known.add(option)
        if option not in options_in(common):
            yield f"data/sumac.1 lacks --{option} among the options of verbs that connect"
    for verb, path in sorted(verbs(top).items()):
        text = section(page, verb)
        if text is None:
            yield f"data/sumac.1 has no section for the verb {verb}"
            continue
        if f"sumac {verb}" not in text:
            yield f"data/sumac.1: the section of {verb} does not show how it is called"
        for option in sorted(set().union(*(long_options(read(top, part)) for part in parts_of(top, path)))):
            known.add(option)
            if option not in options_in(text):
                yield f"data/sumac.1 lacks --{option} of {verb}"
    for option in sorted(options_in(page) - known):
        yield f"data/sumac.1 has --{option}, which no verb knows"

    listed = set(re.findall(r"^\.B (\d+)$", section(page, "EXIT STATUS") or "", re.M))
    for code in sorted(exit_codes(top) - listed):
        yield f"data/sumac.1 lacks the exit code {code}"
    for code in sorted(listed - exit_codes(top)):
        yield f"data/sumac.1 has the exit code {code}, which nothing gives"


# --- links: what a page points at is there -----------------------------------------------


def pages(top):
    yield from (name for name in sorted(os.listdir(top)) if name.endswith(".md"))
    yield from walk(top, "docs", endings=(".md",))


def anchors(text):
    """The headings of a page as a link names them."""
    found = set()
    for heading in re.findall(r"^#+ (.*)$", text, re.M):
        word = re.sub(r"[^\w\- ]", "", heading.strip().lower())
        found.add(word.replace(" ", "-"))
    return found


def without_code(text):
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def link_is_broken(top, page, link):
    target, _, anchor = link.partition("#")
    path = os.path.normpath(os.path.join(os.path.dirname(page), target)) if target else page
    if not os.path.exists(os.path.join(top, path)):
        return True
    return bool(anchor) and path.endswith(".md") and anchor not in anchors(read(top, path))


def named_files(text):
    """Sources named in backquotes; not patterns such as NAME.c or *.c."""
    for name in re.findall(r"`([\w./-]+/[\w.-]+\.(?:c|h|py|build|md|ui))`", text):
        if "NAME" not in name:
            yield name


def rule_links(top):
    for page in pages(top):
        text = without_code(read(top, page))
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            if not re.match(r"[a-z][a-z+.-]*:", link) and link_is_broken(top, page, link):
                yield f"{page}: {link} is not there"
        for name in named_files(text):
            if not any(os.path.exists(os.path.join(top, base, name)) for base in ("", "libclient")):
                yield f"{page}: names {name}, which is not there"


# --- translation: complete, and in step with the sources ---------------------------------


def run(top, *command):
    return subprocess.run(command, cwd=top, capture_output=True, text=True, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "en"})


def extract(top, pot):
    return run(top, "xgettext", "--from-code=UTF-8", "--keyword=_", "--keyword=N_",
               "--keyword=C_:1c,2", "--keyword=ngettext:1,2", "--files-from=po/POTFILES",
               f"--output={pot}")


def unfinished(statistics):
    """0 only when nothing is fuzzy and nothing untranslated."""
    return sum(int(n) for n in re.findall(r"(\d+) (?:fuzzy|untranslated)", statistics))


def rule_translation(top):
    with tempfile.TemporaryDirectory() as folder:
        pot = os.path.join(folder, "sumac.pot")
        result = extract(top, pot)
        if result.returncode != 0:
            yield f"xgettext: {result.stderr.strip()}"
            return
        for language in read(top, "po/LINGUAS").split():
            path = f"po/{language}.po"
            merged = os.path.join(folder, f"{language}.po")
            check = run(top, "msgfmt", "--check", "--statistics", "--output-file=/dev/null", path)
            if check.returncode != 0 or unfinished(check.stderr):
                yield f"{path}: {check.stderr.strip()}"
            run(top, "msgmerge", "--quiet", f"--output-file={merged}", path, pot)
            merge = run(top, "msgfmt", "--statistics", "--output-file=/dev/null", merged)
            if merge.returncode != 0 or unfinished(merge.stderr):
                yield f"{path} is behind the sources: {merge.stderr.strip()}"
                lacking = run(top, "msgattrib", "--no-wrap", "--untranslated", merged).stdout
                fuzzy = run(top, "msgattrib", "--no-wrap", "--only-fuzzy", merged).stdout
                yield from re.findall(r'^msgid ".+"$', lacking + fuzzy, re.M)


# --- map: the folders that README shows are there, and none is left out ------------------


def rule_map(top):
    text = read(top, "README.md")
    found = re.search(r"^## Where things are\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    listed = re.findall(r"^\| `([\w./-]+)` \|", found.group(1) if found else "", re.M)
    if not listed:
        yield "README.md has no map of folders"
    for folder in listed:
        if not os.path.isdir(os.path.join(top, folder)) or not os.listdir(os.path.join(top, folder)):
            yield f"README.md shows {folder}, which is missing or empty"
    for room in sorted(os.listdir(os.path.join(top, "libclient"))):
        if os.path.isdir(os.path.join(top, "libclient", room)) and f"libclient/{room}" not in listed:
            yield f"README.md does not show libclient/{room}"


def main():
    top, name = sys.argv[1:3]
    broken = list(globals()["rule_" + name](top))
    print("\n".join(broken))
    print(f"{name}: {len(broken)} against the rule")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
