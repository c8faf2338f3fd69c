"""Servers with other manners; headers, cookies and ext."""

import json

from broker import Broker
from client_process import run, subscribed
from odd_server import OddServer
from tap import equal


def test_a_server_with_odd_manners():
    with OddServer() as server, subscribed(server.url, "--raw", "/a") as sub:
        for number in range(3):
            server.publish("/a", number)
            equal(sub.out.next(), str(number))
        sub.interrupt()
        sub.ends(0)


def test_a_publication_to_a_server_with_odd_manners():
    with OddServer() as server:
        run("pub", server.url, "/a", input="1\n2\n")
        sent = [message["data"] for _, each in server.requests for message in each
                if message["channel"] == "/a"]
        equal(sent, [1, 2])


def test_cookies_are_kept():
    with OddServer() as server:
        run("pub", "--cookie", "mine=1", server.url, "/a", "1")
        headers = [headers.get("Cookie") for headers, _ in server.requests]
        equal(headers[0], "mine=1")
        assert len(headers) > 2, headers
        for header in headers[1:]:
            equal(header, "mine=1; LB=node1; BAYEUX_BROWSER=b")


def test_a_forgotten_session_is_begun_anew():
    with OddServer() as server, subscribed(server.url, "/a") as sub:
        server.forget()
        sub.err.until("subscribed again to /a")
        equal(server.subscribed, ["/a", "/a"])


def test_a_server_that_wants_no_more_of_it():
    with OddServer(error="403::\x1b[2Jout", advice={"reconnect": "none"}) as server:
        with subscribed(server.url, "/a") as sub:
            server.forget()
            equal(sub.ends(1)[-1], "bayeux-sub: the server ended the session: 403::?[2Jout")


def test_the_window_bounds_what_is_unconfirmed():
    with OddServer() as server:
        run("pub", "--window", "3", server.url, "/a", input="1\n" * 20)
        sizes = [len(each) for _, each in server.requests if each[0]["channel"] == "/a"]
        equal((sum(sizes), max(sizes) <= 3), (20, True), f"messages a request, {sizes},")


def test_headers_and_ext_are_sent():
    with OddServer() as server:
        with subscribed(server.url, "--header", "X-Tenant: a b", "--header", "User-Agent: me",
                        "--ext", '{"n":1}', "--subscribe-ext", '{"m":2}', "/a"):
            headers, messages = server.requests[0]
            equal((headers["X-Tenant"], headers["User-Agent"]), ("a b", "me"))
            equal(messages[0]["ext"], {"n": 1})
            sent = [message for _, each in server.requests for message in each]
            equal([message["ext"] for message in sent
                   if message["channel"] == "/meta/subscribe"], [{"m": 2}])


def test_replies_with_an_error_status_are_read():
    with OddServer(status=400) as server, subscribed(server.url, "/a"):
        pass


def test_no_such_path():
    with Broker() as broker:
        for scheme in ("http", "ws"):
            url = f"{scheme}://127.0.0.1:{broker.port}/nowhere"
            _, said = run("sub", url, "/a", status=1)
            equal(said, ["bayeux-sub: the server answers 404 Not Found at /nowhere"])


def test_refusals_are_told():
    with Broker() as broker:
        for scheme in ("http", "ws"):
            url = f"{scheme}://127.0.0.1:{broker.port}/cometd"
            _, said = run("sub", url, "/a/*/b", status=1)
            equal(said, ["bayeux-sub: the server refused the subscription to /a/*/b: "
                         "403:/a/*/b:subscription_invalid"])
            _, said = run("pub", url, "/a/*", "1", status=1)
            equal(said, ["bayeux-pub: the server refused it: 405:/a/*:channel_invalid"])


def test_the_transport_can_be_chosen():
    with Broker() as broker:
        for scheme, transport in (("http", "websocket"), ("ws", "long-polling")):
            url = f"{scheme}://127.0.0.1:{broker.port}/cometd"
            _, said = run("pub", "--verbose", "--transport", transport, url, "/a", "1")
            handshake = json.loads(said[0].removeprefix("> "))[0]
            equal(handshake["supportedConnectionTypes"], [transport])


def test_a_name_with_several_addresses():
    """localhost is ::1 first on many machines, where nobody listens."""
    with Broker() as broker:
        run("pub", f"http://localhost:{broker.port}/cometd", "/a", "1")
