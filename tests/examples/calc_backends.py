"""Usage: calc_backends.py SOURCE_ROOT HALLEY. The JSON-RPC backends of docs/examples/backends, each
in its language, behind a real broker: a connection for each client, and one for all."""

import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(sys.argv[1]).resolve()
sys.path.insert(0, str(ROOT / "tests" / "support"))
sys.path.insert(0, str(ROOT / "tests" / "process"))
import tap  # noqa: E402
from bayeux_client import PATIENCE, Client  # noqa: E402
from broker import Broker  # noqa: E402

BACKENDS = ROOT / "docs" / "examples" / "backends"


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            raise tap.Skip(f"{program} is not installed")


class Running:
    """A backend on a port that it says itself."""

    def __init__(self, *command):
        self.process = subprocess.Popen([*command, "0"], text=True, stdout=subprocess.PIPE)
        announcement = self.process.stdout.readline()
        match = re.search(r"listening on (\d+)", announcement)
        assert match, f"{command} said {announcement!r}"
        self.port = int(match[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


def calculate(service):
    with Broker(services={"calc": service}) as running:
        clients = [Client(running.port), Client(running.port)]
        for round_, client in enumerate(clients * 2):
            call = {"jsonrpc": "2.0", "id": "same for all"}
            # A notification has no answer, and harms nothing.
            client.publish("/service/calc", {"jsonrpc": "2.0", "method": "add", "params": [0]})
            answer = client.call("calc", {**call, "method": "add", "params": [1, 2, round_]})
            tap.equal((answer["successful"], answer["data"]["result"]), (True, 3 + round_), "a sum")
            tap.equal(answer["data"]["id"], "same for all", "its id")
            answer = client.call("calc", {**call, "method": "div", "params": [1, 0]})
            tap.equal((answer["successful"], answer["data"]["error"]["code"]), (False, -32602),
                      "a division by zero")
            answer = client.call("calc", {**call, "method": "fly"})
            tap.equal(answer["data"]["error"]["code"], -32601, "an unknown method")
        for client in clients:
            client.send({"channel": "/meta/disconnect"})


def both_ways(port, **keys):
    for shared in ({}, {"shared": True}):
        calculate({"port": port, "framing": "newline", **shared, **keys})


def calc_py():
    with Running(sys.executable, BACKENDS / "calc.py") as running:
        both_ways(running.port, hello=True)


def calc_mjs():
    need("node")
    with Running("node", BACKENDS / "calc.mjs") as running:
        both_ways(running.port, hello=True)


def compiled(compiler, *arguments, source):
    need(compiler)
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "calc"
        made = subprocess.run([compiler, *arguments, "-o", program, source], text=True,
                              capture_output=True, timeout=600)
        tap.equal(made.returncode, 0, f"{compiler}: {made.stderr}")
        with Running(program) as running:
            both_ways(running.port, hello=True)


def calc_go():
    compiled("go", "build", source=BACKENDS / "calc.go")


def calc_cpp():
    compiled("g++", "-std=c++20", "-DBOOST_ERROR_CODE_HEADER_ONLY", "-pthread",
             source=BACKENDS / "calc.cpp")


def calc_sh_behind_socat():
    need("socat", "jq")
    # Port 0 is no port to socat: one that was free a moment ago.

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(["socat", "-d", "-d", f"TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork",
                                f"EXEC:{BACKENDS / 'calc.sh'}"], stderr=subprocess.PIPE, text=True)
    try:
        for line in process.stderr:
            if "listening on" in line:
                break
        both_ways(port)
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stderr.close()


def calc_sh_as_a_process():
    need("jq")
    for shared in ({}, {"shared": True}):
        calculate({"type": "process", "command": [str(BACKENDS / "calc.sh")],
                   "framing": "newline", **shared})


Broker.halley = str(Path(sys.argv[2]).resolve())
tap.run((case.__name__.replace("_", " "), case) for case in (
    calc_py, calc_mjs, calc_go, calc_cpp, calc_sh_behind_socat, calc_sh_as_a_process))
