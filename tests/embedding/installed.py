"""Usage: installed.py SOURCE_ROOT BUILD_ROOT. Programs that embed Halley: compiled with what is
installed and nothing else, run, and talked to."""

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(sys.argv[1]).resolve()
BUILD = Path(sys.argv[2]).resolve()
sys.path.insert(0, str(ROOT / "tests" / "support"))
import tap  # noqa: E402
from bayeux_client import PATIENCE, Client  # noqa: E402

EXAMPLES = ROOT / "docs" / "examples" / "embedding"


class Prefix:
    """What `meson install` leaves, and what a compiler makes of it."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        run("meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", self.root)
        [found] = self.root.rglob("halley.pc")
        self.environment = {**os.environ, "PKG_CONFIG_PATH": str(found.parent)}

    def compile(self, source):
        program = self.root / source.stem
        flags = run("pkg-config", "--cflags", "--libs", "halley", "RapidJSON",
                    env=self.environment).stdout
        run("g++", "-std=c++20", "-Wall", "-Wextra", "-Werror", source, "-o", program,
            *shlex.split(flags), cwd=self.root)
        return program


def run(*command, **options):
    result = subprocess.run(command, capture_output=True, text=True, timeout=600, **options)
    assert result.returncode == 0, f"{command}: {result.stdout}{result.stderr}"
    return result


class Running:
    def __init__(self, *command):
        self.command = command

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE, text=True)
        self.log = ""
        for line in self.process.stderr:
            self.log += line
            if match := re.search(r"listening on http://127\.0\.0\.1:(\d+)", line):
                self.port = int(match[1])
                return self
        raise AssertionError(f"the program ended: {self.log}")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        _, rest = self.process.communicate(timeout=PATIENCE)
        self.log += rest
        tap.equal(self.process.returncode, 0, f"the exit status, after {self.log}")


def all_that_can_be_added(prefix):
    program = Running(prefix.compile(ROOT / "tests" / "embedding" / "program.cpp"))
    with program:
        client = Client(program.port)
        tap.equal(client.hello["ext"]["greeting"], "hello ada", "what the extension adds")
        tap.equal(client.subscribe("/secret")["error"], "403:secret:subscribe_denied", "the policy")
        tap.equal(client.publish("/news", "spam")["error"], "404::message_deleted", "deleted")
        client.subscribe("/news")
        tap.equal(client.call("twice", {"a": [1]})["data"], [{"a": [1]}, {"a": [1]}], "a function")
        tap.equal(client.call("robot", "broadcast")["successful"], True, "an object")
        tap.equal(client.event("/service/robot"), "opened", "on_open")
        tap.equal(client.event("/news"), {"by": "robot"}, "publish")
        client.call("robot", "deliver")
        tap.equal(client.event("/only/you"), 1, "deliver")
        client.call("robot", "bytes")
        tap.equal(client.event("/service/robot"), "AP8=", "bytes")
        other = Client(program.port)
        other.call("robot", "nothing")
        other.send({"channel": "/meta/disconnect"})
        tap.equal(client.event("/news"), {"closed": "ada"}, "on_close")
        client.publish("/service/robot", "throw")
        failure = client.wait_for(lambda m: m.get("successful") is False)
        tap.equal(failure["error"], "503:/service/robot:service_closed", "an exception")
        client.publish("/service/robot", "disconnect")
        end = time.monotonic() + PATIENCE
        while client.publish("/news", 1)["successful"]:
            assert time.monotonic() < end, "the session does not end"
    assert "service robot: out of order" in program.log, program.log


def rpc(prefix):
    with Running(prefix.compile(EXAMPLES / "rpc.cpp"), "0") as program:
        client = Client(program.port)
        call = {"jsonrpc": "2.0", "id": 7}
        answer = client.call("rpc", {**call, "method": "add", "params": [1, 2]})
        tap.equal(answer["successful"], True, "a call")
        tap.equal(answer["data"], {"jsonrpc": "2.0", "result": 3.0, "id": 7}, "its answer")
        answer = client.call("rpc", {**call, "method": "reverse", "params": ["a", {"b": 1}]})
        tap.equal(answer["data"]["result"], [{"b": 1}, "a"], "another")
        for request, code in [({**call, "method": "fly"}, -32601), ({**call}, -32600),
                              ({**call, "method": "add", "params": ["1"]}, -32602),
                              ("nonsense", -32600)]:
            answer = client.call("rpc", request)
            tap.equal((answer["successful"], answer["data"]["error"]["code"]), (False, code),
                      f"the answer to {request}")


def pubsub(prefix):
    with Running(prefix.compile(EXAMPLES / "pubsub.cpp"), "0") as program:
        stranger = Client(program.port)
        tap.equal(stranger.hello["error"], "403:who_are_you:handshake_denied", "a stranger")
        ada = Client(program.port, {"name": "ada"})
        bob = Client(program.port, {"name": "bob"})
        bob.subscribe("/chat/*")
        tap.equal(ada.publish("/chat/lobby", "hi")["error"],
                  "403:use_the_service:publish_denied", "around the service")
        tap.equal(ada.call("chat", {"room": "lobby", "text": "hi"})["successful"], True, "a word")
        tap.equal(bob.event("/chat/lobby"), {"from": "ada", "text": "hi"}, "what bob hears")
        for bad in [{"room": "a/b", "text": "hi"}, {"room": "*", "text": "hi"}, {"room": "a"}, 7]:
            tap.equal(ada.call("chat", bad)["successful"], False, f"{bad}")


def presence(prefix):
    with Running(prefix.compile(EXAMPLES / "presence.cpp"), "0") as program:
        watcher, first, second = (Client(program.port) for _ in range(3))
        watcher.subscribe("/presence/lobby")
        tap.equal(watcher.call("presence", "lobby")["data"], [], "an empty room")
        numbers = []
        for client in (first, second):
            client.subscribe("/room/lobby")
            numbers.append(watcher.event("/presence/lobby")["joined"])
        tap.equal(watcher.call("presence", "lobby")["data"], sorted(numbers), "a room of two")
        first.send({"channel": "/meta/unsubscribe", "subscription": "/room/lobby"})
        tap.equal(watcher.event("/presence/lobby"), {"left": numbers[0]}, "one leaves")
        second.send({"channel": "/meta/disconnect"})
        tap.equal(watcher.event("/presence/lobby"), {"left": numbers[1]}, "one disconnects")
        tap.equal(watcher.call("presence", "lobby")["data"], [], "nobody is left")


def livereload(prefix):
    program = prefix.compile(EXAMPLES / "livereload.cpp")
    with tempfile.TemporaryDirectory() as folder:
        with Running(program, "0", folder) as running:
            client = Client(running.port)
            client.subscribe("/livereload")
            for name in ("index.html", "a \"quoted\" name.css"):
                (Path(folder) / name).write_text("x")
                tap.equal(client.event("/livereload"), [name], "what changed")
        missing = subprocess.run([program, "0", folder + "/none"], capture_output=True, text=True,
                                 timeout=PATIENCE)
        tap.equal((missing.returncode, "cannot watch" in missing.stderr), (1, True), "no folder")


def main():
    prefix = Prefix()
    tap.run([(case.__name__.replace("_", " "), lambda case=case: case(prefix)) for case in
             (all_that_can_be_added, rpc, pubsub, presence, livereload)])


main()
