"""As much of C++'s lexical grammar as the rules need: no brackets in comments or literals."""

import re
from typing import NamedTuple

TOKEN = re.compile(
    r"""
      (?P<space> \s+ | \\\n )
    | (?P<comment> //[^\n]* | /\*.*?\*/ )
    | (?P<raw> (?:u8|[uUL])?R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)" )
    | (?P<string> (?:u8|[uUL])?"(?:[^"\\\n]|\\.)*" )
    | (?P<char> (?:u8|[uUL])?'(?:[^'\\\n]|\\.)+' )
    | (?P<include> \#[ \t]*include[ \t]*(?:<[^>\n]+>|"[^"\n]+") )
    | (?P<number> \.?\d (?: [eEpP][+-] | '?[\w.] )* )
    | (?P<name> [A-Za-z_]\w* )
    | (?P<sign> ::|->|&&|\|\||<<|. )
    """,
    re.VERBOSE | re.DOTALL,
)

OPENING = {"(": ")", "[": "]", "{": "}"}
CLOSING = set(OPENING.values())


class Token(NamedTuple):
    kind: str
    text: str
    line: int


def tokenize(text):
    tokens = []
    line = 1
    for match in TOKEN.finditer(text):
        kind = match.lastgroup if match.lastgroup != "mark" else "raw"
        if kind not in ("space", "comment"):
            tokens.append(Token(kind, match[0], line))
        line += match[0].count("\n")
    return tokens


def match_brackets(tokens):
    """The index of each opening bracket's partner; None when they do not pair up."""
    partner = {}
    waiting = []
    for index, token in enumerate(tokens):
        if token.kind != "sign":
            continue
        if token.text in OPENING:
            waiting.append(index)
        elif token.text in CLOSING:
            if not waiting or OPENING[tokens[waiting[-1]].text] != token.text:
                return None
            partner[waiting.pop()] = index
    return None if waiting else partner
