"""Autobahn 6: what is UTF-8 and what is not, whole, in fragments and in segments."""

from functools import partial

from peer import fragments, in_parts_of, masked
from raw_frames import CONTINUATION, TEXT

WAYS = ("plain", "tls", "deflate")

KOSME = "κόσμε".encode()
VALID = {
    "several languages": "Hello-µ@ßöäüàá-UTF-8!!".encode(),
    "kosme": KOSME,
    "U+0020": b" ",
    "U+007F": b"\x7f",
    **{
        f"U+{point:04X}": chr(point).encode()
        for point in (
            *(0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xCFFF, 0xD000, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF),
            *(0x10000, 0x3FFFF, 0x40000, 0xFFFFF, 0x100000, 0x10FFFF),
            *(0xFEFF, 0x200B, 0x2028, 0xFFF9, 0xFFFB),  # special, though characters
        )
    },
    **{
        f"U+{plane + last:04X}, which is no character": chr(plane + last).encode()
        for plane in range(0, 0x110000, 0x10000)
        for last in (0xFFFE, 0xFFFF)
        if plane + last != 0xFFFF
    },
    **{f"U+{point:04X}, which is none": chr(point).encode() for point in (0xFDD0, 0xFDEF)},
    "letters of 1 to 4 bytes": "aé€𝄞".encode() * 10,
}
FIRST_BYTES = {2: range(0xC0, 0xE0), 3: range(0xE0, 0xF0), 4: range(0xF0, 0xF8)}
INVALID = {
    **{f"kosme cut after {end} bytes": KOSME[:end] for end in (1, 3, 5, 7, 9)},
    "kosme, then a surrogate": KOSME + b"\xed\xa0\x80" + b"edited",
    "the first of 5 bytes": b"\xf8\x88\x80\x80\x80",
    "the first of 6 bytes": b"\xfc\x84\x80\x80\x80\x80",
    "the last of 4 bytes": b"\xf7\xbf\xbf\xbf",
    "the last of 5 bytes": b"\xfb\xbf\xbf\xbf\xbf",
    "the last of 6 bytes": b"\xfd\xbf\xbf\xbf\xbf\xbf",
    "U+110000": b"\xf4\x90\x80\x80",
    "U+140000": b"\xf5\x80\x80\x80",
    "U+13FFFF": b"\xf4\xbf\xbf\xbf",
    **{f"{n} continuation bytes alone": (b"\x80\xbf" * 4)[:n] for n in range(1, 8)},
    "all continuation bytes alone": bytes(range(0x80, 0xC0)),
    **{
        f"first bytes of {n}, each before a space": b"".join(b"%c " % each for each in firsts)
        for n, firsts in FIRST_BYTES.items()
    },
    "the first byte of 5 before a space": b"\xf8 ",
    "the first byte of 6 before a space": b"\xfc ",
    "2 bytes without the last": b"\xc3",
    "3 bytes without the last": b"\xe2\x82",
    "3 bytes without the last two": b"\xe2",
    "4 bytes without the last": b"\xf0\x9d\x84",
    "4 bytes without the last two": b"\xf0\x9d",
    "4 bytes without the last three": b"\xf0",
    "such cut off ones in a row": b"\xc3\xe2\x82\xf0\x9d\x84\xdf\xef\xbf\xf7\xbf\xbf",
    "FE": b"\xfe",
    "FF": b"\xff",
    "FE FE FF FF": b"\xfe\xfe\xff\xff",
    "an overlong slash of 2 bytes": b"\xc0\xaf",
    "an overlong slash of 3 bytes": b"\xe0\x80\xaf",
    "an overlong slash of 4 bytes": b"\xf0\x80\x80\xaf",
    "an overlong slash of 5 bytes": b"\xf8\x80\x80\x80\xaf",
    "an overlong slash of 6 bytes": b"\xfc\x80\x80\x80\x80\xaf",
    "the largest overlong form of 2 bytes": b"\xc1\xbf",
    "the largest overlong form of 3 bytes": b"\xe0\x9f\xbf",
    "the largest overlong form of 4 bytes": b"\xf0\x8f\xbf\xbf",
    "an overlong NUL of 2 bytes": b"\xc0\x80",
    "an overlong NUL of 3 bytes": b"\xe0\x80\x80",
    "an overlong NUL of 4 bytes": b"\xf0\x80\x80\x80",
    **{
        f"the surrogate U+{point:X}": chr(point).encode(errors="surrogatepass")
        for point in (0xD800, 0xDB7F, 0xDB80, 0xDBFF, 0xDC00, 0xDF80, 0xDFFF)
    },
    **{
        f"the pair of surrogates U+{high:X} U+{low:X}": (chr(high) + chr(low)).encode(
            errors="surrogatepass"
        )
        for high in (0xD800, 0xDB7F, 0xDB80, 0xDBFF)
        for low in (0xDC00, 0xDFFF)
    },
}
CUT_OFF = tuple(name for name in INVALID if "without the last" in name)
CONTROLS = {"NUL": b"\0", "U+0001": b"\x01", "a line feed": b"\n", "U+001F": b"\x1f"}


