#!/usr/bin/env python3
"""Usage: idle_memory.py HALLEY [CONNECTIONS]. What an idle WebSocket costs the broker in
memory, by `bayeux.websocket.compression`, and over TLS: resident bytes a connection, measured
in one run. For TLS it needs openssl.

Each connection has offered permessage-deflate, sent its handshake (compressed, if that was
agreed upon) and received the reply. It needs as many file descriptors as connections, twice."""

import base64
import json
import os
import re
import resource
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import zlib

MASK = b"\x12\x34\x56\x78"
HANDSHAKE = json.dumps([{
    "channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["websocket"],
    "ext": {"padding": " ".join(str(number) for number in range(100))},
}]).encode()


class Broker:
    def __init__(self, halley, compression, tls=None):
        self.file = tempfile.NamedTemporaryFile("w", suffix=".yaml")
        json.dump({  # JSON is YAML
            "listen": [{"address": "127.0.0.1", "port": 0, **({"tls": tls} if tls else {})}],
            "shards": 1,
            "bayeux": {"max_interval": "1h", "websocket": {"compression": compression}},
        }, self.file)
        self.file.flush()
        self.process = subprocess.Popen(
            [halley, "--config", self.file.name], stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if match := re.search(r"listening on https?://127\.0\.0\.1:(\d+)", line):
                self.port = int(match[1])
                return
        sys.exit("the broker ended")

    def resident(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return 1024 * int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])

    def stop(self):
        self.process.terminate()
        self.process.communicate()
        self.file.close()


def receive(connection, size):
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            sys.exit("the broker closed a connection")
        data += part
    return data


def connect(port, secure):
    connection = socket.create_connection(("127.0.0.1", port))
    if secure:
        connection = secure.wrap_socket(connection)
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall((
        f"GET /cometd HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n").encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += receive(connection, 1)
    payload, first = HANDSHAKE, 0x81
    if b"permessage-deflate" in head:
        deflater = zlib.compressobj(wbits=-12)
        payload = (deflater.compress(payload) + deflater.flush(zlib.Z_SYNC_FLUSH))[:-4]
        first |= 0x40
    masked = bytes(byte ^ MASK[index % 4] for index, byte in enumerate(payload))
    connection.sendall(struct.pack("!BBH", first, 0x80 | 126, len(masked)) + MASK + masked)
    size = receive(connection, 2)[1]
    if size == 126:
        size, = struct.unpack("!H", receive(connection, 2))
    receive(connection, size)
    return connection


def measure(halley, compression, count, tls=None, version=None):
    secure = None
    if tls:
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        secure.check_hostname, secure.verify_mode = False, ssl.CERT_NONE
        secure.minimum_version = secure.maximum_version = version
    broker = Broker(halley, compression, tls)
    warm = [connect(broker.port, secure) for _ in range(10)]
    before = broker.resident()
    connections = [connect(broker.port, secure) for _ in range(count)]
    cost = (broker.resident() - before) / count
    for connection in warm + connections:
        connection.close()
    broker.stop()
    return cost


def main():
    halley = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, count + 100)), hard))
    for compression in ["off", "message", "connection"]:
        cost = measure(halley, compression, count)
        print(f"{compression:12}{cost / 1024:8.1f} KiB a connection", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        tls = {"certificate": f"{folder}/cert.pem", "private_key": f"{folder}/key.pem"}
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-subj", "/CN=localhost", "-out", tls["certificate"],
             "-keyout", tls["private_key"]], check=True, capture_output=True)
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            cost = measure(halley, "off", count, tls, version)
            name = f"off, {version.name.replace('_', '.')}"
            print(f"{name:12}{cost / 1024:8.1f} KiB a connection", flush=True)


main()
