"""Passwords that are guessed, logins that are repeated, cookies that are forged.

Only members may publish to `/members/*`; strangers are welcome elsewhere.
"""

import base64
import hashlib
import re
import subprocess
import tempfile
from pathlib import Path

from arena import attack
from broker import Broker
from http_client import HANDSHAKE
from members import lets_ada_in, security, stays_out
from tap import equal

REALM = "halley.test"
PASSWORD = "correct horse battery staple"
folder = tempfile.TemporaryDirectory()


def CONFIG():
    hashed = subprocess.run(
        [Broker.halley, "--hash-password", "ada"],
        input=PASSWORD + "\n",
        text=True,
        capture_output=True,
        check=True,
    ).stdout
    digest = hashlib.md5(f"ada:{REALM}:{PASSWORD}".encode()).hexdigest()
    users, htdigest = Path(folder.name, "users"), Path(folder.name, "htdigest")
    users.write_text(hashed)
    htdigest.write_text(f"ada:{REALM}:{digest}\n")
    return {
        "shards": 2,
        "security": security(
            {"type": "digest", "file": str(htdigest), "realm": REALM},
            {"type": "basic", "file": str(users)},
        )
    }


def cleanup():
    folder.cleanup()


def basic(name, password):
    text = f"{name}:{password}".encode() if isinstance(password, str) else name.encode() + password
    return "Authorization: Basic " + base64.b64encode(text).decode()


@attack(grows=64)
def passwords_guessed_by_the_hundred(arena):
    """from 100 connections at once: `credentials_wrong`, or `authentication_busy` beyond the 64
    that may wait, and twice the 16 MiB that a hash takes; the right password is accepted then
    """
    guessers = [arena.http() for _ in range(100)]
    for guess in range(3):
        for number, http in enumerate(guessers):
            http.send([HANDSHAKE], headers=[basic("ada", f"guess {guess} {number}")])
        for http in guessers:
            response = http.read_response()
            equal(response.status, 401)
            reason = response.json["error"].split(":")[1]
            assert reason in ("credentials_wrong", "authentication_busy"), reason
    for http in guessers:
        http.socket.close()
    lets_ada_in(arena, [basic("ada", PASSWORD)])


@attack(grows=48)
def names_that_are_guessed(arena):
    """who does not exist is refused in the same words as who does"""
    answers = []
    for name in ("ada", "nobody"):
        with arena.http() as http:
            response = http.post([HANDSHAKE], headers=[basic(name, "wrong")])
            answers.append((response.status, response.body))
    equal(answers[0], answers[1])


@attack(grows=48)
def passwords_that_are_none(arena):
    """without a colon, a name or base 64, with NUL or thousands of letters: refused"""
    stays_out(arena, ["Authorization: Basic"], "none")
    for text in (b"ada", b":", b":x", b"\xff\xfe", b"ada\0:x"):
        header = "Authorization: Basic " + base64.b64encode(text).decode()
        stays_out(arena, [header], "credentials_malformed", "credentials_wrong")
    for text in ("!!!", "=", "YWRh=OmE=", "a" * 9000, "YWRh OmE="):
        header = f"Authorization: Basic {text}"
        stays_out(arena, [header], "credentials_malformed", "credentials_wrong")
    for password in (
        "",
        "x" * 9000,
        PASSWORD + "\0",
        PASSWORD + "\0more",
        PASSWORD[:-1],
        PASSWORD + " ",
    ):
        stays_out(arena, [basic("ada", password)], "credentials_wrong", "credentials_malformed")


@attack(grows=48)
def two_authorizations(arena):
    """a right and a wrong one in two headers: never more than the first of them shows"""
    wrong, right = basic("ada", "wrong"), basic("ada", PASSWORD)
    with arena.http() as http:
        response = http.post([HANDSHAKE], headers=[wrong, right])
        assert response.status in (400, 401), response.status


