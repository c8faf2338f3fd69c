"""A Bayeux server that makes mistakes when it is told to: the conformance tool must find them.

Without `--mistake` it is correct. It listens on a port of the loopback and prints its URL.
"""

import argparse
import asyncio
import ssl

from broken import mistakes
from broken.http import PATH, Connection
from broken.protocol import Protocol
from broken.sessions import Sessions


def context_of(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


async def serve(options):
    protocol = Protocol(Sessions(options.max_interval), options.timeout)

    async def accept(reader, writer):
        await Connection(protocol, reader, writer).run()

    tls = context_of(*options.tls) if options.tls else None
    server = await asyncio.start_server(accept, "127.0.0.1", options.port, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    print(f"{'https' if tls else 'http'}://127.0.0.1:{port}{PATH}", flush=True)
    async with server:
        await server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="list the mistakes")
    parser.add_argument("--mistake", action="append", default=[], choices=mistakes.MISTAKES,
                        metavar="NAME", help="make this mistake")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--timeout", type=float, default=4.0, help="a connect is held, in seconds")
    parser.add_argument("--max-interval", type=float, default=20.0,
                        help="seconds that a session waits for a connect")
    parser.add_argument("--patience", type=float, default=Connection.patience,
                        help="seconds for the rest of a request that has begun")
    parser.add_argument("--tls", nargs=2, metavar=("CERTIFICATE", "KEY"), help="speak https")
    options = parser.parse_args()
    if options.list:
        for name, text in mistakes.MISTAKES.items():
            print(f"{name}: {text}")
        return
    mistakes.make(options.mistake)
    Connection.patience = options.patience
    try:
        asyncio.run(serve(options))
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
