"""`ack`, `timesync`, `advice` and `ext` with values that were not meant."""

import time

from arena import attack
from http_client import HANDSHAKE, HttpClient, LongPolling
from tap import equal

CONFIG = {
    "bayeux": {"extensions": ["ack", "timesync", "timestamp", "activity"], "timeout": "500ms"},
    "limits": {"queue_messages": 1000, "queue_bytes": "1MiB"},
}

MONSTERS = (
    -1,
    0,
    1 << 31,
    1 << 63,
    1 << 64,
    -(1 << 63),
    10**400,
    1.5,
    -0.0,
    "1",
    "",
    None,
    True,
    [],
    [1],
    {},
    {"a": 1},
    "9" * 10_000,
)


def acknowledging(arena):
    with HttpClient(arena.broker.port) as http:
        response = http.post([{**HANDSHAKE, "ext": {"ack": True}}])
    reply = response.json[0]
    assert reply["ext"]["ack"] is True, reply
    client = arena.http()
    client.cookie = response.header("set-cookie").split(";")[0]
    return client, reply["clientId"]


def connect(client_id, ack):
    return {
        "channel": "/meta/connect",
        "clientId": client_id,
        "connectionType": "long-polling",
        "ext": {"ack": ack},
        "advice": {"timeout": 0},
    }


@attack()
def confirmations_of_what_was_never_sent(arena):
    """numbers of any size and kind confirm nothing, lose nothing and are answered"""
    http, own = acknowledging(arena)
    http.post([connect(own, 0)])
    http.post([{"channel": "/meta/subscribe", "clientId": own, "subscription": "/kept"}])
    http.post([{"channel": "/kept", "clientId": own, "data": "kept"}])
    for ack in MONSTERS:
        if isinstance(ack, float) or ack == 10**400:
            continue
        replies = http.post([connect(own, ack)]).json
        assert any(each.get("data") == "kept" for each in replies) or ack in (1, True), (
            ack,
            replies,
        )
    http.socket.close()


@attack()
def never_confirming(arena):
    """keeps what `limits.queue_bytes` allow; then the session ends"""
    http, own = acknowledging(arena)
    http.post([connect(own, 0)])
    http.post([{"channel": "/meta/subscribe", "clientId": own, "subscription": "/heavy"}])
    with arena.client() as publisher:
        for _ in range(200):
            publisher.ask("/heavy", data="x" * 100_000)
    reply = http.post([connect(own, 0)]).json[-1]
    assert not reply["successful"] and reply["error"].startswith("402"), reply
    http.socket.close()


@attack()
def clocks_that_are_none(arena):
    """`ext.timesync` of any kind is answered or ignored, never computed into nonsense"""
    with arena.http() as http:
        for value in MONSTERS:
            for sync in (value, {"tc": value, "l": value, "o": value}):
                reply = http.post([{**HANDSHAKE, "ext": {"timesync": sync}}]).json[0]
                assert reply["successful"], reply
                answer = reply.get("ext", {}).get("timesync")
                assert answer is None or isinstance(answer, dict), answer


@attack()
def timeouts_that_are_none(arena):
    """an `advice.timeout` of any kind is never held longer than `bayeux.timeout`"""
    client = LongPolling(arena.broker.port)
    for value in MONSTERS:
        begun = time.monotonic()
        client.connect(advice={"timeout": value, "interval": value})
        held = time.monotonic() - begun
        assert held < 25, f"held for {held:.0f} s"


@attack()
def extensions_that_are_no_objects(arena):
    """an `ext` or `advice` of any kind fails its message at most"""
    with arena.http() as http:
        for value in MONSTERS:
            equal(len(http.post([{**HANDSHAKE, "ext": value, "advice": value}]).json), 1)
            equal(
                len(http.post([{"channel": "/meta/connect", "ext": value, "advice": value}]).json),
                1,
            )


@attack()
def an_ext_of_half_a_mebibyte(arena):
    """goes with its event, and is not kept by a handshake"""
    for _ in range(5):
        with arena.http() as http:
            body = http.post([{**HANDSHAKE, "ext": {"heavy": "x" * 500_000}}]).body
            assert len(body) < 10_000, len(body)


@attack()
def time_stamps_of_ones_own(arena):
    """a `timestamp` in a message does not become that of the event"""
    with arena.client().subscribe("/stamped") as client:
        got = client.ask("/stamped", data=1, timestamp="1066-10-14T00:00:00Z")
        assert "1066" not in str(got), got
