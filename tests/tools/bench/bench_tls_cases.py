"""Over TLS, where the certificate counts."""

from bench_run import BRIEFLY, measure, sound
from broker import Broker
from certificate import certificate, listener
from client_process import run
from tap import equal


def test_loads_over_tls():
    with certificate() as files, Broker(shards=2, listen=[listener(files)]) as broker:
        for scheme in ("https", "wss"):
            url = f"{scheme}://localhost:{broker.port}/cometd"
            # Larger than a record of TLS, and smaller.
            for payload in (50, 40_000):
                figures = sound(measure("load", url, "--ca", files[0], "--clients", 4, "--window", 20,
                                        "--payload", payload, *BRIEFLY))
                equal(figures["expected"], 4 * figures["published"])
            sound_idle = measure("idle", url, "--insecure", "--clients", 5, "--seconds", "0.4",
                                 "--server-pid", broker.process.pid)
            equal(sound_idle["failures"], [])


def test_what_is_not_trusted_is_not_loaded():
    with certificate() as files, Broker(listen=[listener(files)]) as broker:
        for arguments in ([f"wss://localhost:{broker.port}/cometd"],
                          [f"https://127.0.0.1:{broker.port}/cometd", "--ca", files[0]]):
            _, said = run("bench", "load", *arguments, "--patience", "5", status=3)
            assert "cannot speak TLS: certificate verify failed" in said[-1], said


def test_a_server_that_speaks_plain_text():
    with Broker() as broker:
        _, said = run("bench", "load", f"wss://localhost:{broker.port}/cometd", "--patience", "5",
                      status=3)
        assert "cannot speak TLS: " in said[-1], said
