"""SIGHUP: certificates are read again, and nobody is disturbed."""

import http.client
import signal
import ssl
import time

from broker import PATIENCE, Broker
from certificate import certificate, listener
from tap import equal


def wait_for(broker, text):
    deadline = time.monotonic() + PATIENCE
    while not any(text in line for line in broker.log):
        assert time.monotonic() < deadline, f"{text} is not logged: {broker.log[-20:]}"
        time.sleep(0.02)


def ping(connection):
    connection.request("GET", "/cometd")
    return connection.getresponse().read()


def test_sighup_reads_certificates_again(shards):
    with certificate() as files, Broker(shards, listen=[listener(files)]) as broker:
        trusting = ssl.create_default_context(cafile=files[0])
        before = http.client.HTTPSConnection("localhost", broker.port, context=trusting)
        equal(ping(before), b"PING")
        broker.process.send_signal(signal.SIGHUP)
        wait_for(broker, f"now using certificate {files[0]}")
        equal(ping(before), b"PING")
        after = http.client.HTTPSConnection("localhost", broker.port, context=trusting)
        equal(ping(after), b"PING")
        before.close()
        after.close()


def test_sighup_keeps_the_old_ones_when_the_new_cannot_be_used(shards):
    with certificate() as files, Broker(shards, listen=[listener(files)]) as broker:
        trusting = ssl.create_default_context(cafile=files[0])
        files[1].unlink()
        broker.process.send_signal(signal.SIGHUP)
        wait_for(broker, f"error cannot use private_key {files[1]}: No such file or directory")
        connection = http.client.HTTPSConnection("localhost", broker.port, context=trusting)
        equal(ping(connection), b"PING")
        connection.close()


def test_sighup_does_not_end_a_server_without_tls(shards):
    with Broker(shards) as broker:
        broker.process.send_signal(signal.SIGHUP)
        connection = http.client.HTTPConnection("127.0.0.1", broker.port)
        equal(ping(connection), b"PING")
        connection.close()
