"""permessage-deflate as RFC 7692 has it, from a client's side."""

import re
import zlib

EMPTY_BLOCK = b"\x00\x00\xff\xff"
PARAMETERS = (
    "server_no_context_takeover",
    "client_no_context_takeover",
    "server_max_window_bits",
    "client_max_window_bits",
)


def packer(bits=15, level=9):
    """A window of 256 bytes is more than zlib can keep to, so nothing refers back there."""
    if bits == 8:
        return zlib.compressobj(level, zlib.DEFLATED, -9, strategy=zlib.Z_HUFFMAN_ONLY)
    return zlib.compressobj(level, zlib.DEFLATED, -bits)


def packed(text, packer):
    """A message's payload (7.2.1)."""
    data = packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)
    assert data.endswith(EMPTY_BLOCK)
    return data[: -len(EMPTY_BLOCK)]


def deflate(text):
    return packed(text, packer())


class Agreement:
    """What the broker answered to the offers."""

    def __init__(self, parameters):
        self.parameters = parameters
        self.server_bits = int(parameters.get("server_max_window_bits", 15))
        self.client_bits = int(parameters.get("client_max_window_bits", 15))
        self.server_forgets = "server_no_context_takeover" in parameters
        self.client_forgets = "client_no_context_takeover" in parameters
        self.unpacker = self.packer = None

    @classmethod
    def of(cls, headers):
        """None without an extension; an answer that is none is a failure (RFC 7692, 5, 7.1)."""
        if not headers:
            return None
        name, *given = [part.strip() for part in ", ".join(headers).split(";")]
        assert name == "permessage-deflate", headers
        parameters = {}
        for each in given:
            found = re.fullmatch(r"(\w+)(?:=([0-9]+))?", each)
            assert found and found[1] in PARAMETERS, f"an unknown parameter: {headers}"
            assert found[1] not in parameters, f"a parameter twice: {headers}"
            has_value = found[1].endswith("_bits")
            assert (found[2] is not None) == has_value, f"a value missing or too many: {headers}"
            assert not has_value or 8 <= int(found[2]) <= 15, f"no size of a window: {headers}"
            parameters[found[1]] = found[2]
        return cls(parameters)

    def answers(self, offer):
        """Holds it to what one offer, a dictionary of parameters, asked for (7.1.1, 7.1.2)."""
        if "server_no_context_takeover" in offer:
            assert self.server_forgets, "server_no_context_takeover is not agreed to (7.1.1.1)"
        if "server_max_window_bits" in offer:
            assert (
                "server_max_window_bits" in self.parameters
            ), "server_max_window_bits is not agreed to (7.1.2.1)"
            asked = int(offer["server_max_window_bits"])
            assert self.server_bits <= asked, f"a window of {self.server_bits} bits (7.1.2.1)"
        if "client_max_window_bits" in self.parameters:
            assert "client_max_window_bits" in offer, "a smaller window, unasked (7.1.2.2)"
            asked = int(offer["client_max_window_bits"] or 15)
            assert self.client_bits <= asked, f"a window of {self.client_bits} bits (7.1.2.2)"

    def inflate(self, payload):
        """Fails where the broker refers to more than the window that was agreed to."""
        if self.server_forgets or not self.unpacker:
            self.unpacker = zlib.decompressobj(-self.server_bits)
        # What has been put out in the same call is not looked for in the window.
        step = 64 if len(payload) < 4096 else 4096
        text, rest = [], payload + EMPTY_BLOCK
        while True:
            part = self.unpacker.decompress(rest, step)
            text.append(part)
            rest = self.unpacker.unconsumed_tail
            if not rest and len(part) < step:
                return b"".join(text)

    def deflate(self, text):
        if self.client_forgets or not self.packer:
            self.packer = packer(self.client_bits)
        return packed(text, self.packer)
