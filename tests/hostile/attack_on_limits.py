"""More connections and sessions than are allowed, with `limits` set for it.

Attacks against other limits belong here: set the limit in CONFIG, and exceed it.
"""

from arena import attack
from http_client import HANDSHAKE
from tap import equal

CONFIG = {"limits": {"connections": 100, "sessions_per_address": 50}}


@attack()
def more_connections_than_allowed(arena):
    """those beyond `limits.connections` are closed at once; whoever has one keeps it, and others
    come in again later
    """
    opened = [arena.http() for _ in range(150)]
    closed = 0
    for http in opened:
        try:
            http.request("GET", "/cometd")
            equal(http.read_response().status, 200)
        except (EOFError, ConnectionError):
            closed += 1
    assert closed >= 50, f"{closed} of 150 were closed, 100 are allowed"
    for http in opened:
        http.socket.close()
    arena.settles(lambda: arena.descriptors() < 100)


@attack()
def more_sessions_than_allowed(arena):
    """`403::too_many_sessions` beyond `limits.sessions_per_address`; those who have one keep it"""
    with arena.http() as http:
        own = []
        for _ in range(100):
            reply = http.post([HANDSHAKE]).json[0]
            if reply["successful"]:
                own.append(reply["clientId"])
            else:
                equal(reply["error"], "403::too_many_sessions")
        assert len(own) < 50, f"{len(own)} sessions from one address"
        for each in own:
            http.post([{"channel": "/meta/disconnect", "clientId": each}])
