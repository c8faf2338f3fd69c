"""Autobahn 12 and 13: what is offered for permessage-deflate, and what is agreed to (RFC 7692, 7.1)."""

import itertools
import random
import string
from functools import partial

from peer import DEFLATED, masked
from raw_frames import TEXT
from tap import equal

WAYS = ("deflate", "deflate-alone")
HEADER = "Sec-WebSocket-Extensions: "
ABSENT = "absent"
SIZES = tuple(str(bits) for bits in range(8, 16))

NO_SIZES = ("0", "1", "7", "16", "99", "-9", "+10", "010", "08", "10.0", "1e1", "ten", "0xa")
DECLINED = (
    "server_max_window_bits",
    *(f"server_max_window_bits={size}" for size in NO_SIZES),
    *(f"client_max_window_bits={size}" for size in NO_SIZES),
    "server_max_window_bits=10; server_max_window_bits=10",
    "server_max_window_bits=10; server_max_window_bits=11",
    "client_max_window_bits; client_max_window_bits",
    "client_max_window_bits=10; client_max_window_bits=11",
    "server_no_context_takeover; server_no_context_takeover",
    "client_no_context_takeover; client_no_context_takeover",
    "server_no_context_takeover=1",
    "client_no_context_takeover=true",
    "unknown",
    "unknown=10",
    "client_max_window_bits; unknown",
    "server_max_window_bits=8",  # which zlib cannot keep to
)
# (what, headers, the offer that is agreed to, or none)
SEVERAL = (
    (
        "the first of two",
        ["{pmd}; server_max_window_bits=10, {pmd}"],
        {"server_max_window_bits": "10"},
    ),
    ("the one that is known", ["x-unknown; a=b, {pmd}"], {}),
    ("the one that is known, in a second header", ["x-unknown", "{pmd}"], {}),
    ("the one that is known, before another", ["{pmd}, x-unknown"], {}),
    ("the second, as the first is wrong", ["{pmd}; unknown, {pmd}"], {}),
    ("the second, as the first has no size", ["{pmd}; server_max_window_bits=7, {pmd}"], {}),
    ("the second, as the first is too small", ["{pmd}; server_max_window_bits=8, {pmd}"], {}),
    ("none, as all are wrong", ["{pmd}; unknown, {pmd}; client_max_window_bits=7"], None),
    (
        "none of other names",
        ["x-webkit-deflate-frame, permessage-bzip2, permessage-deflate2"],
        None,
    ),
    ("none without an offer", [], None),
    ("a size in quotes", ['{pmd}; server_max_window_bits="10"'], {"server_max_window_bits": "10"}),
    ("with white space", ["{pmd} ; server_max_window_bits = 10"], {"server_max_window_bits": "10"}),
    ("without white space", ["{pmd};server_max_window_bits=10"], {"server_max_window_bits": "10"}),
    ("with empty elements of the list", [", ,{pmd},"], {}),
    ("a parameter of another extension", ["x-unknown; client_max_window_bits, {pmd}"], {}),
    (
        "another order",
        ["{pmd}; client_max_window_bits; server_no_context_takeover"],
        {"client_max_window_bits": "", "server_no_context_takeover": ""},
    ),
)


def cases():
    for forgets, remembers, bits, own in itertools.product(
        (False, True), (False, True), (ABSENT, *SIZES[1:]), (ABSENT, "", *SIZES)
    ):
        offer = {
            **({"server_no_context_takeover": ""} if forgets else {}),
            **({"client_no_context_takeover": ""} if remembers else {}),
            **({"server_max_window_bits": bits} if bits != ABSENT else {}),
            **({"client_max_window_bits": own} if own != ABSENT else {}),
        }
        yield f"offered {text_of(offer)}: agreed to and kept (7.1)", partial(agreed, offer=offer)
    for parameters in DECLINED:
        yield f"offered {parameters}: declined (7.1)", partial(declined, parameters=parameters)
    for what, headers, offer in SEVERAL:
        yield f"of several offers {what} (5, 7.1; RFC 6455, 9.1)", partial(
            several, headers=headers, offer=offer
        )


def text_of(offer):
    parameters = (name + (f"={value}" if value else "") for name, value in offer.items())
    return "; ".join(["permessage-deflate", *parameters])


def block(bits, seed):
    """Letters that repeat themselves only at a distance as large as such a window allows."""
    letters = random.Random(seed).choices(string.ascii_letters + string.digits, k=(3 << bits) // 4)
    return "".join(letters) * 2


def agreed(way, offer):
    peer = way.peer([HEADER + text_of(offer)])
    assert peer.agreement, "declined"
    peer.agreement.answers(offer)
    both_ways(peer.echo())


def both_ways(peer):
    """Messages that use what the client may refer to, and answers that do what the broker may."""
    agreement = peer.agreement
    for seed in range(2):
        data = block(agreement.client_bits, seed) + block(agreement.server_bits, seed)
        message = agreement.deflate(peer.publication(data))
        peer.echoes(masked(TEXT, message, reserved=DEFLATED), data)


def declined(way, parameters):
    peer = way.peer([f"{HEADER}permessage-deflate; {parameters}"])
    is_plain(peer)


def is_plain(peer):
    equal(peer.upgrade.header("sec-websocket-extensions"), None, "Sec-WebSocket-Extensions")
    peer.still_echoes()
    peer.fails(masked(TEXT, b"[]", reserved=DEFLATED), 1002)


def several(way, headers, offer):
    peer = way.peer([HEADER + each.replace("{pmd}", "permessage-deflate") for each in headers])
    if offer is None:
        return is_plain(peer)
    assert peer.agreement, "declined"
    peer.agreement.answers(offer)
    both_ways(peer.echo())
