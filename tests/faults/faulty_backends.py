"""Backends are killed, stopped and started again."""

import contextlib
import signal
import subprocess
import sys
import time
from pathlib import Path

from broker import PATIENCE, Broker
from tap import equal
from web_socket import connected

# A client that waits for a slow machine is not to expire.
PATIENT = {"max_interval": "10m"}


class Backend:
    def __init__(self, port=0):
        self.process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("calc_backend.py"), str(port)],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = int(self.process.stdout.readline())

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        if self.process.returncode is not None:
            return
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@contextlib.contextmanager
def broker_and_backend(**options):
    backend = Backend()
    services = {"calc": {"port": backend.port, "framing": "newline", "shared": True, **options}}
    try:
        with Broker(services=services, bayeux=PATIENT) as broker:
            yield broker, backend
    finally:
        backend.kill()


def is_answer(message):
    """Of a service, or of Halley where it has no connection to ask it by."""
    return "data" in message or not message["successful"]


def call(client, number):
    """What a remote call is answered: a result, or the code of an error."""
    client.send(
        [
            client.message(
                "/service/calc",
                id=f"call {number}",
                data={"jsonrpc": "2.0", "method": "same", "params": [number], "id": number},
            )
        ]
    )
    while True:
        for each in client.read():
            if each.get("id") == f"call {number}" and is_answer(each):
                data = each.get("data") or {"error": {"code": -32002}}
                return data.get("result") or data["error"]["code"]


def call_until(client, wanted, patience=PATIENCE):
    end, number = time.monotonic() + patience, 1000
    while (got := call(client, number)) != [number]:
        assert got in wanted, got
        assert time.monotonic() < end, f"still {got}"
        number += 1
        time.sleep(0.05)


def test_calls_fail_at_once_when_the_backend_is_killed_and_succeed_when_it_is_back():
    with broker_and_backend() as (broker, backend), connected(broker.port) as client:
        equal(call(client, 1), [1])
        backend.kill()
        equal(call(client, 2), -32002)
        back = Backend(backend.port)
        try:
            call_until(client, (-32002,), 60)
        finally:
            back.kill()


def test_calls_that_a_stopped_backend_does_not_answer_time_out_and_late_answers_confuse_nobody():
    with broker_and_backend(call_timeout="500ms") as (broker, backend), connected(
        broker.port
    ) as client:
        call_until(client, (-32001,))  # a slow machine
        backend.signal(signal.SIGSTOP)
        for number in range(10):
            equal(call(client, number), -32001)
        backend.signal(signal.SIGCONT)
        call_until(client, (-32001,))
        for number in range(10, 30):
            assert call(client, number) in ([number], -32001)


def test_a_backend_killed_again_and_again_answers_each_call_once():
    with (
        contextlib.ExitStack() as successors,
        broker_and_backend() as (broker, backend),
        connected(broker.port) as client,
    ):
        for turn in range(5):
            client.send(
                [
                    client.message(
                        "/service/calc",
                        id=number,
                        data={"jsonrpc": "2.0", "method": "same", "params": [number], "id": number},
                    )
                    for number in range(100)
                ]
            )
            backend.kill()
            answers = []
            while len(answers) < 100:
                answers += [each["id"] for each in client.read() if is_answer(each)]
            equal(sorted(answers), list(range(100)))
            backend = Backend(backend.port)
            successors.callback(backend.kill)
            call_until(client, (-32002,), 60)


def test_a_service_of_ones_own_tells_its_client_when_its_backend_is_killed():
    backend = Backend()
    with Broker(
        services={"own": {"port": backend.port, "framing": "newline"}}, bayeux=PATIENT
    ) as broker:
        with connected(broker.port).subscribe("/service/own") as client:
            backend.kill()
            messages = client.read()
            equal(messages[0]["channel"], "/service/own")
            assert messages[0]["error"].startswith("503"), messages
            reply = client.ask("/service/own", data={"id": 1})[-1]
            assert reply["error"].startswith("403"), reply
