"""Nobody takes what the broker logs."""

import contextlib
import json
import os
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import tap
from broker import PATIENCE, Broker
from http_client import LongPolling
from web_socket import connected


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def await_listening(process, port):
    end = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        assert process.poll() is None, f"ended with {process.returncode}"
        assert time.monotonic() < end, "does not listen"
        time.sleep(0.02)


@contextlib.contextmanager
def broker_that_logs_to(stderr):
    """Its port; everything is logged."""
    port = free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        json.dump({"listen": [{"address": "127.0.0.1", "port": port}]}, file)
        file.flush()
        process = subprocess.Popen(
            [Broker.halley, "--config", file.name, "--log-level", "debug"], stderr=stderr
        )
        try:
            await_listening(process, port)
            yield process, port
            assert process.poll() is None, f"ended with {process.returncode}"
            process.terminate()
            tap.equal(process.wait(PATIENCE), 0, "exit status")
        finally:
            process.kill()
            process.wait()


def serve(port, turns=50):
    for _ in range(turns):
        with connected(port).subscribe("/served") as client:
            got = client.ask("/served", data=1)
            assert any(each.get("data") == 1 for each in got), got
            client.ask("/meta/disconnect")
    LongPolling(port).ask("/meta/disconnect")


def test_a_device_that_is_full():
    with open("/dev/full", "w", encoding="utf-8") as full, broker_that_logs_to(full) as (_, port):
        serve(port)


def test_a_pipe_that_nobody_has_open_any_more():
    reading, writing = os.pipe()
    with broker_that_logs_to(writing) as (_, port):
        os.close(writing)
        os.close(reading)
        serve(port)


def test_no_standard_error_at_all():
    port = free_port()
    command = f"exec '{Broker.halley}' --listen 127.0.0.1:{port} --log-level debug 2>&-"
    process = subprocess.Popen(["sh", "-c", command])
    try:
        await_listening(process, port)
        serve(port)
        process.terminate()
        tap.equal(process.wait(PATIENCE), 0, "exit status")
    finally:
        process.kill()
        process.wait()


def test_a_disk_that_becomes_full():
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder],
            capture_output=True,
            text=True,
            check=False,
        )
        if mounted.returncode:
            raise tap.Skip(f"no small disk can be mounted: {mounted.stderr.strip()}")
        try:
            log = Path(folder) / "halley.log"
            with log.open("w") as file, broker_that_logs_to(file) as (_, port):
                while log.stat().st_size < 64 * 1024:
                    serve(port, 10)
                serve(port)
        finally:
            subprocess.run(["umount", folder], check=True)
