"""Cookies that are giant, malformed or many."""

import re

from arena import attack
from http_client import HANDSHAKE
from tap import equal

CONFIG = {"bayeux": {"cookies": {"required": True}}}

NAME = "BAYEUX_BROWSER"


def shake(arena, *cookies):
    with arena.http() as http:
        return http.post([HANDSHAKE], headers=[f"Cookie: {each}" for each in cookies])


@attack()
def cookies_that_are_none(arena):
    """are not taken over: a new one is set, and nothing of the old one is in it"""
    for text in (
        "",
        ";",
        "=",
        f"{NAME}",
        f"{NAME}=",
        f"{NAME}=hostile",
        f'{NAME}="hostile',
        f"{NAME}=hostile;" * 500,
        ";" * 5000,
        f"a={NAME}=hostile",
        f"{NAME}\t=hostile",
        f"{NAME}=\x80\xff",
        f"{NAME}=" + "hostile" * 1000,
    ):
        cookie = shake(arena, text).header("set-cookie")
        assert re.match(NAME + r"=[a-z0-9.]+;", cookie) and "hostile" not in cookie, cookie


@attack()
def a_thousand_cookies(arena):
    """with the same name, or in a thousand headers: answered, or 431"""
    assert shake(arena, "; ".join([f"{NAME}=x"] * 800)).status in (200, 431)
    assert shake(arena, *[f"{NAME}=x"] * 500).status in (200, 431)


@attack()
def what_scripts_can_read(arena):
    """nothing: the cookie is `HttpOnly`, `SameSite`, and for no other domain"""
    cookie = shake(arena).header("set-cookie")
    assert (
        "HttpOnly" in cookie and "SameSite=Lax" in cookie and "domain" not in cookie.lower()
    ), cookie


@attack()
def a_session_without_its_cookie(arena):
    """with `bayeux.cookies.required`, the id alone is worth nothing"""
    with arena.http() as http:
        reply = http.post(
            [{"channel": "/victim/news", "clientId": arena.victim.polling.id, "data": "forged"}]
        ).json[0]
        equal(reply["successful"], False)
        assert reply["error"].startswith("402"), reply
