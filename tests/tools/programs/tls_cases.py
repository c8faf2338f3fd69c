"""TLS, ended by a proxy before the broker."""

import contextlib
import socket
import ssl
import threading

from broker import Broker
from certificate import certificate
from client_process import run, subscribed
from tap import equal


class TlsProxy:
    def __init__(self, files, port, ask_certificate=False):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*files)
        if ask_certificate:
            self.context.load_verify_locations(files[0])
            self.context.verify_mode = ssl.CERT_REQUIRED
        self.target = port
        self.names = []
        self.context.sni_callback = lambda _, name, __: self.names.append(name)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        """A thread for each direction; TLS sockets allow one reader beside one writer."""
        with contextlib.suppress(OSError):
            secure = self.context.wrap_socket(client, server_side=True)
            broker = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=pump, args=(broker, secure), daemon=True).start()
            pump(secure, broker)


def pump(source, sink):
    with contextlib.suppress(OSError, ValueError):
        while data := source.recv(65536):
            sink.sendall(data)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def test_a_trusted_certificate():
    with certificate() as files, Broker() as broker, TlsProxy(files, broker.port) as proxy:
        for scheme in ("https", "wss"):
            url = f"{scheme}://localhost:{proxy.port}/cometd"
            with subscribed(url, "--ca", files[0], "--raw", "--count", 1, "/a") as sub:
                run("pub", "--ca", files[0], url, "/a", "12")
                sub.ends(0)
                equal(sub.out.rest(), ["12"])
        equal(set(proxy.names), {"localhost"})


def test_an_unknown_certificate():
    with certificate() as files, Broker() as broker, TlsProxy(files, broker.port) as proxy:
        for scheme in ("https", "wss"):
            url = f"{scheme}://localhost:{proxy.port}/cometd"
            _, said = run("pub", url, "/a", "1", status=3)
            equal(len(said), 1, f"lines of {said}")
            assert "its certificate is not trusted: self-signed certificate" in said[0], said
            run("pub", "--insecure", url, "/a", "1")


def test_a_certificate_for_another_name():
    with certificate() as files, Broker() as broker, TlsProxy(files, broker.port) as proxy:
        url = f"https://127.0.0.1:{proxy.port}/cometd"
        _, said = run("pub", "--ca", files[0], url, "/a", "1", status=3)
        assert "its certificate is not trusted" in said[0], said


def test_a_certificate_of_our_own():
    with certificate() as files, Broker() as broker:
        with TlsProxy(files, broker.port, ask_certificate=True) as proxy:
            url = f"wss://localhost:{proxy.port}/cometd"
            run("pub", "--ca", files[0], "--cert", files[0], "--key", files[1], url, "/a", "1")
            run("pub", "--ca", files[0], url, "/a", "1", status=3)


def test_tls_to_a_server_without():
    with Broker() as broker:
        _, said = run("pub", f"https://localhost:{broker.port}/cometd", "/a", "1", status=3)
        assert f"cannot connect to localhost port {broker.port}: TLS: " in said[0], said
