"""More of everything than a second allows, with `limits` set for it: by one session, by many, by one
address that says it were others. The victims are faster than none of these rates.
"""

import json
import socket
import time

from arena import attack
from attack_on_websockets import flood
from http_client import HANDSHAKE
from raw_frames import TEXT, frame
from tap import equal
from web_socket import WebSocket

SESSION = {"per_second": 2000, "burst": 3000}
ADDRESS = {"per_second": 5000, "burst": 8000}
HANDSHAKES = {"per_second": 10, "burst": 60}
SUBSCRIBES = {"per_second": 5, "burst": 50}
PROXY = "127.0.0.9"
CONFIG = {
    "limits": {
        "publishes_per_session": SESSION,
        "publishes_per_address": ADDRESS,
        "handshakes_per_address": HANDSHAKES,
        "subscribes_per_session": SUBSCRIBES,
        "subscribes_per_address": {"per_second": 20, "burst": 2000},
    },
    "security": {"trusted_proxies": [PROXY]},
    "shards": 2,
}
BATCH = 1000  # limits.messages_per_batch


class Rate:
    """What a bucket can have let through since this began."""

    def __init__(self, rate):
        self.rate = rate
        self.begun = time.monotonic()

    def holds(self, passed):
        most = self.rate["burst"] + self.rate["per_second"] * (time.monotonic() - self.begun) + 1
        assert passed <= most, f"{passed} have passed, {most:.0f} may"


def session(arena, source):
    return WebSocket(arena.broker.port, arena.http(source=source)).handshake()


def publish(client, batches):
    """How many of so many thousand were let through."""
    passed = 0
    for _ in range(batches):
        client.send([client.message("/flood", data=1)] * BATCH)
        replies = []
        while len(replies) < BATCH:
            replies += client.read()
        refused = [each for each in replies if not each["successful"]]
        for each in refused:
            equal(each["error"], "429:/flood:too_many_publishes")
        passed += BATCH - len(refused)
    return passed


def shake_hands(arena, count, source, headers_of=lambda number: ()):
    """How many handshakes of so many were let in; each of them is ended again."""
    passed = 0
    with arena.http(source=source) as http:
        for number in range(count):
            response = http.post([HANDSHAKE], headers=headers_of(number))
            reply = response.json[0]
            if reply["successful"]:
                passed += 1
                http.post(
                    [{"channel": "/meta/disconnect", "clientId": reply["clientId"]}],
                    headers=headers_of(number),
                )
            else:
                equal(reply["error"], "429::too_many_handshakes")
                equal(reply["advice"]["reconnect"], "handshake")
    return passed


@attack()
def publishes_of_one_session(arena):
    """40 000 at once: no more pass than `limits.publishes_per_session` allows, the others are refused
    with 429, and the session stays
    """
    rate = Rate(SESSION)
    with session(arena, "127.0.0.2") as client:
        rate.holds(publish(client, 40))
        client.subscribe("/open")


@attack()
def publishes_on_many_connections(arena):
    """a session that moves to a new WebSocket for each thousand has no new bucket there"""
    rate = Rate(SESSION)
    first = session(arena, "127.0.0.2")
    passed = 0
    for _ in range(10):
        with WebSocket(arena.broker.port, arena.http(source="127.0.0.2")) as moved:
            moved.id = first.id
            passed += publish(moved, 1)
    first.http.socket.close()
    rate.holds(passed)


@attack(grows=24)
def publishes_of_many_sessions(arena):
    """20 sessions of one address, on both shards, share `limits.publishes_per_address`"""
    rate = Rate(ADDRESS)
    clients = [session(arena, "127.0.0.3") for _ in range(20)]
    rate.holds(sum(publish(client, 3) for client in clients))
    for client in clients:
        client.http.socket.close()


@attack()
def handshakes_of_one_address(arena):
    """500 on one connection: no more than `limits.handshakes_per_address`, and whoever comes from
    elsewhere gets in
    """
    rate = Rate(HANDSHAKES)
    rate.holds(shake_hands(arena, 500, "127.0.0.4"))
    equal(shake_hands(arena, 1, "127.0.0.5"), 1)


@attack()
def handshakes_on_new_connections(arena):
    """300 connections to both shards have no buckets of their own"""
    rate = Rate(HANDSHAKES)
    rate.holds(sum(shake_hands(arena, 1, "127.0.0.6") for _ in range(300)))


