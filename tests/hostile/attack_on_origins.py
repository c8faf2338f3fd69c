"""Pages of other sites that use a visitor's browser."""

import json

from arena import attack
from http_client import HANDSHAKE
from tap import equal

CONFIG = {
    "security": {"allowed_origins": ["https://friend.test"]},
    "bayeux": {
        "transports": ["websocket", "long-polling", "eventsource", "cross-origin-long-polling"]
    },
}

FOREIGN = (
    "http://evil.test",
    "null",
    "https://friend.test.evil.test",
    "https://evilfriend.test",
    "http://friend.test",
    "https://friend.test:8443",
    "https://friend.test@evil.test",
    "https://friend.test/",
    "https://friend.test.",
    "http://broker.test.evil.test",
    "http://broker.test@evil.test",
    "http://sub.broker.test",
    "http://broker.test:81",
    "broker.test",
    "",
    "file://",
    "*",
    "https://friend.test, http://evil.test",
    "http://broker.test/x",
    "http://127.0.0.1",
    "javascript://broker.test/%0aalert(1)",
)


def refused(arena, method, origin, headers, body=None):
    with arena.http() as http:
        http.request(method, "/cometd", body, [f"Origin: {origin}", *headers])
        response = http.read_response()
        assert response.status in (400, 403), f"{origin!r}: {response.status}"
        assert not response.header("access-control-allow-origin"), response.headers


@attack()
def a_websocket_of_another_site(arena):
    """403: neither look-alikes of an allowed origin nor `null` open one"""
    for origin in FOREIGN[:-1]:
        refused(
            arena,
            "GET",
            origin,
            [
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ],
        )


@attack()
def a_post_of_another_site(arena):
    """403, and nothing of it is done"""
    body = json.dumps([HANDSHAKE]).encode()
    for origin in FOREIGN[:-1]:
        refused(arena, "POST", origin, ["Content-Type: application/json"], body)


@attack()
def a_form_of_another_site(arena):
    """403: what a page can post without asking"""
    for origin in ("http://evil.test", "null"):
        refused(
            arena,
            "POST",
            origin,
            ["Content-Type: application/x-www-form-urlencoded"],
            b"message=[]",
        )
        refused(arena, "POST", origin, ["Content-Type: text/plain"], b"message=[]")


@attack()
def an_event_stream_of_another_site(arena):
    """403"""
    with arena.http() as http:
        http.request(
            "GET",
            f"/cometd/{arena.victim.polling.id}",
            headers=[
                "Origin: http://evil.test",
                "Accept: text/event-stream",
                f"Cookie: {arena.victim.polling.cookie}",
            ],
        )
        equal(http.read_response().status, 403)


@attack()
def asking_for_permission(arena):
    """a preflight of another site is given none"""
    for origin in FOREIGN:
        with arena.http() as http:
            http.request(
                "OPTIONS",
                "/cometd",
                headers=[
                    f"Origin: {origin}",
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: content-type",
                ],
            )
            response = http.read_response()
            granted = [name for name, _ in response.headers if name.startswith("access-control-")]
            equal(granted, [], f"what {origin!r} is granted")


@attack()
def two_origins(arena):
    """403: not the one that suits"""
    with arena.http() as http:
        http.request(
            "POST",
            "/cometd",
            b"[]",
            [
                "Origin: https://friend.test",
                "Origin: http://evil.test",
                "Content-Type: application/json",
            ],
        )
        assert http.read_response().status in (400, 403)


@attack()
def somebody_elses_event_stream(arena):
    """a session's id with another's cookie opens no stream: 404"""
    with arena.http() as http:
        cookie = http.post([HANDSHAKE]).header("set-cookie").split(";")[0]
        http.cookie = None
        http.request(
            "GET",
            f"/cometd/{arena.victim.polling.id}",
            headers=["Accept: text/event-stream", f"Cookie: {cookie}"],
        )
        assert http.read_response().status in (403, 404)


@attack()
def a_friend_with_credentials(arena):
    """only the allowed origin is named, never `*`, when cookies may come along"""
    with arena.http() as http:
        response = http.post([HANDSHAKE], headers=["Origin: https://friend.test"])
        equal(response.header("access-control-allow-origin"), "https://friend.test")
        equal(response.header("access-control-allow-credentials"), "true")
        assert "Origin" in response.header("vary")
