"""Faye's own server, in Node."""

import shutil
import subprocess
from pathlib import Path

import tap
from client_process import run, subscribed
from tap import equal

INTEROP = Path(__file__).resolve().parents[2] / "interop"


class Faye:
    def __enter__(self):
        node = shutil.which("node")
        if not node or not (INTEROP / "node_modules" / "faye").is_dir():
            raise tap.Skip("needs Node and `npm ci` in tests/interop")
        self.process = subprocess.Popen(
            [node, INTEROP / "support" / "faye_server.mjs"], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


def test_faye(scheme):
    lines = [str(number) for number in range(200)]
    with Faye() as faye:
        url = f"{scheme}://127.0.0.1:{faye.port}/faye"
        with subscribed(url, "--raw", "--count", len(lines), "/a/**") as sub:
            run("pub", url, "/a/b", input="\n".join(lines))
            sub.ends(0)
            equal(sub.out.rest(), lines)


def test_faye_refuses(scheme):
    with Faye() as faye:
        url = f"{scheme}://127.0.0.1:{faye.port}/faye"
        _, said = run("sub", url, "/a/*/b", status=1)
        assert "the server refused the subscription to /a/*/b: 405:" in said[0], said
        _, said = run("pub", url, "/a b", "1", status=1)
        assert "the server refused it: 405:" in said[0], said