@attack()
def handshakes_that_are_refused(arena):
    """count as well: 200 of a wrong version leave nothing for good ones"""
    begun = time.monotonic()
    with arena.http(source="127.0.0.7") as http:
        for _ in range(200):
            http.post([{**HANDSHAKE, "version": "0.1"}])
    left = shake_hands(arena, 10, "127.0.0.7")
    refilled = HANDSHAKES["per_second"] * (time.monotonic() - begun) + 1
    assert left <= refilled, f"{left} have passed, {refilled:.0f} may"


@attack()
def handshakes_in_batches(arena):
    """a hundred requests written at once on each of ten connections change nothing"""
    rate = Rate(HANDSHAKES)
    opened = [arena.http(source="127.0.0.8") for _ in range(10)]
    for http in opened:
        for _ in range(100):
            http.send([HANDSHAKE])
    passed = sum(http.read_response().json[0]["successful"] for http in opened for _ in range(100))
    rate.holds(passed)
    for http in opened:
        http.socket.close()


@attack()
def addresses_that_are_made_up(arena):
    """300 handshakes, each with another `X-Forwarded-For`, `Forwarded`, `X-Real-IP`: of who is no
    trusted proxy nothing of it is believed
    """

    def headers_of(number):
        address = f"203.0.113.{number % 250 + 1}"
        return [
            f"X-Forwarded-For: {address}",
            f"Forwarded: for={address}",
            f"X-Real-IP: {address}",
            f"True-Client-IP: {address}",
            f"X-Client-IP: {address}",
        ]

    rate = Rate(HANDSHAKES)
    rate.holds(shake_hands(arena, 300, "127.0.0.10", headers_of))


@attack()
def addresses_made_up_behind_a_proxy(arena):
    """what stands before the address that the trusted proxy has added is not believed either"""
    rate = Rate(HANDSHAKES)

    def headers_of(number):
        return [f"X-Forwarded-For: 198.51.100.{number % 250 + 1}, 203.0.113.7"]

    rate.holds(shake_hands(arena, 300, PROXY, headers_of))
    equal(shake_hands(arena, 1, PROXY, lambda _: ["X-Forwarded-For: 203.0.113.8"]), 1)


@attack()
def addresses_of_one_network(arena):
    """300 addresses of one IPv6 network of 64 bits are one"""
    rate = Rate(HANDSHAKES)

    def headers_of(number):
        return [f"X-Forwarded-For: 2001:db8:1:2:{number:x}::{number:x}"]

    rate.holds(shake_hands(arena, 300, PROXY, headers_of))


@attack()
def ten_thousand_addresses(arena):
    """of who knows where, a handshake each: what is kept of them is small"""

    def headers_of(number):
        return [
            f"X-Forwarded-For: 100.{64 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"
        ]

    equal(shake_hands(arena, 10_000, PROXY, headers_of), 10_000)


@attack()
def subscribes_of_one_session(arena):
    """300, and an array of 900: the first beyond the bucket is refused, and an array counts each of its
    own, so the session waits the longer
    """
    rate = Rate(SUBSCRIBES)
    with session(arena, "127.0.0.11") as client:
        replies = [
            client.ask("/meta/subscribe", subscription=f"/many/{number}")[-1]
            for number in range(300)
        ]
        passed = [each for each in replies if each["successful"]]
        rate.holds(len(passed))
        equal(
            {each.get("error") for each in replies if each not in passed},
            {"429::too_many_subscribes"},
        )
    with session(arena, "127.0.0.12") as client:
        names = [f"/array/{number}" for number in range(900)]
        assert client.ask("/meta/subscribe", subscription=names)[-1]["successful"]
        equal(
            client.ask("/meta/subscribe", subscription="/one/more")[-1].get("error"),
            "429::too_many_subscribes",
        )


@attack(grows=24)
def refusals_that_nobody_reads(arena):
    """a client that floods on and does not read that it is refused is no longer read"""
    with session(arena, "127.0.0.13") as client:
        client.http.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        batch = json.dumps([client.message("/flood", data=1)] * BATCH).encode()
        taken = flood(client, frame(TEXT, batch), 200 << 20)
        assert taken < 200 << 20, "all was taken"
