"""Names and patterns of channels."""

import re

from .mistakes import wrong

MAX_LENGTH = 500
# The specification's characters and those that CometD adds (CHN-03, CHN-04).
SEGMENT = re.compile(r"[A-Za-z0-9\-_!~()$@ #+.{}*]+")


def segments(channel):
    return channel.split("/")[1:]


def is_name(channel):
    """Whether events can be published to it, as far as its spelling goes."""
    return _spelled(channel) and (wrong("publish-to-pattern") or not is_pattern(channel))


def is_pattern(channel):
    return segments(channel)[-1] in ("*", "**")


def is_subscribable(channel):
    """A name, or a pattern with its wildcard at the end."""
    if not _spelled(channel):
        return False
    return wrong("wildcard-inside") or not any(
        segment in ("*", "**") for segment in segments(channel)[:-1])


def matches(pattern, channel):
    if wrong("names-without-case"):
        pattern, channel = pattern.lower(), channel.lower()
    if pattern == channel:
        return True
    if not is_pattern(pattern):
        return wrong("names-as-prefixes") and channel.startswith(pattern)
    stem, wildcard = pattern.rsplit("/", 1)
    if wrong("deep-wildcard-matches-stem") and wildcard == "**" and channel == stem:
        return True
    if wrong("wildcard-ignores-slash") and channel.startswith(stem) and wildcard == "*":
        return True
    if not channel.startswith(stem + "/"):
        return False
    depth = len(segments(channel)) - len(segments(pattern)) + 1
    if wildcard == "*":
        return depth == 1 or wrong("wildcard-too-deep")
    return depth == 1 or not wrong("deep-wildcard-too-shallow")


def _spelled(channel):
    if not isinstance(channel, str) or len(channel) > MAX_LENGTH:
        return False
    if not channel.startswith("/"):
        return wrong("channel-without-slash") and bool(channel)
    for segment in segments(channel):
        if not segment and not wrong("empty-segments"):
            return False
        if segment and not SEGMENT.fullmatch(segment) and not wrong("any-characters"):
            return False
    return True
