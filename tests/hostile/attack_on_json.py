"""Texts that are no batch, or that are one with something monstrous in it."""

import json
import random

from arena import MARKUP, attack
from http_client import HANDSHAKE
from tap import equal

LIMIT = 1 << 20  # limits.message_bytes


def posted(arena, body):
    with arena.http() as http:
        return http.post(body)


def refused(arena, body, *statuses):
    response = posted(arena, body)
    assert (
        response.status in statuses
    ), f"{response.status} {response.body[:100]}, expected {statuses}"
    return response


@attack()
def deep_nesting(arena):
    """100 000 arrays or objects in each other, closed or not: 400, and no recursion"""
    for text in (
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 100_000,
        '[{"data":' * 100_000,
        '[{"channel":"/x","data":' + "[" * 400_000 + "]" * 400_000 + "}]",
    ):
        refused(arena, text, 400)


@attack()
def nesting_just_beyond_the_limit(arena):
    """`limits.json_depth`: what is one deeper is refused, and what is not passes"""
    for depth, status in ((120, 200), (129, 400)):
        refused(arena, '[{"channel":"/x","data":' + "[" * depth + "]" * depth + "}]", status)


@attack()
def numbers_of_a_million_digits(arena):
    """in `data` and where numbers mean something: passed on or refused, never computed with"""
    digits = "9" * 900_000
    with arena.client().subscribe("/digits") as client:
        client.send('[{"channel":"/digits","clientId":"%s","data":%s}]' % (client.id, digits))
        opcode, payload = client.read_frame()
        assert digits.encode() in payload
    for name in ("id", "version", "minimumVersion", "advice", "ext"):
        posted(arena, '[{"channel":"/meta/handshake","version":"1.0","%s":%s}]' % (name, digits))
    posted(
        arena,
        '[{"channel":"/meta/connect","advice":{"timeout":%s,"interval":-1e%s}}]'
        % (digits[:1000], digits[:1000]),
    )


@attack()
def ids_of_half_a_mebibyte(arena):
    """come back once, as they were, and are kept nowhere"""
    for _ in range(20):
        message = {"channel": "/meta/subscribe", "id": "i" * 500_000, "subscription": "/x"}
        assert len(posted(arena, [message]).body) < 600_000


@attack()
def members_that_stand_twice(arena):
    """the last counts, so nobody is taken for two sessions"""
    with arena.client() as client:
        foreign, own = arena.victim.polling.id, client.id
        response = posted(
            arena,
            '[{"channel":"/meta/disconnect","clientId":"%s","clientId":"%s"}]' % (foreign, own),
        )
        equal(response.json[0].get("clientId", own), own)


@attack()
def lone_surrogates_and_nul(arena):
    """in a channel or id: an error reply, or the same escape again; never raw bytes that are no
    UTF-8
    """
    for text in (r"\ud800", r"\udfff\ud800", r"\u0000", r"/\u0000", r"/a\ud800"):
        response = posted(arena, '[{"channel":"%s","id":"%s"}]' % (text, text))
        response.body.decode()
        assert not response.json[0]["successful"]


@attack()
def bytes_that_are_no_utf8(arena):
    """400"""
    for text in (
        b'[{"channel":"/\xff"}]',
        b'[{"\xc0\xaf":1}]',
        b'[{"data":"\xed\xa0\x80"}]',
        b"\xff\xfe[\0]\0",
        b"\xef\xbb\xbf[]",
        b"[]\0",
        b"\0[]",
    ):
        refused(arena, text, 400)


@attack()
def texts_that_are_no_batch(arena):
    """400"""
    for text in (
        "",
        "null",
        "1",
        '"x"',
        "[1]",
        "[null]",
        "[[]]",
        "[[{}]]",
        "[{}",
        "[{}]]",
        "{}{}",
        "[{},]",
        "{'a':1}",
        "[NaN]",
        '[{"a":01}]',
        '[{"a":+1}]',
        "<hostile/>",
        '[{"a":"\n"}]',
        "[{/**/}]",
    ):
        response = refused(arena, text, 400)
        assert MARKUP.encode() not in response.body


@attack()
def a_hundred_thousand_members(arena):
    """of one message are skipped"""
    message = {"channel": "/meta/subscribe", **{f"k{number}": 0 for number in range(70_000)}}
    equal(posted(arena, [message]).json[0]["successful"], False)


@attack()
def names_that_mean_something_elsewhere(arena):
    """`__proto__` and `constructor` in `data` pass as data, and change nothing as members of a
    message
    """
    text = '{"__proto__":{"admin":true},"constructor":{"prototype":1}}'
    with arena.client().subscribe("/proto") as client:
        client.send(
            '[{"channel":"/proto","clientId":"%s","data":%s,"__proto__":{"successful":true}}]'
            % (client.id, text)
        )
        payload = client.read_frame()[1].decode()
        assert text in payload and payload.count("__proto__") == 1, payload


@attack()
def markup_in_everything(arena):
    """is only ever echoed as JSON that no browser takes for a page"""
    for name in ("id", "channel", "clientId", "subscription", "version", "error"):
        posted(arena, [{"channel": "/meta/subscribe", "id": 1, name: MARKUP}])
        posted(arena, [{**HANDSHAKE, name: MARKUP}])


@attack()
def a_thousand_damaged_batches(arena):
    """a good batch with bytes changed, lost or doubled: 200 or 400, and the connection goes on"""
    chance = random.Random(42)
    good = json.dumps(
        [HANDSHAKE, {"channel": "/a", "data": {"b": [1, 2.5, "c", None, True]}, "id": "é\\u00e9"}]
    ).encode()
    http = arena.http()
    for _ in range(1000):
        text = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(text))
            change = chance.randrange(3)
            if change == 0:
                text[place] = chance.randrange(256)
            elif change == 1:
                del text[place : place + chance.randint(1, 20)]
            else:
                text[place:place] = text[place : place + chance.randint(1, 20)]
            text = text or bytearray(b"[")
        equal(http.post(bytes(text)).status in (200, 400), True, f"an answer to {bytes(text)!r}")
    http.socket.close()
