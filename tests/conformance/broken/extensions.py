"""The timesync and acknowledgement extensions."""

import time

from .mistakes import wrong
from .sessions import Acknowledgement
from .values import Number, integer


def extension(message, name):
    """What the message says for an extension; None when it says nothing sound."""
    ext = message.get("ext")
    return ext.get(name) if isinstance(ext, dict) else None


def number(value):
    return Number(int(value))


def now():
    return int(time.time() * 1000)


def timesync(message, received, reply):
    """TSY-01 to TSY-04."""
    asked = extension(message, "timesync")
    if not isinstance(asked, dict) or integer(asked.get("tc")) is None:
        return
    tc, lag, offset = (integer(asked.get(key)) for key in ("tc", "l", "o"))
    answer = {"tc": number(tc), "ts": number(received), "p": number(now() - received)}
    if lag is not None:
        accuracy = tc + (offset or 0) + lag - received
        if lag != 0 and abs(accuracy) < 25:
            return
        answer["a"] = number(accuracy)
    if wrong("timesync-echoes-client"):
        answer["ts"] = number(tc - 86_400_000)
    reply.setdefault("ext", {})["timesync"] = answer


def offer_acknowledgement(message, session, reply):
    """ACK-01: only for a client that asks with `true`."""
    asked = extension(message, "ack")
    if asked is True or wrong("ack-for-everyone"):
        session.acknowledgement = Acknowledgement()
        reply.setdefault("ext", {})["ack"] = True


def acknowledge(message, session):
    if session.acknowledgement is not None:
        session.acknowledgement.acknowledge(integer(extension(message, "ack")))


def count_batch(session, reply):
    if session.acknowledgement is not None:
        reply.setdefault("ext", {})["ack"] = number(session.acknowledgement.batch)
