#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The plug-in examples as a stranger builds them: outside of the tree, against an installation
alone; found, tried by the contract's rules, and drawing for a session.

Usage: sdk.py BUILD-DIR SOURCE-DIR PREFIX BINDIR LIBDIR STILL-GUEST DEMO-HOST
"""
import contextlib
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

BUILD, TOP, PREFIX, BINDIR, LIBDIR, STILL_GUEST, DEMO_HOST = sys.argv[1:]
EXAMPLES = os.path.join(TOP, "examples")
PAGE = os.path.join(TOP, "docs", "plugins.md")

# A renderer that draws plain fills, and one bit of their colour wrong.
WRONG_DRAW = """
static gboolean
draw (SumacRenderer *renderer, const SumacOp *op, SumacRect *damage)
{
  const SumacPixels *pixels =
      g_hash_table_lookup (RENDERER_NULL (renderer)->surfaces, GUINT_TO_POINTER (op->surface));

  if (op->kind != SUMAC_OP_FILL || op->brush.kind != SUMAC_BRUSH_SOLID || op->clip.is_set ||
      op->rop != SUMAC_ROP_COPY || op->mask.bits.kind != SUMAC_SOURCE_NONE ||
      pixels->format != SUMAC_PIXELS_XRGB32)
    return FALSE;
  sumac_rect_intersect (&op->box, &(SumacRect){ 0, 0, pixels->width, pixels->height }, damage);
  for (gint y = damage->top; y < damage->bottom; y++)
    for (gint x = damage->left; x < damage->right; x++)
      ((guint32 *) (void *) sumac_pixels_row (pixels, y))[x] = op->brush.color ^ 4;
  return TRUE;
}
"""


def run(*words, env=None, timeout=120):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env,
                          timeout=timeout, stdin=subprocess.DEVNULL)


def must(*words, env=None):
    answer = run(*words, env=env)
    assert answer.returncode == 0, f"{' '.join(words)}\n{answer.stdout}\n{answer.stderr}"
    return answer


class Installation:
    """What lies in DESTDIR, as environment variables for whoever uses it from there."""

    def __init__(self, folder):
        destdir = os.path.join(folder, "installed")
        must("meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", destdir)
        self.top = os.path.join(destdir, PREFIX.lstrip("/"))
        self.sumac = os.path.join(self.top, BINDIR, "sumac")
        self.libdir = os.path.join(self.top, LIBDIR)
        self.env = dict(os.environ, LC_ALL="C.UTF-8", LD_LIBRARY_PATH=self.libdir,
                        PKG_CONFIG_PATH=self.move_pkg_config(folder))
        for name in ("SUMAC_PLUGIN_PATH", "SUMAC_RENDERER", "DESTDIR"):
            self.env.pop(name, None)

    def move_pkg_config(self, folder):
        """With the prefix where the files are: PKG_CONFIG_SYSROOT_DIR would move those of GLib
        as well, which is not in DESTDIR."""
        moved = os.path.join(folder, "pkgconfig")
        os.mkdir(moved)
        for path in glob.glob(os.path.join(self.libdir, "pkgconfig", "*.pc")):
            with open(path, encoding="utf-8") as file:
                text = re.sub(r"^prefix=.*$", f"prefix={self.top}", file.read(), flags=re.M)
            with open(os.path.join(moved, os.path.basename(path)), "w", encoding="utf-8") as file:
                file.write(text)
        return moved

    def call(self, *words, **more):
        return run(self.sumac, *words, env=dict(self.env, **more))


def build_example(installation, folder, example, name=None, change=lambda text: text, contract=None):
    """A copy of an example, changed if need be, under a name of its own; the built module."""
    name = name or example
    source = os.path.join(folder, f"renderer-{name}")
    shutil.copytree(os.path.join(EXAMPLES, f"renderer-{example}"), source)
    code = os.path.join(source, f"renderer-{example}.c")
    key = os.path.join(source, f"{example}.sumac-plugin")
    with open(code, encoding="utf-8") as file:
        before = file.read()
    with open(code, "w", encoding="utf-8") as file:
        file.write(change(before).replace(f'"{example}",', f'"{name}",'))
    with open(key, encoding="utf-8") as file:
        text = file.read().replace(f"Name={example}", f"Name={name}")
    with open(key, "w", encoding="utf-8") as file:
        file.write(re.sub("^Contract=.*$", f"Contract={contract}", text, flags=re.M) if contract else text)

    built = os.path.join(source, "build")
    must("meson", "setup", "--werror", built, source, env=installation.env)
    must("ninja", "-C", built, env=installation.env)
    return os.path.join(built, f"libsumac-renderer-{example}.so")


def with_version(major, minor):
    def change(text):
        first = "#include <sumac/plugin/renderer.h>\n"
        assert first in text
        return text.replace(first, f"{first}\n#undef SUMAC_CONTRACT_MAJOR\n#define SUMAC_CONTRACT_MAJOR {major}\n"
                                   f"#undef SUMAC_CONTRACT_MINOR\n#define SUMAC_CONTRACT_MINOR {minor}\n")
    return change


def with_wrong_draw(text):
    map_begins, map_is_set = "\nstatic gboolean\nmap (", "  renderer_class->map = map;\n"
    assert map_begins in text and map_is_set in text
    return (text.replace(map_begins, WRONG_DRAW + map_begins)
            .replace(map_is_set, "  renderer_class->draw = draw;\n" + map_is_set))


@contextlib.contextmanager
def guest(*words):
    host = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield host.stdout.readline().strip()
    finally:
        host.stdin.close()
        host.terminate()
        host.wait()


def sums(answer):
    last = answer.stdout.rstrip().splitlines()[-1]
    found = re.fullmatch(r"(\d+) passed, (\d+) failed, (\d+) skipped", last)
    assert found, answer
    return tuple(int(n) for n in found.groups())


def check_examples(installation, folder):
    modules = [build_example(installation, folder, name) for name in ("null", "dump")]
    path = ":".join(os.path.dirname(module) for module in modules)
    table = installation.call("plugins", SUMAC_PLUGIN_PATH=path)
    assert re.search(r"^null +renderer +-1 .* yes ", table.stdout, re.M), table
    assert re.search(r"^dump +renderer +-1 .* yes ", table.stdout, re.M), table

    passed, failed, skipped = sums(installation.call("plugins", "test", modules[0]))
    assert (failed, passed + skipped) == (0, 36) and passed >= 8, (passed, failed, skipped)
    named = installation.call("plugins", "test", "--ops=200", "--seed=1", "dump", SUMAC_PLUGIN_PATH=path,
                              RENDERER_DUMP_FILE=os.path.join(folder, "tested"))
    assert named.returncode == 0 and sums(named)[1] == 0, named
    with open(os.path.join(folder, "tested"), encoding="utf-8") as file:
        assert re.search("^stroke .* segment=", file.read(), re.M)
    check_session(installation, folder, path)


def check_session(installation, folder, path):
    """The same picture as by the built-in renderer, and its ops as text."""
    by_memory, by_dump = (os.path.join(folder, name) for name in ("memory.png", "dump.png"))
    with guest(STILL_GUEST, os.path.join(folder, "still.sock")) as uri:
        answer = installation.call("shot", uri, by_memory, SUMAC_RENDERER="memory")
        assert answer.returncode == 0 and not answer.stderr, answer
        answer = installation.call("shot", uri, by_dump, SUMAC_RENDERER="dump", SUMAC_PLUGIN_PATH=path)
    assert answer.returncode == 0, answer
    assert re.search(r"^copy .*box=0,0,640,\d+ .*source=pixels:640x\d+-xrgb32", answer.stderr, re.M), answer
    with open(by_memory, "rb") as one, open(by_dump, "rb") as other:
        assert one.read() == other.read(), "the pictures differ"

    lines = os.path.join(folder, "ops")
    with guest(DEMO_HOST, "--unix", os.path.join(folder, "demo.sock"), "--quit-after", "3") as uri:
        answer = installation.call("shot", "--until-close", uri, by_dump, SUMAC_RENDERER="dump",
                                   SUMAC_PLUGIN_PATH=path, RENDERER_DUMP_FILE=lines)
    assert answer.returncode == 0 and not answer.stderr, answer
    with open(lines, encoding="utf-8") as file:
        kinds = {line.split()[0] for line in file}
    assert {"copy", "fill"} <= kinds, kinds


def check_wrong_pixels(installation, folder):
    """What is wrong is seen, counted, and shown with its op; the exit code says so."""
    module = build_example(installation, folder, "null", "wrong", with_wrong_draw)
    answer = installation.call("plugins", "test", "--seed=7", module)
    assert answer.returncode == 9 and sums(answer)[1] >= 2, answer
    for rule in ("drawn-op-equals-the-reference", "golden-ops-equal-the-reference"):
        assert re.search(rf"^{rule} +failed$", answer.stdout, re.M), answer
    found = re.search(r"But (\d+) of \d+ pixels differ, by (\d+) at most; the first, \d+,\d+, is 0x[0-9a-f]+, "
                      r"not 0x[0-9a-f]+, after: (fill .*)\.$", answer.stdout, re.M)
    assert found and int(found.group(1)) > 0 and found.group(2) == "4" and "brush=solid:" in found.group(3), answer
    again = installation.call("plugins", "test", "--seed=7", module)
    assert again.stdout == answer.stdout, "the same seed gives something else"


def check_textures(installation, folder):
    """Whoever tries a renderer with the installed suite looks at its textures, and asks for a picture
    to be lent."""
    module = os.path.join(installation.libdir, "sumac-1", "plugins", "libsumac-renderer-gl.so")
    if not os.path.exists(module):
        return
    answer = installation.call("plugins", "test", "--ops=100", module, SUMAC_GL="software")
    assert answer.returncode == 0 and sums(answer)[1] == 0, answer
    apart = r"skipped \(it can't work here: "
    assert re.search(rf"^published-texture-equals-the-map +(passed$|{apart})", answer.stdout, re.M), answer
    unlent = r"skipped \(nobody can lend pictures: |skipped \(it refuses: "
    assert re.search(rf"^imported-file-may-be-closed +(passed$|{unlent}|{apart})", answer.stdout, re.M), answer


def check_versions(installation, folder):
    """An older minor contract is fine, another major one is refused in a sentence: by the key
    file, and by the module itself."""
    older = build_example(installation, folder, "null", "older", with_version(1, 0), contract="1.0")
    answer = installation.call("plugins", "test", older)
    assert answer.returncode == 0 and sums(answer)[1] == 0, answer

    picture = os.path.join(folder, "older.png")
    with guest(STILL_GUEST, os.path.join(folder, "older.sock")) as uri:
        answer = installation.call("shot", uri, picture, "--renderer=older",
                                   SUMAC_PLUGIN_PATH=os.path.dirname(older))
    assert answer.returncode == 0 and os.path.getsize(picture) > 1000, answer

    for name, contract in (("major", None), ("key", "2.0")):
        module = build_example(installation, folder, "null", name, with_version(2, 0), contract)
        answer = installation.call("plugins", "test", module)
        assert answer.returncode == 1 and "passed" not in answer.stdout, answer
        assert f"“{name}” is made for plug-in contract 2.0" in answer.stderr, answer
        table = installation.call("plugins", SUMAC_PLUGIN_PATH=os.path.dirname(module))
        assert re.search(rf"^{name}: .* contract 2\.0", table.stdout, re.M), table


def check_page(installation, folder):
    """docs/plugins.md, pasted line by line into a shell."""
    with open(PAGE, encoding="utf-8") as file:
        section = re.search(r"^## A renderer in one page\n(.*?)^## ", file.read(), re.M | re.S).group(1)
    blocks = re.findall(r"^```sh\n(.*?)^```$", section, re.M | re.S)
    path = ":".join([os.path.dirname(installation.sumac), *os.get_exec_path()])
    with guest(STILL_GUEST, os.path.join(folder, "page.sock")) as uri:
        script = "".join(blocks).replace("spice://localhost:5900", uri)
        assert uri in script and "meson setup build" in script
        answer = subprocess.run(["sh", "-eu", "-c", script.replace("meson setup", "meson setup --werror")],
                                cwd=folder, env=dict(installation.env, PATH=path), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
    assert answer.returncode == 0 and ", 0 failed, " in answer.stdout, answer
    assert re.search(r"^drawn-op-equals-the-reference +passed \(it draws [1-9]", answer.stdout, re.M), answer
    with open(os.path.join(folder, "renderer-mine", "screen.png"), "rb") as file:
        assert file.read(8) == b"\x89PNG\r\n\x1a\n"


def check_refusals(installation, folder):
    answer = installation.call("plugins", "test", "nobody")
    assert answer.returncode == 1 and "“nobody”" in answer.stderr and not answer.stdout, answer
    lonely = os.path.join(folder, "liblonely.so")
    answer = installation.call("plugins", "test", lonely)
    assert answer.returncode == 1 and "liblonely.so" in answer.stderr and not answer.stdout, answer
    assert installation.call("plugins", "test").returncode == 1
    assert installation.call("plugins", "test", "--ops=0", "memory").returncode == 1


def main():
    with tempfile.TemporaryDirectory() as top:
        installation = Installation(top)
        for check in (check_examples, check_wrong_pixels, check_textures, check_versions, check_page, check_refusals):
            folder = os.path.join(top, check.__name__)
            os.mkdir(folder)
            check(installation, folder)
            print(check.__name__, "ok", flush=True)


if __name__ == "__main__":
    main()