def cases():
    for name, text in VALID.items():
        yield f"{name} comes back (5.6, 8.1)", partial(comes_back, text=text)
        yield f"{name} in fragments of a byte comes back (5.4, 8.1)", partial(
            comes_back, text=text, size=1
        )
    for name, text in INVALID.items():
        yield f"{name}: 1007 (8.1)", partial(refused, text=text)
        yield f"{name} in fragments of a byte: 1007 (5.4, 8.1)", partial(refused, text=text, size=1)
        yield f"{name} in the first of two fragments: 1007 (5.4, 8.1)", partial(
            fails, frames=fragments(b'["' + text + b'", "more"]', [2 + len(text)])
        )
    for name in CUT_OFF:
        yield f"{name} at the end of the message: 1007 (8.1)", partial(
            fails, frames=masked(TEXT, b'"' + INVALID[name])
        )
        yield f"{name}, then an empty last fragment: 1007 (5.4, 8.1)", partial(
            fails, frames=fragments(b'"' + INVALID[name], [1 + len(INVALID[name])])
        )
    for cut in range(1, len(KOSME)):
        yield f"kosme in fragments of {cut} and {len(KOSME) - cut} bytes (5.4, 8.1)", partial(
            cut_at, cut=cut
        )
    for step in (1, 2, 3):
        yield f"kosme in segments of {step} comes back (8.1)", partial(
            comes_back, text=KOSME, step=step
        )
    for name, text in CONTROLS.items():
        yield f"{name} is UTF-8, but no JSON: 1008 (8.1, 7.4.1)", partial(
            refused, text=text, code=1008
        )
    yield "a character cut off is not completed by the next message: 1007 (8.1)", next_message


def surrounded(peer, text):
    """(the frame's payload before the text, after it)"""
    before, after = peer.publication("\x01").split(b"\\u0001")
    return before, after


def comes_back(way, text, size=None, step=None):
    peer = way.echo()
    message = text.join(surrounded(peer, text))
    if size is None:
        frames = masked(TEXT, message)
    else:
        frames = in_parts_of(message, size)
    peer.echoes(frames, text.decode(), step)


def refused(way, text, size=None, code=1007):
    message = b'["' + text + b'"]'
    fails(way, in_parts_of(message, size or len(message)), code)


def fails(way, frames, code=1007):
    way.peer().fails(frames, code)


def cut_at(way, cut):
    peer = way.echo()
    before, after = surrounded(peer, KOSME)
    peer.echoes(fragments(before + KOSME + after, [len(before) + cut]), KOSME.decode())


def next_message(way):
    way.peer().fails(
        masked(TEXT, b'"\xc3', fin=False) + masked(CONTINUATION) + masked(TEXT, b"\xa9"), 1007
    )
