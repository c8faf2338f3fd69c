"""The opening handshake of RFC 6455, 4.1 and 4.2."""

from functools import partial

from http_client import HttpClient
from peer import masked
from raw_frames import PING
from tap import equal

WAYS = ("plain", "tls")

KEY, ACCEPT = "dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
GOOD = {
    "Host": "broker.test",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13",
}
VERSION, KEYS = "Sec-WebSocket-Version", "Sec-WebSocket-Key"
PROTOCOL, EXTENSIONS = "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions"

# (what, headers instead of those above: None is left out, a list comes several times)
OPENS = (
    ("the headers of the RFC (1.3)", {}),
    ("Upgrade: WebSocket (4.2.1, 3)", {"Upgrade": "WebSocket"}),
    ("Upgrade: WEBSOCKET (4.2.1, 3)", {"Upgrade": "WEBSOCKET"}),
    ("Connection: upgrade (4.2.1, 4)", {"Connection": "upgrade"}),
    ("Connection: keep-alive, Upgrade (4.2.1, 4)", {"Connection": "keep-alive, Upgrade"}),
    ("Connection: Upgrade,keep-alive (4.2.1, 4)", {"Connection": "Upgrade,keep-alive"}),
    ("two Connection headers (4.2.1, 4)", {"Connection": ["keep-alive", "Upgrade"]}),
    ("two Upgrade headers (4.2.1, 3)", {"Upgrade": ["h2c", "websocket"]}),
    ("an Upgrade to one of two (RFC 9110, 7.8)", {"Upgrade": "h2c, websocket"}),
    ("white space around values (RFC 9110, 5.5)", {"Upgrade": "  websocket \t", VERSION: " 13 "}),
    ("a Host with a port (4.1, 4)", {"Host": "broker.test:8080"}),
    ("a Host that is an IPv6 address (4.1, 4)", {"Host": "[::1]:8080"}),
    ("other headers (4.2.1, 10)", {"Cookie": "a=b", "User-Agent": "test", "X-Other": "x"}),
    ("an Origin that is the host's (4.2.1, 7)", {"Origin": "https://broker.test"}),
    ("an extension that nobody knows (9.1)", {EXTENSIONS: "x-unknown; a=1; b"}),
    ("extensions that nobody knows (9.1)", {EXTENSIONS: ["x-unknown", 'x-other; q="ab"']}),
    ("a key of 16 zeros (4.2.1, 5)", {KEYS: "AAAAAAAAAAAAAAAAAAAAAA=="}),
    ("a key with all signs of base 64 (4.2.1, 5)", {KEYS: "+/+/+/+/+/+/+/+/+/+/+w=="}),
)
REFUSED = (
    ("no Host (4.2.1, 2)", {"Host": None}, 400),
    ("two Hosts (RFC 9112, 3.2)", {"Host": ["broker.test", "other.test"]}, 400),
    ("no Connection (4.2.1, 4)", {"Connection": None}, 400),
    ("Connection: keep-alive (4.2.1, 4)", {"Connection": "keep-alive"}, 400),
    ("Connection: upgraded (4.2.1, 4)", {"Connection": "upgraded"}, 400),
    ("no key (4.2.1, 5)", {KEYS: None}, 400),
    ("an empty key (4.2.1, 5)", {KEYS: ""}, 400),
    ("a key of 15 bytes (4.2.1, 5)", {KEYS: "AAAAAAAAAAAAAAAAAAAA"}, 400),
    ("a key of 17 bytes (4.2.1, 5)", {KEYS: "AAAAAAAAAAAAAAAAAAAAAAA="}, 400),
    ("a key of 18 bytes (4.2.1, 5)", {KEYS: "AAAAAAAAAAAAAAAAAAAAAAAA"}, 400),
    ("a key that is no base 64 (4.2.1, 5)", {KEYS: "!!!!!!!!!!!!!!!!!!!!!!=="}, 400),
    ("a key without its padding (4.2.1, 5)", {KEYS: "dGhlIHNhbXBsZSBub25jZQ"}, 400),
    ("a key of 1000 letters (4.2.1, 5)", {KEYS: "A" * 1000}, 400),
    ("two keys (11.3.1)", {KEYS: [KEY, "AAAAAAAAAAAAAAAAAAAAAA=="]}, 400),
    ("the same key twice (11.3.1)", {KEYS: [KEY, KEY]}, 400),
    ("no version (4.2.1, 6)", {VERSION: None}, 426),
    *(
        (f"version {version or 'of nothing'} (4.2.1, 6; 4.4)", {VERSION: version}, 426)
        for version in ("", "0", "7", "8", "12", "14", "25", "255", "256", "-13", "+13")
    ),
    *(
        (f"version {version} (4.2.1, 6; 4.4)", {VERSION: version}, 426)
        for version in ("013", "13.0", "1 3", "13a", "thirteen", "13, 8", "8, 13", "99999999999")
    ),
    ("two versions (11.3.5)", {VERSION: ["13", "8"]}, 400),
    ("the same version twice (11.3.5)", {VERSION: ["13", "13"]}, 400),
    *(
        (f"extensions that are none, {text} (9.1)", {EXTENSIONS: text}, 400)
        for text in (
            *("permessage-deflate;", ";", "=", "permessage-deflate; =10", "a b", "a; b c"),
            *(
                "",
                "a; b=",
                'a; b="',
                'a; b="c',
                "a; b=c=d",
                "(",
                "a/b",
                'a; b="c"d',
                'a; b="c d"',
                'a; b=""',
            ),
        )
    ),
    ("a foreign Origin (4.2.2, 4)", {"Origin": "http://evil.test"}, 403),
)
# What is no opening handshake at all is answered as any other request, but never with 101.
NO_OPENING = (
    ("no Upgrade (4.2.1, 3)", {"Upgrade": None}),
    ("Upgrade: websockets (4.2.1, 3)", {"Upgrade": "websockets"}),
    ("Upgrade: h2c (4.2.1, 3)", {"Upgrade": "h2c"}),
    ("Upgrade: web, socket (4.2.1, 3)", {"Upgrade": "web, socket"}),
)
METHODS = ("POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "CONNECT", "get")
PROTOCOLS = (
    ("one", "bayeux", "bayeux"),
    ("one of several", "chat, bayeux, mqtt", "bayeux"),
    ("several headers", ["chat", "bayeux"], "bayeux"),
    ("one that is unknown", "chat", None),
    ("several that are unknown", "chat, superchat", None),
    ("one that contains it", "bayeux2, xbayeux", None),
    ("one in other letters, as names are compared as they are", "Bayeux", None),
    ("twice", "bayeux, bayeux", "bayeux"),
)


def cases():
    for what, changes in OPENS:
        yield f"{what}: 101", partial(opens, changes=changes)
    for turn in ("lower", "upper", "swapcase"):
        yield f"names of headers in {turn} letters: 101 (4.1)", partial(
            opens, turn=getattr(str, turn)
        )
    yield "the headers in reverse: 101 (4.2.1)", partial(opens, reverse=True)
    for target in ("/cometd?a=b", "/cometd/below", "/cometd?", "http://broker.test/cometd"):
        yield f"GET {target}: 101 (4.2.1, 1)", partial(opens, target=target)
    for step in (1, 7):
        yield f"the request in segments of {step}: 101", partial(opens, step=step)
    for name, offered, agreed in PROTOCOLS:
        result = agreed or "none"
        yield f"subprotocols, {name}: {result} is agreed to (4.2.2, 5.5)", partial(
            protocol, offered=offered, agreed=agreed
        )
    for what, changes, status in REFUSED:
        yield f"{what}: {status}", partial(refused, changes=changes, status=status)
    for what, changes in NO_OPENING:
        yield f"{what}: not 101", partial(refused, changes=changes)
    for method in METHODS:
        yield f"{method}: not 101 (4.2.1, 1)", partial(refused, method=method)
    for version in ("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "http/1.1"):
        yield f"{version}: not 101 (4.2.1, 1)", partial(refused, version=version)
    yield "a path that there is not: 404 (4.2.2, 4)", partial(refused, target="/no", status=404)
    yield "a frame before the answer: 400 (4.1)", partial(
        refused, and_then=masked(PING, b"early"), status=400
    )
    yield "a 426 names the version that is known (4.4)", known_version


def request(
    changes=None, method="GET", target="/cometd", version="HTTP/1.1", turn=str, reverse=False
):
    headers = {**GOOD, **(changes or {})}
    lines = [
        f"{turn(name)}: {value}"
        for name, values in headers.items()
        if values is not None
        for value in (values if isinstance(values, list) else [values])
    ]
    lines = reversed(lines) if reverse else lines
    return "\r\n".join([f"{method} {target} {version}", *lines, "", ""]).encode()


def answer(way, sent, step=None, head_only=False):
    """(response, connection)"""
    http = HttpClient(way.port, way.tls)
    for start in range(0, len(sent), step or len(sent)):
        http.write(sent[start : start + (step or len(sent))])
    return http.read_response(head_only), http


def is_open(response, key=KEY):
    """All that the answer must and must not have (4.2.2, 5)."""
    equal(response.status, 101)
    equal(response.header("upgrade").lower(), "websocket")
    equal(response.header("connection").lower(), "upgrade")
    if key == KEY:
        equal(response.header("sec-websocket-accept"), ACCEPT)  # as in 1.3
    names = [name for name, _ in response.headers]
    for name in ("upgrade", "connection", "sec-websocket-accept"):
        equal(names.count(name), 1, f"headers {name}")
    for name in ("sec-websocket-extensions", "content-length", "transfer-encoding"):
        assert name not in names, f"{name} in the answer"


def is_alive(http):
    http.write(masked(PING, b"open"))
    equal(http.read_exactly(6), b"\x8a\x04open")


def opens(way, changes=None, step=None, **how):
    response, http = answer(way, request(changes, **how), step)
    is_open(response, (changes or {}).get(KEYS, KEY))
    equal(response.header("sec-websocket-protocol"), None)
    is_alive(http)


def protocol(way, offered, agreed):
    response, http = answer(way, request({PROTOCOL: offered}))
    is_open(response)
    equal(
        [value for name, value in response.headers if name == PROTOCOL.lower()],
        [agreed] * bool(agreed),
    )
    is_alive(http)


def refused(way, changes=None, status=None, and_then=b"", **how):
    head_only = how.get("method") == "HEAD"
    try:
        response, _ = answer(way, request(changes, **how) + and_then, head_only=head_only)
    except EOFError:
        assert status is None, "closed without an answer"
        return
    assert response.status != 101, "101"
    if status:
        equal(response.status, status)


def known_version(way):
    response, _ = answer(way, request({VERSION: "8"}))
    equal((response.status, response.header("sec-websocket-version")), (426, "13"))
