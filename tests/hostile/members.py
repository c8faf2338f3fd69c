"""Members, who alone may publish to `/members/*`, and strangers, who are welcome elsewhere."""

from http_client import HANDSHAKE
from tap import equal

RULES = [
    {"allow": ["subscribe", "publish"], "channels": ["/victim/*", "/newcomer", "/open/*"]},
    {
        "allow": ["subscribe", "publish"],
        "channels": ["/members/*"],
        "who": {"authenticated": True},
    },
]


def security(*ways, every_request=True):
    """With which strangers are let in, unless what they show is wrong."""
    return {
        "authentication": list(ways),
        "anonymous": True,
        "every_request": every_request,
        "rules": RULES,
    }


def error_of(reply):
    return reply.get("error", "").split(":")[1] if not reply["successful"] else None


def handshake(http, headers=(), **members):
    """(the reason of the refusal, or none; the reply)"""
    response = http.post([{**HANDSHAKE, **members}], headers=headers)
    if response.status == 401:
        return response.json["error"].split(":")[1], {}
    equal(response.status, 200)
    reply = response.json[0]
    return error_of(reply), reply


def is_member(http, client_id, headers=()):
    message = {"channel": "/members/news", "clientId": client_id, "id": "1", "data": "in"}
    return http.post([message], headers=headers).json[-1]["successful"]


def lets_ada_in(arena, headers=(), **members):
    with arena.http() as http:
        reason, reply = handshake(http, headers, **members)
        equal(reason, None)
        http.cookie = None
        assert is_member(http, reply["clientId"], headers), "a good login is none"


def stays_out(arena, headers, *reasons):
    """Refused for one of these reasons; `none` in there: or a stranger like others."""
    with arena.http() as http:
        reason, reply = handshake(http, headers)
        assert (reason or "none") in reasons, f"{reason} for {str(headers)[:300]}"
        if reply.get("successful"):
            assert not is_member(http, reply["clientId"], headers), "is a member"
