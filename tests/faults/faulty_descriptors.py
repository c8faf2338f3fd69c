"""A broker that may open few descriptors."""

import contextlib
import resource
import socket

from arena import Arena
from tap import equal
from web_socket import connected

FEW = 80


def limit(arena, most):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.prlimit(arena.broker.process.pid, resource.RLIMIT_NOFILE, (most, hard))


def test_accepting_pauses_and_goes_on_and_those_who_are_there_are_served():
    with Arena() as arena:
        limit(arena, FEW)
        crowd = [socket.create_connection(("127.0.0.1", arena.broker.port), 30) for _ in range(200)]
        arena.settles(lambda: arena.descriptors() >= FEW - 1)
        arena.victim.proceed(20)
        for each in crowd:
            each.close()
        arena.settles(lambda: arena.descriptors() < FEW // 2)
        arena.greet()
        told = [line for line in arena.broker.log if "cannot accept connections" in line]
        assert 1 <= len(told) <= 5, f"said {len(told)} times"


def test_a_service_that_cannot_be_connected_to_fails_its_own_clients_only():
    backend = socket.create_server(("127.0.0.1", 0))
    services = {
        "far": {"port": backend.getsockname()[1]},
        "near": {"type": "process", "command": ["cat"]},
    }
    with contextlib.closing(backend), Arena(services=services) as arena:
        with connected(arena.broker.port) as client:
            limit(arena, arena.descriptors())
            for service in ("far", "near"):
                reply = client.ask(f"/service/{service}", data=1)[-1]
                equal(reply["successful"], False, f"a publish to {service}")
                assert reply["error"].startswith(("403", "408", "503")), reply
            arena.victim.proceed(3)
            limit(arena, 1000)
            reply = client.ask("/service/far", data=1)[-1]
            equal(reply["successful"], True, f"afterwards: {reply}")
