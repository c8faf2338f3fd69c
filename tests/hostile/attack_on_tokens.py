"""Tokens that are forged, changed, huge or used at the wrong time.

Only members may publish to `/members/*`; strangers are welcome elsewhere.
"""

import base64
import hmac
import json
import subprocess
import tempfile
import time
from pathlib import Path

from arena import attack
from members import handshake, lets_ada_in, security, stays_out
from tap import equal

folder = tempfile.TemporaryDirectory()
PRIVATE, PUBLIC = Path(folder.name, "key.pem"), Path(folder.name, "public.pem")


def openssl(*words, data=b""):
    return subprocess.run(["openssl", *words], input=data, check=True, capture_output=True).stdout


def CONFIG():
    openssl("genrsa", "-out", str(PRIVATE), "2048")
    openssl("rsa", "-in", str(PRIVATE), "-pubout", "-out", str(PUBLIC))
    return {"security": security({"type": "jwt", "keys": str(PUBLIC), "cookie": "token"})}


def cleanup():
    folder.cleanup()


def encode(data):
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def rs256(text):
    return openssl("dgst", "-sha256", "-sign", str(PRIVATE), data=text.encode())


def claims(**members):
    return {"sub": "ada", "exp": int(time.time()) + 600, **members}


def token(header=None, payload=None, sign=rs256):
    header = {"alg": "RS256", **(header or {})}
    text = f"{encode(header)}.{encode(claims() if payload is None else payload)}"
    return f"{text}.{encode(sign(text))}"


def refused_tokens(arena, tokens, *reasons):
    """In `ext`, as a bearer and in the cookie."""
    with arena.http() as http:
        for each in tokens:
            reason, _ = handshake(http, ext={"token": each})
            assert reason in reasons, f"{reason} for {each[:300]}"
            if isinstance(each, str) and len(each) < 8000 and each.count(".") == 2:
                for header in (f"Authorization: Bearer {each}", f"Cookie: token={each}"):
                    stays_out(arena, [header], *reasons)


@attack()
def tokens_without_a_signature(arena):
    """`alg: none` in all spellings, with and without something for a signature: refused"""
    unsigned = (
        token({"alg": algorithm}, sign=lambda _, signature=signature: signature)
        for algorithm in ("none", "None", "NONE", "nOnE", "", " none", None, 0, ["none"], {})
        for signature in (b"", b"x", bytes(256))
    )
    refused_tokens(arena, unsigned, "token_not_signed", "token_malformed")


@attack()
def tokens_signed_with_the_public_key(arena):
    """HS256 with what everybody knows as its secret: a key is good for one algorithm only"""
    public = PUBLIC.read_bytes()
    body = b"".join(public.split(b"\n")[1:-2])
    secrets = (public, public.strip(), public[:-1] + b"\r\n", body, base64.b64decode(body), b"")
    forged = (
        token(
            {"alg": f"HS{bits}"},
            sign=lambda text, key=key, bits=bits: hmac.new(
                key, text.encode(), f"sha{bits}"
            ).digest(),
        )
        for key in secrets
        for bits in (256, 384, 512)
    )
    refused_tokens(arena, forged, "token_not_signed", "token_malformed")


@attack()
def tokens_of_other_algorithms(arena):
    """a good signature under the name of another algorithm: refused"""
    others = (
        token({"alg": algorithm})
        for algorithm in ("RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA", "rs256", "RS256 ")
    )
    refused_tokens(arena, others, "token_not_signed", "token_malformed")


@attack()
def tokens_that_bring_their_own_key(arena):
    """`jwk`, `jku`, `x5u` and `x5c` of the attacker's, and a `kid` that is a path, a query, a URL
    or a mountain: nothing of it is looked at or fetched
    """
    own = Path(folder.name, "own.pem")
    openssl("genrsa", "-out", str(own), "2048")
    number = openssl("rsa", "-in", str(own), "-noout", "-modulus").split(b"=")[1].strip()
    modulus = encode(bytes.fromhex(number.decode()))

    def sign(text):
        return openssl("dgst", "-sha256", "-sign", str(own), data=text.encode())

    url = f"http://127.0.0.1:{arena.broker.port}/cometd"
    headers = [
        {"jwk": {"kty": "RSA", "n": modulus, "e": "AQAB", "alg": "RS256"}},
        {"jku": url},
        {"x5u": url},
        {"x5c": [base64.b64encode(b"certificate").decode()]},
        *(
            {"kid": kid}
            for kid in ("../../../dev/null", "' OR 1=1 --", url, "\0", "k" * 8000, 1, [], {}, None)
        ),
    ]
    forged = (token(header, sign=sign) for header in headers)
    refused_tokens(arena, forged, "token_not_signed", "token_malformed")


