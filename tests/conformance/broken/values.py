"""JSON whose numbers keep their text (FMT-16 to FMT-20)."""

import json

from .mistakes import wrong

MAX_DEPTH = 128


class BadJson(ValueError):
    pass


class Number(str):
    """A number as it was written."""


def parse(text):
    try:
        value = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadJson("not JSON") from error
    if _depth(value) > MAX_DEPTH:
        raise BadJson("nested too deeply")
    return value


def text_of(value):
    if isinstance(value, Number):
        return _number(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{_string(k)}:{text_of(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(text_of, value)) + "]"
    return _string(value) if isinstance(value, str) else json.dumps(value)


def integer(value):
    """The value of an integer, or None."""
    try:
        return int(value) if isinstance(value, Number) else None
    except ValueError:
        return None


def _number(number):
    if wrong("numbers-as-doubles"):
        return json.dumps(float(number))
    if wrong("integers-of-32-bits") and number.isdigit():
        return str(int(number) & 0xFFFFFFFF)
    return str(number)


def _string(text):
    if wrong("not-ascii-lost"):
        return json.dumps(text.encode("ascii", "replace").decode())
    # A lone surrogate has no UTF-8 (FMT-21).
    alone = any("\ud800" <= character <= "\udfff" for character in text)
    return json.dumps(text, ensure_ascii=alone)


def _depth(value):
    depth, level = 0, [value]
    while level:
        depth += 1
        children = []
        for each in level:
            if isinstance(each, dict):
                children += each.values()
            elif isinstance(each, list):
                children += each
        level = children
    return depth


def _refuse(name):
    raise ValueError(name)
