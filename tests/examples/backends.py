"""Usage: backends.py SOURCE_ROOT. The example backends, in both languages, over real sockets."""

import sys
from pathlib import Path

ROOT = Path(sys.argv[1]).resolve()
sys.path.insert(0, str(ROOT / "tests" / "support"))
import tap  # noqa: E402
from backend_process import Backend  # noqa: E402

EXAMPLES = ROOT / "docs" / "examples"


def echo(value, identifier):
    return '{"method":"echo","params":%s,"id":%s}' % (value, identifier)


def echoed(value, identifier):
    return '{"jsonrpc":"2.0","result":%s,"error":null,"id":%s}' % (value, identifier)


def greeted(backend):
    connection = backend.connect()
    connection.expect("READY")
    return connection


def random_greets(backend):
    greeted(backend)


def random_echoes(backend):
    connection = greeted(backend)
    connection.send(echo('["hi"]', '"a"'))
    connection.expect(echoed('["hi"]', '"a"'))


def random_ticks_until_stopped(backend):
    connection = greeted(backend)
    connection.send('{"method":"start","params":[1]}')
    for _ in range(3):
        message = connection.next_json()
        assert message["result"] in range(100), message
        del message["result"]
        tap.equal(message, {"jsonrpc": "2.0", "error": None, "id": None})
    connection.send('{"method":"stop","params":[]}' + echo(1, 2))
    while connection.next_json()["id"] != 2:
        pass
    connection.half_close()
    tap.equal(connection.rest(), "", "after stop")


def random_starts_anew(backend):
    """A second start replaces the first, or a client would get two streams."""
    connection = greeted(backend)
    connection.send('{"method":"start","params":[1]}{"method":"start","params":[1000000]}')
    connection.send(echo(1, 2))
    tap.equal(connection.next_json()["id"], 2)
    connection.half_close()
    tap.equal(connection.rest(), "", "after the slow start")


def random_reads_several_texts_at_once(backend):
    connection = greeted(backend)
    connection.send(echo("[1]", 1) + echo("[2]", 2) + "\n " + echo("[3]", 3))
    connection.expect(echoed("[1]", 1) + echoed("[2]", 2) + echoed("[3]", 3))


def random_reads_a_text_byte_by_byte(backend):
    connection = greeted(backend)
    connection.send_byte_by_byte(echo('["\\"}{\\\\", "é€", {"a":[{}]}]', 1))
    tap.equal(connection.next_json()["result"], ['"}{\\', "é€", {"a": [{}]}])


def random_reads_a_long_text(backend):
    connection = greeted(backend)
    text = "é}" * 300_000
    connection.send(echo(f'["{text}"]', 1))
    tap.equal(connection.next_json()["result"], [text])


def random_names_errors(backend):
    connection = greeted(backend)
    connection.send('{"method":"dance","id":4}')
    tap.equal(connection.next_json(), {
        "jsonrpc": "2.0", "result": None, "error": "unknown method dance", "id": 4})
    for wrong in ("{oops}", '{"method":"start","params":["x"]}'):
        connection.send(wrong)
        answer = connection.next_json()
        assert answer["result"] is None and answer["error"] and answer["id"] is None, answer
    connection.send(echo(1, 2))
    connection.expect(echoed(1, 2))


def random_finishes_when_half_closed(backend):
    connection = greeted(backend)
    connection.send(echo("[1]", 1))
    connection.half_close()
    tap.equal(connection.rest(), echoed("[1]", 1), "the answer that was due")


def random_survives_a_reset(backend):
    connection = greeted(backend)
    connection.send('{"method":"start","params":[1]}')
    connection.next_json()
    connection.socket.close()  # with numbers unread: the backend's next write is refused
    greeted(backend)


def random_keeps_clients_apart(backend):
    one, two = greeted(backend), greeted(backend)
    one.send(echo(1, 1))
    two.send(echo(2, 2))
    one.expect(echoed(1, 1))
    two.expect(echoed(2, 2))


def room(backend, size):
    """Connections that are all in the room: each shows it by a first message to those present."""
    members = []
    for _ in range(size):
        members.append(backend.connect())
        members[-1].send("here;")
        for member in members:
            member.expect("here;")
    return members


def dmsg_reaches_all(backend):
    members = room(backend, 3)
    members[1].send('{"from":"Ada","text":"hello"}')
    for member in members:
        member.expect('{"from":"Ada","text":"hello"}')


def dmsg_passes_text(backend):
    one, two = room(backend, 2)
    one.send("say {\"hi")
    two.expect("say {\"hi")


def dmsg_keeps_objects_whole(backend):
    one, two, three = room(backend, 3)
    one.send_byte_by_byte('{"text":"to be \\"}{ ')
    two.send('{"text":"meanwhile"}')
    three.expect('{"text":"meanwhile"}')
    one.send_byte_by_byte('é"}')
    three.expect('{"text":"to be \\"}{ é"}')


def dmsg_takes_a_long_message(backend):
    one, two = room(backend, 2)
    text = '{"text":"%s"}' % ("é}" * 200_000)
    one.send(text)
    two.expect(text)


def dmsg_closes_when_half_closed(backend):
    one, two = room(backend, 2)
    one.send('{"text":"bye"}')
    one.half_close()
    tap.equal(one.rest(), '{"text":"bye"}', "the last message")
    two.expect('{"text":"bye"}')
    two.send("alone")
    two.expect("alone")


CASES = [value for name, value in list(globals().items()) if name.startswith(("random_", "dmsg_"))]


def check(case, language):
    with Backend(EXAMPLES, case.__name__.split("_")[0], language) as backend:
        case(backend)


tap.run(
    (f"{case.__name__.replace('_', ' ')} ({language})",
     lambda case=case, language=language: check(case, language))
    for language in ("py", "mjs") for case in CASES)
