"""Usage: check.py SOURCE_ROOT. Holds the sources to docs/architecture.md and prints TAP."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import conformance_rule  # noqa: E402
import coroutine_rule  # noqa: E402
import include_rule  # noqa: E402
import tap  # noqa: E402
import text_rules  # noqa: E402
import tool_rules  # noqa: E402
from project import load  # noqa: E402

FORMATTED = ("include/", "protocol/", "services/", "src/", "tools/", "tests/")


def capturing_coroutines(project):
    for path, text in project.cpp():
        yield from coroutine_rule.capturing_coroutines(path, text)


def awaiting_conditions(project):
    for path, text in project.cpp():
        yield from coroutine_rule.awaiting_conditions(path, text)


def rules():
    """(what holds, a function of the project that yields what contradicts it)"""
    for layer in include_rule.LAYERS:
        yield f"{layer}/ includes no layer above it", lambda project, layer=layer: (
            include_rule.upward_includes(project, layer))
    for layer in include_rule.FORBIDDEN:
        yield f"{layer}/ includes nothing foreign to it", lambda project, layer=layer: (
            include_rule.forbidden_headers(project, layer))
    yield "RapidJSON only in the reader", include_rule.rapidjson_outside_the_reader
    yield "no clock and no chance in the core", include_rule.clocks_and_chance_in_the_core
    yield "no channel names in the server", include_rule.channel_names_in_the_server
    yield "no coroutine is a lambda with captures", capturing_coroutines
    yield "no loop awaits in its condition", awaiting_conditions
    yield f"no file of more than {text_rules.LINES} lines", text_rules.long_files
    yield "headers say pragma once", text_rules.headers_without_pragma_once
    yield "files have names that say something", text_rules.empty_file_names
    yield "types have names that say something", text_rules.empty_type_names
    yield "links lead to files", text_rules.dead_links
    yield "no paths of one machine", text_rules.machine_paths
    yield "every row of the catalogue is answered for", conformance_rule.unanswered_rows
    yield "every answer has its test", conformance_rule.unproven_rows
    for folder in FORMATTED:
        yield f"{folder} is formatted", lambda project, folder=folder: (
            tool_rules.clang_format(project, folder))
    yield "shell scripts are sound", tool_rules.shell_syntax


def hold(rule, project):
    findings = list(rule(project))
    assert not findings, "\n".join(findings)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sources = load(sys.argv[1])
    tap.run((name, lambda rule=rule: hold(rule, sources)) for name, rule in rules())