@attack()
def tokens_at_the_wrong_time(arena):
    """expired, not yet valid, without an end, or with one that is no number: refused"""
    now = int(time.time())
    wrong = [
        claims(exp=now - 1),
        claims(exp=0),
        claims(exp=-(1 << 62)),
        claims(nbf=now + 600),
        claims(nbf="soon"),
        claims(exp=str(now + 600)),
        claims(exp=[now + 600]),
        claims(exp=None),
        claims(exp=True),
        {"sub": "ada"},
    ]
    refused_tokens(
        arena,
        (token(payload=each) for each in wrong),
        "token_expired",
        "token_not_yet_valid",
        "token_without_expiry",
    )


@attack()
def tokens_that_never_end(arena):
    """ends beyond all calendars hold, and overflow nothing"""
    for exp in (1e15, 1e18, 1e300, (1 << 63) - 1):
        lets_ada_in(arena, ["Authorization: Bearer " + token(payload=claims(exp=exp))])


@attack()
def tokens_that_were_changed(arena):
    """another payload or header, a byte of the signature, parts left out or doubled: refused"""
    good = token()
    lets_ada_in(arena, [f"Authorization: Bearer {good}"])
    head, payload, signature = good.split(".")
    other = encode(claims(sub="eve"))
    flipped = ("A" if signature[0] != "A" else "B") + signature[1:]
    changed = [
        f"{head}.{other}.{signature}",
        f"{encode({'alg': 'RS256', 'kid': 'x'})}.{payload}.{signature}",
        f"{head}.{payload}.{flipped}",
        f"{head}.{payload}.{signature[:-8]}",
        f"{head}.{payload}.",
        f"{head}..{signature}",
        f".{payload}.{signature}",
        f"{head}.{payload}",
        f"{head}.{payload}.{signature}.{signature}",
        f"{head}.{payload}.{signature * 2}",
        "..",
        "a.b.c",
    ]
    refused_tokens(arena, changed, "token_not_signed", "token_malformed")


@attack()
def tokens_that_are_huge(arena):
    """half a mebibyte, a hundred thousand dots or brackets: `token_malformed`, and little work"""
    deep = "[" * 50_000 + "]" * 50_000
    texts = (
        "a" * (512 << 10),
        "." * 100_000,
        token(payload=claims(more="x" * 100_000)),
        f"{encode(deep.encode())}.{encode(deep.encode())}.x",
        ".".join([encode({"alg": "RS256"})] * 3),
    )
    refused_tokens(arena, texts, "token_malformed", "token_not_signed")


@attack()
def extensions_that_are_critical(arena):
    """`crit` names what must be understood, and is not: refused, though it is signed"""
    headers = ({"crit": ["exp"]}, {"crit": []}, {"crit": "exp"}, {"crit": ["b64"], "b64": False})
    refused_tokens(
        arena, (token(header) for header in headers), "token_not_signed", "token_malformed"
    )


@attack()
def the_session_of_a_member(arena):
    """used by another member: `402::session_unknown`, and nothing is published"""
    with arena.http() as http:
        _, reply = handshake(http, [f"Authorization: Bearer {token()}"])
        victim = reply["clientId"]
    other = f"Authorization: Bearer {token(payload=claims(sub='bob'))}"
    with arena.http() as http:
        message = {"channel": "/members/news", "clientId": victim, "id": "1", "data": "x"}
        reply = http.post([message], headers=[other]).json[-1]
        equal((reply["successful"], reply.get("error")), (False, "402::session_unknown"))