def challenge(arena):
    """A nonce, by a login that is refused."""
    with arena.http() as http:
        http.request("GET", "/cometd", headers=['Authorization: SASL mechanism="Digest",!'])
        response = http.read_response()
        equal(response.status, 401)
        headers = [value for name, value in response.headers if name == "www-authenticate"]
    sasl = next(each for each in headers if each.startswith("SASL"))
    text = base64.b64decode(re.search(r'challenge="([^"]*)"', sasl)[1]).decode()
    return re.search(r'nonce="([^"]*)"', text)[1]


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def digest(nonce, name="ada", password=PASSWORD, **fields):
    a1, a2 = md5(f"{name}:{REALM}:{password}"), md5("POST:/cometd")
    given = {
        "username": name,
        "realm": REALM,
        "nonce": nonce,
        "nc": "00000001",
        "cnonce": "abc",
        "qop": "auth",
        "digest-uri": "/cometd",
        "response": md5(f"{a1}:{nonce}:00000001:abc:auth:{a2}"),
        **fields,
    }
    text = "Digest " + ",".join(f'{key}="{value}"' for key, value in given.items())
    return 'Authorization: SASL mechanism="Digest",' + base64.b64encode(text.encode()).decode()


def log_in(arena, header):
    """(status, cookie or none)"""
    with arena.http() as http:
        http.request("POST", "/cometd", b"", [header])
        response = http.read_response()
        cookie = response.header("set-cookie") or ""
        found = re.match(r"HALLEY_LOGIN=[^;]+", cookie)
        return response.status, found and found[0]


@attack()
def a_login_repeated(arena):
    """what was heard on the line is good for nothing: a nonce is used once"""
    header = digest(challenge(arena))
    status, cookie = log_in(arena, header)
    equal((status, bool(cookie)), (200, True))
    for _ in range(20):
        status, cookie = log_in(arena, header)
        equal((status, cookie), (401, None))


@attack()
def a_login_repeated_at_once(arena):
    """on 30 connections, to both shards: one of them is let in"""
    opened = [arena.http() for _ in range(30)]
    for _ in range(10):
        header = digest(challenge(arena))
        for http in opened:
            http.request("POST", "/cometd", b"", [header])
        equal(sorted(http.read_response().status for http in opened), [200] + [401] * 29)
    for http in opened:
        http.socket.close()


@attack()
def nonces_of_ones_own(arena):
    """made up, changed, prolonged or empty: refused"""
    nonce = challenge(arena)
    value, until, signature = nonce.split(".")
    for forged in (
        "",
        "x",
        "..",
        f"{value}.{until}.",
        f"{value}.{int(until) + 1000}.{signature}",
        f"{value[:-1]}.{until}.{signature}",
        f"{value}.{until}.{'0' * len(signature)}",
        f"{value}.{until}.{signature}0",
        "a" * 9000,
    ):
        equal(log_in(arena, digest(forged)), (401, None), forged[:80])


@attack()
def a_flood_of_nonces(arena):
    """3000 challenges, none of them answered: the broker keeps nothing for them"""
    with arena.http() as http:
        for _ in range(30):
            for _ in range(100):
                http.request("GET", "/cometd", headers=[digest("x")])
            for _ in range(100):
                equal(http.read_response().status, 401)
    status, cookie = log_in(arena, digest(challenge(arena)))
    equal((status, bool(cookie)), (200, True))


@attack()
def digests_that_are_wrong(arena):
    """of another user, password, realm or quality, or without fields: refused"""
    for fields in (
        {"name": "eve"},
        {"password": "wrong"},
        {"realm": "other"},
        {"qop": "auth-int"},
        {"qop": ""},
        {"nc": "00000002"},
        {"cnonce": "x"},
        {"digest-uri": "/other"},
        {"username": ""},
        {"username": "ada\\"},
        {"response": ""},
        {"response": "0" * 32},
        {"response": "0" * 5000},
    ):
        equal(log_in(arena, digest(challenge(arena), **fields)), (401, None), str(fields)[:80])


@attack()
def cookies_of_ones_own(arena):
    """a login's cookie that was made up, changed, prolonged, or is a nonce: its bearer is a
    stranger like others
    """
    _, cookie = log_in(arena, digest(challenge(arena)))
    lets_ada_in(arena, [f"Cookie: {cookie}"])
    name, until, signature = cookie.removeprefix("HALLEY_LOGIN=").split(".")
    for forged in (
        "ada",
        "",
        f"{name}.{until}.",
        f"{b'eve'.hex()}.{until}.{signature}",
        f"{name}.{int(until) + 1000}.{signature}",
        f"{name}.{until}.{signature[:-1]}",
        f"{name}.{until}.{signature.upper()}",
        challenge(arena),
        "." * 5000,
    ):
        stays_out(arena, [f"Cookie: HALLEY_LOGIN={forged}"], "none", "credentials_missing")
