"""Where Halley differs from what the Autobahn suite wants of RFC 6455, and why."""

from closing import code_of
from peer import masked
from raw_frames import TEXT

WAYS = ("plain", "tls", "deflate")


def cases():
    yield "the answer to a text right before a close may stay away (5.5.1)", answer_before_close


def answer_before_close(way):
    """5.5.1 lets an endpoint send its current message before it answers a close, and does not
    ask it to. What is delivered in one turn of the loop leaves at its end, and the close has been
    answered by then. The text has been acted on, and events that did not leave wait for the
    session.
    """
    witness, peer = way.echo(), way.echo()
    witness.subscribe(peer.channel)
    peer.write(masked(TEXT, peer.publication("last")))
    peer.close(code_of(1000))
    peer.closes(1000, after=(TEXT,))
    witness.all_come_back(["last"])
