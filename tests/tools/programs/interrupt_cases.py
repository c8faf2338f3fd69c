"""Ctrl-C, pipes that break, and time that is up."""

import signal
import socket
import subprocess

from broker import PATIENCE, Broker
from client_process import Client, run, subscribed
from message_cases import url_of
from tap import equal


def test_ctrl_c_disconnects(scheme):
    with Broker() as broker:
        with subscribed(url_of(scheme, broker), "--verbose", "/n") as sub:
            sub.interrupt()
            said = sub.ends(0)
            assert any("< " in line and "/meta/disconnect" in line for line in said), said


def test_sigterm_does_too(scheme):
    with Broker() as broker:
        with subscribed(url_of(scheme, broker), "/n") as sub:
            sub.process.send_signal(signal.SIGTERM)
            sub.ends(0)


def test_ctrl_c_of_pub_waits_for_what_is_on_its_way(scheme):
    with Broker() as broker:
        url = url_of(scheme, broker)
        with subscribed(url, "--raw", "/n") as sub, Client("pub", url, "/n") as pub:
            pub.write("1\n", end=False)
            equal(sub.out.next(), "1")
            pub.interrupt()
            pub.ends(0)


def test_ctrl_c_while_there_is_no_server(scheme):
    with Broker() as broker:
        sub = subscribed(url_of(scheme, broker), "/n")
    with sub:
        sub.err.until("trying again")
        sub.interrupt()
        sub.ends(0)


def test_a_broken_pipe_ends_quietly(scheme):
    with Broker() as broker:
        url = url_of(scheme, broker)
        command = '"$0" "$1" /n | head -n 2'
        shell = subprocess.Popen(["sh", "-c", command, Client.programs["sub"], url],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        equal(shell.stderr.readline(), "bayeux-sub: subscribed to /n\n")
        for number in range(4):  # the third finds the pipe broken
            run("pub", url, "/n", str(number))
        out, err = shell.communicate(timeout=PATIENCE)
        equal(out.count("\n"), 2)
        equal(err, "")


def test_time_is_up(scheme):
    with Broker() as broker:
        url = url_of(scheme, broker)
        out, said = run("sub", "--timeout", "0.5", "--quiet", url, "/n", status=4)
        equal((out, said), ([], ["bayeux-sub: no event in time"]))


def test_a_server_that_says_nothing(scheme):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"{scheme}://127.0.0.1:{deaf.getsockname()[1]}/"
        _, said = run("pub", "--timeout", "0.3", url, "/n", "1", status=4)
        equal(said, ["bayeux-pub: not confirmed in time"])


def test_a_quiet_input_is_no_silent_server(scheme):
    with Broker() as broker:
        with Client("pub", "--timeout", "0.2", url_of(scheme, broker), "/n") as pub:
            try:
                pub.process.wait(1)
            except subprocess.TimeoutExpired:
                pass
            pub.write("1\n")
            equal(pub.ends(0), [])
