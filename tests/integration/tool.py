#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The command sumac against the demo host: pictures, counters, exit codes.

Usage: tool.py SUMAC DEMO-HOST
"""
import contextlib
import json
import os
import subprocess
import sys
import tempfile

SUMAC, HOST = sys.argv[1:]


@contextlib.contextmanager
def guest(folder, *options):
    path = os.path.join(folder, "guest.sock")
    host = subprocess.Popen([HOST, "--unix", path, "--quit-after", "60", *options],
                            stdout=subprocess.PIPE, text=True)
    try:
        yield host.stdout.readline().strip()
    finally:
        host.terminate()
        host.wait()


def sumac(*words, stdin=None):
    return subprocess.run([SUMAC, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=50, stdin=stdin or subprocess.DEVNULL)


def display_of(answer):
    assert answer.returncode == 0, answer.stderr
    return next(c for c in json.loads(answer.stdout) if c["name"] == "display:0")


def is_png(path):
    with open(path, "rb") as file:
        return file.read(8) == b"\x89PNG\r\n\x1a\n" and os.path.getsize(path) > 10000


def check_living(folder):
    picture = os.path.join(folder, "shot.png")
    with guest(folder) as uri:
        answer = sumac("shot", uri, picture)
        assert answer.returncode == 0 and is_png(picture), answer.stderr
        display = display_of(sumac("stat", "--video-policy=lip-sync", "--json", uri))
        assert display["frames"] > 0 and display["ops-not-drawn"] == 0, display
        assert sumac("keys", uri, "text:hello").returncode == 0
        answer = sumac("shot", uri, "/nowhere/shot.png")
        assert answer.returncode == 1 and "/nowhere/shot.png" in answer.stderr, answer


def check_until_close(folder):
    with guest(folder, "--quit-after", "2") as uri:
        display = display_of(sumac("stat", "--json", "--until-close", uri))
    assert display["ops-renderer"] + display["ops-rasteriser"] > 0, display
    assert 0 < display["glz-pixels-announced"] >= display["glz-pixels-peak"], display
    picture = os.path.join(folder, "last.png")
    with guest(folder, "--quit-after", "2") as uri:
        answer = sumac("shot", "--until-close", uri, picture)
    assert answer.returncode == 0 and is_png(picture), answer.stderr


def check_refusals(folder):
    picture = os.path.join(folder, "none.png")
    nobody = sumac("shot", "spice+unix://" + os.path.join(folder, "nobody.sock"), picture)
    assert nobody.returncode == 2 and nobody.stderr.count("\n") == 1, nobody
    assert sumac("shot").returncode == 1
    answer = sumac("shot", "--video-policy=tomorrow", "spice://localhost:1", picture)
    assert answer.returncode == 1 and "tomorrow" in answer.stderr, answer
    assert sumac("no-such-verb").returncode == 1
    with guest(folder) as uri:
        answer = sumac("stat", "--json", "--renderer=nonesuch", uri)
        assert answer.returncode == 0 and "nonesuch" in answer.stderr, answer
        assert "nonesuch" not in answer.stdout and '"frames"' in answer.stdout, answer
    with guest(folder, "--password", "right") as uri:
        answer = sumac("shot", uri, picture)
        assert answer.returncode == 3 and "right" not in answer.stderr, answer
    assert not os.path.exists(picture)


def main():
    for check in (check_living, check_until_close, check_refusals):
        with tempfile.TemporaryDirectory() as folder:
            check(folder)
        print(check.__name__, "ok")


if __name__ == "__main__":
    main()
