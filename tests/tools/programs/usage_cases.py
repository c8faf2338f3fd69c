"""Mistakes on the command line, help, and the version."""

import json
import re
import tempfile

from client_process import run
from tap import equal

URL = "http://127.0.0.1:1/cometd"


def refused(program, *arguments):
    """The one sentence on the standard error."""
    out, said = run(program, *arguments, status=2)
    equal(out, [])
    equal(len(said), 1, f"lines of {said}")
    assert said[0].startswith(f"bayeux-{program}: "), said
    return said[0]


def test_mistakes_are_told_in_one_line():
    for arguments, expected in [
            (["sub"], "URL is required"),
            (["sub", URL], "CHANNEL is required"),
            (["sub", "example.org", "/a"], "is no URL"),
            (["sub", URL, "a"], "is no channel"),
            (["sub", URL, "/meta/connect"], "belongs to the protocol"),
            (["sub", URL, "/a", "--count", "0"], "--count"),
            (["sub", URL, "/a", "--timeout", "soon"], "number of seconds"),
            (["sub", URL, "/a", "--transport", "pigeon"], "--transport"),
            (["sub", URL, "/a", "--ext", "1"], "not a JSON object"),
            (["sub", URL, "/a", "--subscribe-ext", "{"], "not a JSON object"),
            (["sub", URL, "/a", "--header", "X"], "'Name: value'"),
            (["sub", URL, "/a", "--header", "A: b\r\nC: d"], "'Name: value'"),
            (["sub", URL, "/a", "--cookie", "a"], "name=value"),
            (["sub", URL, "/a", "--key", "file"], "--cert"),
            (["sub", URL, "/a", "--ca", "/nowhere.pem"], "/nowhere.pem cannot be used"),
            (["sub", URL, "/a", "--colour"], "--colour"),
            (["pub", URL], "CHANNEL is required"),
            (["pub", URL, "/a", "hello"], "not JSON (--string is for plain text)"),
            (["pub", URL, "/a", "--lines"], "--lines takes the channels from the input"),
            (["pub", URL, "--lines", "--string"], "--lines"),
            (["pub", URL, "/a", "--window", "0"], "--window")]:
        said = refused(*arguments)
        assert expected in said, (arguments, said)


def test_a_file_that_is_no_certificate():
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write("no certificate")
        file.flush()
        for option in ("--ca", "--cert"):
            assert file.name in refused("sub", URL, "/a", option, file.name)


def test_help_has_examples():
    for program in ("pub", "sub"):
        out, said = run(program, "--help")
        equal(said, [])
        text = "\n".join(out)
        assert f"  bayeux-{program} http" in text and "--transport" in text, text


def test_version():
    for program in ("pub", "sub"):
        out, _ = run(program, "--version")
        assert re.fullmatch(rf"bayeux-{program} \d+\.\d+\.\d+", out[0]), out


def test_negative_numbers_are_data():
    _, said = run("pub", URL, "/a", "-5", status=3)
    equal(len(said), 1, f"lines of {said}")


def test_nobody_listens():
    for program, *rest in (("sub", "/a"), ("pub", "/a", json.dumps("x"))):
        for scheme in ("http", "ws", "https", "wss"):
            _, said = run(program, f"{scheme}://127.0.0.1:1/cometd", *rest, status=3)
            equal(said, [f"bayeux-{program}: cannot connect to 127.0.0.1 port 1: Connection refused"])
