"""Names of channels that are giant, malformed or not for clients, and subscriptions without
number.
"""

from arena import MARKUP, attack
from tap import equal


def failing(replies, *codes):
    reply = replies[-1]
    assert not reply["successful"], reply
    assert reply["error"].startswith(codes), f"{reply['error'][:100]}, expected {codes}"


@attack()
def names_of_half_a_mebibyte(arena):
    """405 or 403, in a subscribe, an unsubscribe and a publish"""
    with arena.client() as client:
        for name in ("/" + "x" * 500_000, "/x" * 250_000, "/" * 500_000, "x" * 500_000):
            failing(client.ask(name, data=1), "405")
            failing(client.ask("/meta/subscribe", subscription=name), "403", "405")
            failing(client.ask("/meta/unsubscribe", subscription=name), "403", "405", "400")


@attack()
def names_with_anything_in_them(arena):
    """control characters, CR and LF, markup, `..`, backslashes, letters of other scripts: 405, and
    escaped when echoed
    """
    with arena.client() as client:
        for name in (
            "/a\r\nSet-Cookie: x=1",
            "/a\0b",
            "/\x7f",
            "/../etc",
            "/a/../b",
            "/a\\b",
            f"/{MARKUP}",
            "/é",
            "/%2e%2e",
            "/a?b",
            "/\u202eabc",
            '/"',
            "//",
            "/a//b",
            "/a/",
            "",
            "/",
            " /a",
            "/;",
            "/`id`",
            "/$(id)",
        ):
            replies = client.ask(name, data=1)
            assert replies[-1]["successful"] in (True, False)
            if any(each in name for each in '\r\0\x7f\\<é%?"`'):
                failing(replies, "405")


@attack()
def a_hundred_thousand_subscriptions(arena):
    """of one session end at `limits.subscriptions_per_session`, with an error for each beyond"""
    with arena.client() as client:
        refused = 0
        for start in range(0, 100_000, 1000):
            client.send(
                [
                    client.message("/meta/subscribe", subscription=f"/s/{number}")
                    for number in range(start, start + 1000)
                ]
            )
            replies = client.read()
            refused += sum(not each["successful"] for each in replies)
        equal(refused, 99_000)


@attack()
def an_array_of_forty_thousand_subscriptions(arena):
    """in one message is refused as a whole"""
    with arena.client() as client:
        failing(
            client.ask(
                "/meta/subscribe", subscription=[f"/s/{number}" for number in range(40_000)]
            ),
            "403",
        )


@attack()
def wildcards_everywhere(arena):
    """`/**` and `/*` show nothing of `/meta`, of `/service`, or of what others ask; other places
    are refused
    """
    with arena.client() as spy, arena.client() as client:
        for pattern in ("/a/**/b", "/*/b", "/**/*", "/meta/*", "/meta/**", "/meta/connect"):
            failing(spy.ask("/meta/subscribe", subscription=pattern), "403")
        assert spy.ask("/meta/subscribe", subscription=["/**", "/*"])[-1]["successful"]
        client.ask("/meta/subscribe", subscription="/secret")
        client.ask("/service/secret", data="secret")
        client.ask("/meta/unsubscribe", subscription="/secret")
        client.ask("/done", data="end")
        seen = []
        while not any(each["channel"] == "/done" for each in seen):
            seen += spy.read()
        told = str([each for each in seen if not each["channel"].startswith("/victim")])
        assert client.id not in told and "secret" not in told, told


@attack()
def wildcards_under_service(arena):
    """subscribing to `/service/**` brings nothing of what others say to services"""
    with arena.client() as spy, arena.client() as client:
        for pattern in ("/service/**", "/service/*", "/service/secret"):
            spy.ask("/meta/subscribe", subscription=pattern)
        client.ask("/service/secret", data="secret")
        got = spy.ask("/meta/subscribe", subscription="/own")
        assert "secret" not in str(got[:-1]), got


@attack()
def publishing_to_meta_channels(arena):
    """those there are not are refused, and nobody hears of it"""
    with arena.client() as spy, arena.client() as client:
        spy.subscribe("/**")
        for channel in (
            "/meta/unknown",
            "/meta/publish",
            "/meta/*",
            "/meta/**",
            "/meta",
            "/meta/connect/x",
            "/meta/handshake/x",
        ):
            failing(client.ask(channel, data="forged"), "4")
        client.ask("/done", data="end")
        seen = []
        while not any(each["channel"] == "/done" for each in seen):
            seen += spy.read()
        assert "forged" not in str(seen)


@attack()
def publishing_to_patterns(arena):
    """405: one message does not reach every channel"""
    with arena.client() as client:
        for channel in ("/**", "/*", "/victim/*", "/victim/**"):
            failing(client.ask(channel, data="to all"), "405", "403")


@attack()
def publishing_to_names_that_nobody_knows(arena):
    """100 000 channels without subscribers cost nothing"""
    with arena.client() as client:
        for start in range(0, 100_000, 1000):
            client.send(
                [
                    client.message(f"/unknown/{number}", data=1)
                    for number in range(start, start + 1000)
                ]
            )
            equal(len(client.read()), 1000)


@attack()
def subscribing_and_unsubscribing_without_end(arena):
    """50 000 times with new names leaves nothing behind"""
    with arena.client() as client:
        for start in range(0, 50_000, 500):
            names = [f"/come/and/go/{number}" for number in range(start, start + 500)]
            client.send(
                [
                    client.message(f"/meta/{what}", subscription=name)
                    for name in names
                    for what in ("subscribe", "unsubscribe")
                ]
            )
            assert all(each["successful"] for each in client.read())
