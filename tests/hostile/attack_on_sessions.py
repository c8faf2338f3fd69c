"""Sessions of others: guessed, stolen, fixed, ended, listened to or spoken for."""

import random
import string

from arena import attack
from http_client import HANDSHAKE, LongPolling
from tap import equal

LETTERS = string.ascii_lowercase + string.digits


def messages_as(client_id):
    """One of each kind."""
    own = {"clientId": client_id, "id": "x"}
    return [
        {"channel": "/victim/news", "data": "forged", **own},
        {"channel": "/meta/subscribe", "subscription": "/x", **own},
        {"channel": "/meta/unsubscribe", "subscription": "/victim/news", **own},
        {
            "channel": "/meta/connect",
            "connectionType": "long-polling",
            "advice": {"timeout": 0},
            **own,
        },
        {"channel": "/meta/disconnect", **own},
    ]


def all_unknown(replies):
    for reply in replies:
        assert not reply["successful"] and reply["error"].startswith("402"), reply


def stolen(arena):
    """A cookie that the broker gave, to somebody else than the victim."""
    return LongPolling(arena.broker.port).cookie


@attack()
def guessing_ids(arena):
    """20 000 guesses are all told `402`, alike and without a hint"""
    chance = random.Random(3)
    with arena.client() as client:
        for _ in range(20):
            client.send(
                [
                    {
                        "channel": "/victim/news",
                        "data": "forged",
                        "clientId": "".join(chance.choices(LETTERS, k=28)),
                    }
                    for _ in range(1000)
                ]
            )
            replies = client.read()
            all_unknown(replies)
            equal(len({reply["error"].partition(":")[0] for reply in replies}), 1)


@attack()
def ids_next_to_one_that_exists(arena):
    """one character changed, added or missing, or another case: `402`"""
    known = arena.victim.polling.id
    with arena.http() as http:
        for place in range(len(known)):
            for other in (
                "a" if known[place] != "a" else "b",
                known[place].upper() if known[place].islower() else "_",
            ):
                all_unknown(
                    http.post(messages_as(known[:place] + other + known[place + 1 :])[:1]).json
                )
        for guess in (known[:-1], known + "a", known + "\0", " " + known, known * 2, ""):
            all_unknown(http.post(messages_as(guess)[:1]).json)


@attack()
def ids_that_are_no_text(arena):
    """numbers, arrays, objects, `null`, `true`, half a mebibyte: `402`"""
    with arena.http() as http:
        for guess in (
            0,
            -1,
            1e308,
            [],
            ["a"],
            {},
            {"$ne": None},
            None,
            True,
            "x" * 500_000,
            "*",
            "%",
            "' or 1=1 --",
        ):
            all_unknown(http.post(messages_as(guess)[:1]).json)


@attack()
def a_stolen_id_from_another_browser(arena):
    """with another's session cookie, nothing can be done to a session by HTTP: publish,
    (un)subscribe, connect and disconnect all get `402`
    """
    cookie = stolen(arena)
    for message in messages_as(arena.victim.polling.id):
        with arena.http() as http:
            http.cookie = cookie
            all_unknown(http.post([message]).json)


@attack()
def a_stolen_id_over_another_browsers_websocket(arena):
    """the same over WebSocket"""
    cookie = stolen(arena)
    with arena.websocket([f"Cookie: {cookie}"]) as socket:
        for message in messages_as(arena.victim.polling.id):
            socket.send([message])
            all_unknown(socket.read())


@attack()
def cookies_made_up(arena):
    """cookies that the broker never gave open no session that has one"""
    name = arena.victim.polling.cookie.partition("=")[0]
    for value in ("", "x", "0" * 32, "*", "x" * 5000, "..", '""'):
        with arena.http() as http:
            http.cookie = f"{name}={value}"
            all_unknown(http.post(messages_as(arena.victim.polling.id)[:1]).json)


@attack()
def a_session_fixed_beforehand(arena):
    """neither the `clientId` of a handshake nor a cookie of the attacker's choice is taken over"""
    with arena.http() as http:
        http.cookie = "BAYEUX_BROWSER=chosenbytheattacker"
        response = http.post([{**HANDSHAKE, "clientId": "chosen"}])
        assert response.json[0]["clientId"] != "chosen"
        cookie = response.header("set-cookie")
        assert cookie and "chosenbytheattacker" not in cookie, cookie


@attack()
def another_handshake_with_somebodys_id(arena):
    """makes a session of its own, and the other one lives on"""
    with arena.client() as client:
        client.send([{**HANDSHAKE, "clientId": arena.victim.polling.id}])
        assert client.read()[0]["clientId"] != arena.victim.polling.id


@attack()
def words_put_into_others_mouths(arena):
    """`advice`, `successful`, `clientId`, `id` and `subscription` of a publish reach nobody"""
    with arena.client().subscribe("/words") as listener, arena.client() as client:
        client.ask(
            "/words",
            data=1,
            id="forged",
            advice={"reconnect": "none"},
            successful=False,
            error="402::x",
            subscription="/x",
            timestamp="then",
            connectionType="x",
            hostile=True,
        )
        (event,) = listener.read()
        equal(event, {"channel": "/words", "data": 1})


@attack()
def acting_after_a_disconnect(arena):
    """an id that was given up is worth nothing: `402`"""
    with arena.client() as client:
        gone = client.id
        client.ask("/meta/disconnect")
    with arena.http() as http:
        all_unknown([http.post([message]).json[0] for message in messages_as(gone)])


@attack()
def publishing_without_a_session(arena):
    """`402`, and nobody gets it"""
    with arena.http() as http:
        all_unknown(http.post([{"channel": "/victim/news", "data": "forged"}]).json)
