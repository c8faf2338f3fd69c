"""Usage: test_check.py. Every rule of check.py must catch what it is for, and nothing else."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import conformance_rule  # noqa: E402
import include_rule  # noqa: E402
import tap  # noqa: E402
import text_rules  # noqa: E402
import tool_rules  # noqa: E402
from coroutine_cases import CONDITION_CASES, COROUTINE_CASES  # noqa: E402
from coroutine_rule import awaiting_conditions, capturing_coroutines  # noqa: E402
from project import Project, load  # noqa: E402

ONE_LINE = "int f();\n"
LONG = ONE_LINE * 401
HOME = "/" + "home/somebody/halley"


def upward(project):
    for layer in include_rule.LAYERS:
        yield from include_rule.upward_includes(project, layer)


def forbidden(project):
    for layer in include_rule.FORBIDDEN:
        yield from include_rule.forbidden_headers(project, layer)


rapidjson = include_rule.rapidjson_outside_the_reader
pure = include_rule.clocks_and_chance_in_the_core
channels = include_rule.channel_names_in_the_server
once = text_rules.headers_without_pragma_once
types = text_rules.empty_type_names

# rule | path | text | the line of the finding, or None when there is none
CASES = [
    (upward, "protocol/a.cpp", '#include "services/a.hpp"\n', 1),
    (upward, "protocol/a.cpp", '#include <services/a.hpp>\n', 1),
    (upward, "protocol/a.cpp", '\n#  include "src/a.hpp"\n', 2),
    (upward, "protocol/a.cpp", '#include "halley/config.hpp"\n#include "protocol/b.hpp"\n', None),
    (upward, "protocol/a.cpp", '// #include "src/a.hpp"\n/*\n#include "src/a.hpp"\n*/\n', None),
    (upward, "protocol/a.cpp", 'auto text = R"(\n#include "src/a.hpp"\n)";\n', None),
    (upward, "include/halley/a.hpp", '#include "protocol/a.hpp"\n', 1),
    (upward, "include/halley/a.hpp", "#include <string>\n", None),
    (upward, "services/a.cpp", '#include "src/a.hpp"\n', 1),
    (upward, "services/a.cpp", '#include "protocol/a.hpp"\n', None),
    (upward, "src/http/a.cpp", '#include "tests/support/a.hpp"\n', 1),
    (upward, "src/http/a.cpp", '#include "services/a.hpp"\n', None),
    (upward, "tools/a.cpp", '#include "tests/support/a.hpp"\n', 1),
    (upward, "tests/a.cpp", '#include "tools/a.hpp"\n#include "src/a.hpp"\n', None),
    (forbidden, "include/halley/a.hpp", "#include <boost/asio.hpp>\n", 1),
    (forbidden, "include/halley/a.hpp", "#include <boost/asio/ip/tcp.hpp>\n", 1),
    (forbidden, "include/halley/a.hpp", "#include <boost/beast/http.hpp>\n", 1),
    (forbidden, "include/halley/a.hpp", "#include <rapidjson/reader.h>\n", 1),
    (forbidden, "include/halley/a.hpp", '#include "protocol/a.hpp"\n', 1),
    (forbidden, "include/halley/a.hpp", "#include <boost/system/result.hpp>\n", None),
    (forbidden, "protocol/a.hpp", "#include <boost/asio/buffer.hpp>\n", 1),
    (forbidden, "protocol/a.hpp", "#include <boost/beast.hpp>\n", 1),
    (forbidden, "protocol/a.hpp", "#include <thread>\n", 1),
    (forbidden, "protocol/a.hpp", "#include <mutex>\n", 1),
    (forbidden, "protocol/a.hpp", "#include <random>\n", 1),
    (forbidden, "protocol/a.hpp", "#include <fstream>\n", 1),
    (forbidden, "protocol/a.hpp", "#include <iostream>\n", 1),
    (forbidden, "protocol/a.hpp", "#include <sys/socket.h>\n", 1),
    (forbidden, "protocol/a.hpp", "#include <spdlog/spdlog.h>\n", 1),
    (forbidden, "protocol/a.hpp", "#include <chrono>\n#include <boost/intrusive_ptr.hpp>\n", None),
    (forbidden, "services/a.hpp", "#include <boost/asio/buffer.hpp>\n#include <thread>\n", None),
    (forbidden, "tools/client/a.cpp", '#include "protocol/message.hpp"\n', 1),
    (forbidden, "tools/client/a.cpp", '#include "src/http/target.hpp"\n', 1),
    (forbidden, "tools/client/a.cpp", '#include "protocol/json_text.hpp"\n', None),
    (forbidden, "tools/client/a.cpp", '#include "src/net.hpp"\n', None),
    (forbidden, "tools/bench/a.cpp", '#include "protocol/message.hpp"\n', None),
    (rapidjson, "protocol/a.cpp", "#include <rapidjson/reader.h>\n", 1),
    (rapidjson, "protocol/message_reader.cpp", "#include <rapidjson/reader.h>\n", None),
    (pure, "protocol/a.cpp", "auto t = std::chrono::steady_clock::now();\n", 1),
    (pure, "protocol/a.cpp", "using C = std::chrono::steady_clock;\nauto t = C::now();\n", 2),
    (pure, "protocol/a.cpp", "auto t = clock.now();\n", 1),
    (pure, "protocol/a.cpp", "TimePoint f() { return now(); }\n", 1),
    (pure, "protocol/a.cpp", "auto t = std::time(nullptr);\n", 1),
    (pure, "protocol/a.cpp", "int n = rand();\n", 1),
    (pure, "protocol/a.cpp", "using TimePoint = std::chrono::steady_clock::time_point;\n", None),
    (pure, "protocol/a.cpp", "TimePoint now(0s);\nf(now);\nevent.time();\n", None),
    (pure, "protocol/a.cpp", '// now()\nauto text = "now()";\n', None),
    (pure, "src/a.cpp", "auto t = steady_clock::now();\n", None),
    (channels, "src/a.cpp", 'if (channel == "/meta/connect") return;\n', 1),
    (channels, "src/a.cpp", 'auto text = R"({"channel":"/meta/connect"})";\n', 1),
    (channels, "src/a.cpp", "// /meta/connect\n", None),
    (channels, "protocol/a.cpp", 'if (channel == "/meta/connect") return;\n', None),
    (text_rules.long_files, "src/a.cpp", LONG, 0),
    (text_rules.long_files, "docs/a.md", LONG, 0),
    (text_rules.long_files, "src/a.cpp", ONE_LINE * 400, None),
    (text_rules.long_files, "tests/interop/package-lock.json", LONG, None),
    (text_rules.long_files, "tests/fuzz/corpus/reader/a", LONG, None),
    (text_rules.long_files, "docs/conformance-servers.md", LONG, None),
    (text_rules.long_files, "docs/conformance-servers.html", LONG, None),
    (text_rules.long_files, "docs/conformance-servers.txt", LONG, 0),
    (text_rules.long_files, "docs/old/conformance-servers.md", LONG, 0),
    (text_rules.long_files, "docs/conformance.md", LONG, 0),
    (once, "src/a.hpp", "// #pragma once\n", 0),
    (once, "src/a.hpp", "// What it is.\n#pragma once\n", None),
    (once, "src/server_pch.hpp", "#include <string>\n", None),
    (once, "src/a.cpp", "", None),
    (types, "src/a.hpp", "class SessionManager;\n", 1),
    (types, "src/a.hpp", "struct\nParserImpl {};\n", 2),
    (types, "src/a.hpp", "enum class StringUtils { a };\n", 1),
    (types, "src/a.hpp", "using ServerBase = int;\n", 1),
    (types, "src/a.hpp", "template <class T> concept TestHelper = true;\n", 1),
    (types, "src/a.hpp", "class Database;\nclass Implementation;\nclass Baseline;\n", None),
    (types, "src/a.hpp", "// class SessionManager\n", None),
    (types, "tests/a.py", "class TestHelper:\n", 1),
    (types, "tests/a.mjs", "export class TestHelper {\n", 1),
    (text_rules.empty_file_names, "src/session_manager.cpp", "", 0),
    (text_rules.empty_file_names, "tests/interop/support/utils.mjs", "", 0),
    (text_rules.empty_file_names, "src/server-impl.hpp", "", 0),
    (text_rules.empty_file_names, "src/database.cpp", "", None),
    (text_rules.dead_links, "docs/a.md", "see\n[b](b.md)\n", 2),
    (text_rules.dead_links, "docs/a.md", "[b](../src/b.cpp#L7)\n", 1),
    (text_rules.dead_links, "docs/a.md", "![a picture](picture.svg)\n", 1),
    (text_rules.dead_links, "docs/a.md", "[b]\n\n[b]: b.md\n", 3),
    (text_rules.dead_links, "docs/a.md", "[self](a.md#top) [here](#top) [root](..)\n", None),
    (text_rules.dead_links, "docs/a.md", "[web](https://example.org/a) [m](mailto:a@b)\n", None),
    (text_rules.dead_links, "docs/a.md", "`[b](b.md)`\n```cpp\n[b](b.md)\n```\n", None),
    (text_rules.dead_links, "docs/a.md", "```\n```\n[b](b.md)\n", 3),
    (text_rules.machine_paths, "docs/a.md", f"\nrun {HOME}/tools/start\n", 2),
    (text_rules.machine_paths, "src/a.cpp", f'auto path = "{HOME}";\n', 1),
    (text_rules.machine_paths, "src/a.cpp", "a/home/b http://example.org/home/b ~/work/x\n", None),
]


def find(rule, path, text):
    return list(rule(Project({path: text})))


def check(rule, path, text, line):
    findings = find(rule, path, text)
    if line is None:
        tap.equal(findings, [], "findings")
        return
    tap.equal(len(findings), 1, f"the number of {findings}")
    place = f"{path}:{line}:" if line else f"{path}:"
    assert findings[0].startswith(place), f"{findings[0]} is not at {place}"


def coroutine_check(rule, case):
    text, line = case
    return lambda: check(lambda project: rule("a.cpp", project.files["a.cpp"]), "a.cpp", text, line)


def table():
    for case in CASES:
        rule, path, text, line = case
        verdict = "finds" if line is not None else "accepts"
        first_line = (text.strip().splitlines() or [""])[0][:50]
        name = f"{rule.__name__} {verdict} {path}: {first_line}"
        yield name, lambda case=case: check(*case)
    for name, *case in COROUTINE_CASES:
        yield f"coroutine: {name}", coroutine_check(capturing_coroutines, case)
    for name, *case in CONDITION_CASES:
        yield f"condition: {name}", coroutine_check(awaiting_conditions, case)
    for case in CONFORMANCE_CASES:
        name = f"conformance: {case[1] or 'nothing'} in {case[0]}".replace("\n", " ")
        yield name, lambda case=case: conformance_check(*case)


LINE = "| LP-09 | so it does | [a](../tests/a.cpp) |"


def conformance(line):
    """What is found in a table that is right but for one line."""
    ids = conformance_rule.expected_ids()
    lines = "\n".join(LINE.replace("LP-09", row) for row in ids) + "\n"
    project = Project({
        "docs/conformance.md": lines.replace(LINE, line),
        "docs/a.cpp": " ".join(ids),
        "tests/a.cpp": " ".join([*ids[::2], *(row.replace("-", "_") for row in ids[1::2])]),
        "tests/b.cpp": "TEST(two_words) {}  // LP-091 XLP-09",
    })
    return [*conformance_rule.unanswered_rows(project), *conformance_rule.unproven_rows(project)]


# what stands instead of LINE | what is found about it
CONFORMANCE_CASES = [
    (LINE, None),
    ("| LP-09 | so | [b](../tests/b.cpp) `two_words`, [a](../tests/a.cpp) |", None),
    ("", "LP-09 is missing"),
    (LINE.replace("09", "08"), "LP-08 has a line already"),
    (f"{LINE}\n{LINE}", "LP-09 has a line already"),
    (f"{LINE}\n{LINE.replace('09', '32')}", "there is no row LP-32"),
    ("| LP-09 | | [a](../tests/a.cpp) |", "LP-09 wants an answer and a test"),
    ("| LP-09 | [a](../tests/a.cpp) |", "LP-09 wants an answer and a test"),
    ("| LP-09 | so it does | |", "LP-09 names its tests as links"),
    ("| LP-09 | so it does | the test a |", "LP-09 names its tests as links"),
    ("| LP-09 | so it does | [a](../tests/a.cpp) or not |", "LP-09 names its tests as links"),
    ("| LP-09 | so it does | [c](../tests/c.cpp) |", "../tests/c.cpp is no test"),
    ("| LP-09 | so it does | [a](a.cpp) |", "a.cpp is no test"),
    ("| LP-09 | so it does | [b](../tests/b.cpp) |", "tests/b.cpp does not say LP-09"),
    ("| LP-09 | so it does | [b](../tests/b.cpp) `two` |", "tests/b.cpp has no two"),
    ("| LP-09 | so | [a](../tests/a.cpp), [c](../tests/c.cpp) |", "../tests/c.cpp is no test"),
]


def conformance_check(line, finding):
    findings = conformance(line)
    if finding is None:
        tap.equal(findings, [], "findings")
    else:
        assert any(finding in each for each in findings), f"{finding!r} is not in {findings}"


def on_disk(files):
    directory = tempfile.TemporaryDirectory()
    for path, content in files.items():
        target = Path(directory.name, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return directory


def test_a_badly_formatted_file_is_found_by_line():
    style = {".clang-format": "BasedOnStyle: LLVM\n"}
    wrong = {"src/a.cpp": "int a;\nint  b ;\nint  c ;\n"}
    with on_disk({**style, **wrong, "src/b.cpp": "int b;\n"}) as root:
        findings = list(tool_rules.clang_format(load(root), "src/"))
    tap.equal(findings, ["src/a.cpp:2: not as clang-format-14 writes it"])


def test_a_crash_of_clang_format_is_a_finding_of_its_file():
    crashing = '#!/bin/sh\ncase "$*" in *b.cpp*) kill -SEGV $$ ;; esac\n'
    with on_disk({"formatter": crashing}) as root:
        formatter = Path(root, "formatter")
        formatter.chmod(0o755)
        findings = list(tool_rules.format_findings(formatter, root, ["a.cpp", "b.cpp", "c.cpp"]))
    tap.equal([finding[:25] for finding in findings], ["b.cpp: clang-format-14 cr"])


def test_a_broken_shell_script_is_found():
    scripts = {"tools/a": "#!/usr/bin/env bash\nif true; then\n", "tools/no_script": "if x then\n"}
    with on_disk(scripts) as root:
        findings = list(tool_rules.shell_syntax(load(root)))
    tap.equal(len(findings), 1, f"the number of {findings}")
    assert "tools/a" in findings[0], findings[0]


def test_without_git_only_our_files_are_looked_at():
    files = {"a.md": "a", "build-x/b.md": "b", "tests/node_modules/c.md": "c", "d.bin": b"\0\1"}
    with on_disk(files) as root:
        tap.equal(list(load(root).files), ["a.md"])


if __name__ == "__main__":
    tap.run([*table(), *tap.cases_of(sys.modules["__main__"])])
