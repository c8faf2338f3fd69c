"""The broker or its clients are killed, or stopped for a while."""

import contextlib
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from arena import MIB, Arena
from broker import PATIENCE
from http_client import LongPolling
from mortal_broker import MortalBroker
from tap import equal
from web_socket import connected


@contextlib.contextmanager
def clients_of_another_process(port, channel, count):
    program = Path(__file__).with_name("client_process.py")
    process = subprocess.Popen(
        [sys.executable, program, str(port), channel, str(count)], stdout=subprocess.PIPE, text=True
    )
    try:
        equal(process.stdout.readline(), "ready\n", "the clients")
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_broker_killed_and_started_again_serves_who_shakes_hands_again():
    with MortalBroker() as first:
        socket, polling = connected(first.port), LongPolling(first.port)
        polling.begin_connect()
        first.kill()
        for read in (socket.read, polling.end_connect):
            try:
                raise AssertionError(f"a dead broker says {read()}")
            except (EOFError, ConnectionError):
                pass
    with first.again() as second:
        late = LongPolling(second.port)
        reply = late.sends.post(
            [{"channel": "/meta/connect", "clientId": polling.id, "connectionType": "long-polling"}]
        ).json[0]
        assert reply["error"].startswith("402"), reply
        equal(reply["advice"]["reconnect"], "handshake")
        late.ask("/meta/subscribe", subscription="/again")
        with connected(second.port) as publisher:
            publisher.ask("/again", data=1)
        assert any(each.get("data") == 1 for each in late.connect())


def test_a_broker_that_was_stopped_for_a_while_goes_on_where_it_was():
    with MortalBroker(bayeux={"max_interval": "1s"}) as broker:
        reader = connected(broker.port).subscribe("/frozen")
        reader.send([reader.message("/meta/connect", connectionType="websocket")])  # held
        writer = connected(broker.port)
        writer.send([writer.message("/meta/connect", connectionType="websocket")])
        broker.freeze()
        writer.send([writer.message("/frozen", data=number) for number in range(100)])
        # Longer than max_interval; nobody is to blame for that.
        answered, _, _ = select.select([reader.http.socket, writer.http.socket], [], [], 3)
        equal(answered, [], "answers of a broker that is stopped")
        broker.thaw()
        got = []
        while len(got) < 100:
            got += [each["data"] for each in reader.read() if "data" in each]
        equal(got, list(range(100)))


def test_clients_that_are_killed_leave_nothing_behind():
    with Arena(bayeux={"max_interval": "2s"}) as arena:
        before = arena.descriptors()
        for _ in range(3):
            with clients_of_another_process(arena.broker.port, "/killed", 50) as process:
                assert arena.descriptors() >= before + 50
                process.send_signal(signal.SIGKILL)
                process.wait(PATIENCE)
                arena.settles(lambda: arena.descriptors() <= before)
        arena.greet()


def test_clients_that_are_stopped_are_given_up_and_harm_nobody():
    with Arena(limits={"queue_bytes": "1MiB"}) as arena:
        before = arena.victim.watch_memory()
        with clients_of_another_process(arena.broker.port, "/stopped", 20) as process:
            process.send_signal(signal.SIGSTOP)
            with connected(arena.broker.port) as publisher:
                for _ in range(150):
                    publisher.ask("/stopped", data="x" * 100_000)
            arena.victim.proceed(2)
            grown = arena.victim.most_memory - before
            assert grown < 80 * MIB, f"20 clients that do not read: {grown / MIB:.0f} MiB"
            process.send_signal(signal.SIGCONT)
            end = time.monotonic() + PATIENCE
            while (arena.descriptors() > 64) and time.monotonic() < end:
                time.sleep(0.02)
        arena.greet()
