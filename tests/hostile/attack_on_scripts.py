"""JSONP: what a page of any origin can have the broker write into a script."""

import json
from urllib.parse import quote

from arena import attack
from http_client import HANDSHAKE, HttpClient
from tap import equal

CONFIG = {"bayeux": {"transports": ["websocket", "long-polling", "callback-polling"]}}


def script(callback, messages="[]"):
    text = messages if isinstance(messages, str) else json.dumps(messages)
    return (
        f"GET /cometd?jsonp={callback}&message={quote(text)} HTTP/1.1\r\nHost: broker.test\r\n"
        "Connection: close\r\n\r\n"
    ).encode()


@attack()
def callbacks_that_are_programs(arena):
    """anything but a path of identifiers: 400, and not a character of it in the answer"""
    for name in (
        "alert(1)//",
        "a;b",
        "a=b",
        "</script><hostile>",
        "a%0d%0ab",
        "a%00",
        "a%e2%80%a8b",
        "a%20b",
        "a[0]",
        "a`b`",
        "%2f%2a",
        "1a",
        ".a",
        "a..b",
        "a.",
        "eval%28",
        "%22",
        "%27",
        "+",
        "&#x61;",
        "a" * 65,
    ):
        response = arena.refused(script(name), 400)
        assert b"hostile" not in response.body and b"alert" not in response.body, response.body


@attack()
def an_answer_that_is_another_kind_of_file(arena):
    """begins with `/**/` and forbids guessing at its type, so that it is a script and nothing else"""
    with arena.http() as http:
        http.write(script("CWSMTx.y"))
        response = http.read_response()
        equal(response.status, 200)
        assert response.body.startswith(b"/**/"), response.body
        assert response.header("content-type").startswith("text/javascript"), response.headers
        equal(response.header("x-content-type-options"), "nosniff")


@attack()
def events_that_break_out_of_the_script(arena):
    """U+2028, `</script>` and `<!--` in an event stay data of a script"""
    with HttpClient(arena.broker.port) as http:
        http.write(script("f", [HANDSHAKE]).replace(b"Connection: close\r\n", b""))
        session = json.loads(http.read_response().body[6:-2])[0]["clientId"]

        def ask(channel, **members):
            message = {"channel": channel, "clientId": session, **members}
            http.write(script("f", [message]).replace(b"Connection: close\r\n", b""))
            return http.read_response()

        connection = {"connectionType": "callback-polling", "advice": {"timeout": 0}}
        ask("/meta/connect", **connection)
        ask("/meta/subscribe", subscription="/script")
        with arena.client() as publisher:
            publisher.send(
                '[{"channel":"/script","clientId":"%s","data":"\u2028\u2029</script><!--"}]'
                % publisher.id
            )
            publisher.read()
        response = ask("/meta/connect", **connection)
        assert (
            "\u2028" not in response.body.decode() and "\u2029" not in response.body.decode()
        ), response.body
        equal(json.loads(response.body[6:-2])[0]["data"], "\u2028\u2029</script><!--")
        assert response.header("content-type").startswith("text/javascript")


@attack()
def messages_in_a_giant_url(arena):
    """431"""
    arena.refused(script("f", [{"channel": "/x", "data": "x" * 100_000}]), 431, 414)


@attack()
def scripts_of_another_site_with_a_visitors_session(arena):
    """a request without the session's cookie but with another one is told `402`"""
    client = arena.victim.polling
    message = [{"channel": "/victim/news", "clientId": client.id, "data": "forged"}]
    request = script("f", message).replace(
        b"Connection: close", b"Cookie: BAYEUX_BROWSER=" + b"0" * 32
    )
    with arena.http() as http:
        http.write(request)
        assert b"402" in http.read_response().body
