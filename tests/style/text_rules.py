"""Rules for files of any kind: their length, their names, what they link to and mention."""

import re
from posixpath import basename, dirname, join, normpath

from cpp_tokens import tokenize

LINES = 400
GENERATED = re.compile(r"(^|/)package-lock\.json$|^tests/fuzz/(corpus|seeds?)[^/]*/"
                       r"|^docs/conformance-servers\.(md|html)$")

# Words that say nothing of what a thing does.
EMPTY_TYPE = re.compile(r"(Manager|Helpers?|Utils?|Impl|Base)$")
EMPTY_FILE = re.compile(r"(^|[_.-])(manager|helpers?|utils?|impl|base)$", re.I)
TYPE_WORDS = {"class", "struct", "union", "enum", "concept", "using"}

CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)[^)]*\)|^ {0,3}\[[^\]]+\]:\s*(\S+)", re.M)

# In parts, as this file is checked as well.
MACHINE_FOLDERS = "|".join(("work", "root", "home", "Users"))
MACHINE_PATH = re.compile(rf"(?<![\w.~$}}*-])/({MACHINE_FOLDERS})/\w")


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def long_files(project):
    for path, text in project.files.items():
        lines = len(text.splitlines())
        if lines > LINES and not GENERATED.search(path):
            yield f"{path}: {lines} lines; {LINES} are the limit"


def headers_without_pragma_once(project):
    """A precompiled header is compiled as a main file, where g++ warns of the line."""
    for path, text in project.select(".hpp", ".h"):
        if not path.endswith("_pch.hpp") and not re.search(r"^#pragma once$", text, re.M):
            yield f"{path}: no #pragma once"


def empty_file_names(project):
    for path in project.files:
        stem = basename(path).split(".")[0]
        if EMPTY_FILE.search(stem):
            yield f"{path}: a name that says nothing ({EMPTY_FILE.search(stem)[2]})"


def empty_type_names(project):
    for path, text in project.cpp():
        tokens = tokenize(text)
        for before, token in zip(tokens, tokens[1:]):
            if before.text in TYPE_WORDS and token.kind == "name" and EMPTY_TYPE.search(token.text):
                yield f"{path}:{token.line}: a name that says nothing ({token.text})"
    for path, text in project.select(".py", ".mjs", ".js"):
        for match in re.finditer(r"^\s*(?:export )?(?:default )?class (\w+)", text, re.M):
            if EMPTY_TYPE.search(match[1]):
                line = line_of(text, match.start(1))
                yield f"{path}:{line}: a name that says nothing ({match[1]})"


def dead_links(project):
    for path, text in project.select(".md"):
        prose = CODE.sub(blank, text)
        for match in LINK.finditer(prose):
            target = (match[1] or match[2]).split("#")[0]
            if not target or re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            wanted = normpath(join(dirname(path), target))
            if wanted != "." and not project.exists(wanted):
                yield f"{path}:{line_of(text, match.start())}: no such file: {target}"


def blank(match):
    return re.sub(r"[^\n]", " ", match[0])


def machine_paths(project):
    for path, text in project.files.items():
        for match in MACHINE_PATH.finditer(text):
            yield f"{path}:{line_of(text, match.start())}: a path of one machine ({match[0]}…)"
