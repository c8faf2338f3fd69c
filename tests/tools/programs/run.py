"""Usage: run.py HALLEY BAYEUX_PUB BAYEUX_SUB [PART OF A NAME]. The command-line clients as users
run them, against halley, a server with odd manners, and Faye; most cases by both transports."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "support"), str(HERE.parents[1] / "process")]
import connection_cases  # noqa: E402
import doc_cases  # noqa: E402
import faye_cases  # noqa: E402
import interrupt_cases  # noqa: E402
import message_cases  # noqa: E402
import recovery_cases  # noqa: E402
import tap  # noqa: E402
import tls_cases  # noqa: E402
import usage_cases  # noqa: E402
from broker import Broker  # noqa: E402
from client_process import Client  # noqa: E402

BOTH = [message_cases, recovery_cases, interrupt_cases, faye_cases]
ONCE = [usage_cases, connection_cases, tls_cases, doc_cases]


def all_cases():
    for module in BOTH:
        for name, case in tap.cases_of(module):
            for scheme, transport in (("http", "long-polling"), ("ws", "websocket")):
                yield f"{name}, {transport}", lambda case=case, scheme=scheme: case(scheme)
    for module in ONCE:
        yield from tap.cases_of(module)


Broker.halley = str(Path(sys.argv[1]).resolve())
Client.programs = {"pub": str(Path(sys.argv[2]).resolve()), "sub": str(Path(sys.argv[3]).resolve())}
wanted = sys.argv[4] if len(sys.argv) > 4 else ""
tap.run((name, case) for name, case in all_cases() if wanted in name)
