"""Who may include whom, and what each layer must not use (docs/architecture.md)."""

import re
from posixpath import dirname, join, normpath

from cpp_tokens import tokenize

LAYERS = ("include", "protocol", "services", "src", "tools", "tests")  # from the bottom up

INCLUDE = re.compile(r'#\s*include\s*([<"])([^>"]+)[>"]')


def names(*prefixes):
    return re.compile("|".join(prefixes))


ASIO = r"boost/(asio|beast)(/|\.hpp$)"
RAPIDJSON = r"rapidjson/"
# folder -> headers that must not be included in it
FORBIDDEN = {
    "include": names(
        ASIO, RAPIDJSON, r"(protocol|services|src)/", r"(spdlog|yaml-cpp|CLI|openssl)/"),
    "protocol": names(
        ASIO,
        r"(thread|mutex|shared_mutex|condition_variable|future|stop_token|semaphore)$",
        r"(random|fstream|iostream|filesystem|syncstream|cstdio|stdio\.h|ctime|time\.h)$",
        r"(sys|netinet|arpa)/|unistd\.h$",
        r"(spdlog|yaml-cpp|CLI|openssl)/",
    ),
    # Tools that check a server stand on it: it must not share the server's mistakes.
    "tools/client": names(r"protocol/(?!json_text\.hpp$)", r"services/", r"src/(?!net\.hpp$)"),
}
RAPIDJSON_READER = re.compile(r"protocol/message_reader\.(cpp|hpp)$")
# Time and chance are handed to the core by its caller. Members may have some of these names.
IMPURE = {"now", "time", "clock", "clock_gettime", "gettimeofday", "rand", "srand", "random_device"}
NAMES_OF_MEMBERS = {"time", "clock"}


def layer_of(path):
    first = path.split("/")[0]
    return first if first in LAYERS else None


def includes_of(text):
    for token in tokenize(text):
        if token.kind == "include":
            yield token.line, INCLUDE.match(token.text)[2]


def included_layer(project, path, header):
    beside = normpath(join(dirname(path), header))
    return layer_of(beside) if beside in project.files else layer_of(header)


def upward_includes(project, layer):
    """A layer includes itself and what is below it; tests are nobody's foundation."""
    allowed = LAYERS[: LAYERS.index(layer) + 1]
    for path, text in project.cpp(below=layer + "/"):
        for line, header in includes_of(text):
            target = included_layer(project, path, header)
            if target and target not in allowed:
                yield f"{path}:{line}: {layer}/ must not include {target}/ ({header})"


def forbidden_headers(project, layer):
    for path, text in project.cpp(below=layer + "/"):
        for line, header in includes_of(text):
            if FORBIDDEN[layer].match(header):
                yield f"{path}:{line}: {layer}/ must not include {header}"


def rapidjson_outside_the_reader(project):
    for path, text in project.cpp(below="protocol/"):
        if RAPIDJSON_READER.match(path):
            continue
        for line, header in includes_of(text):
            if re.match(RAPIDJSON, header):
                yield f"{path}:{line}: only protocol/message_reader may include {header}"


def clocks_and_chance_in_the_core(project):
    for path, text in project.cpp(below="protocol/"):
        tokens = tokenize(text)
        for index, token in enumerate(tokens[:-1]):
            if token.text in IMPURE and tokens[index + 1].text == "(" and is_call(tokens, index):
                yield f"{path}:{token.line}: the core does not ask for {token.text}()"


def is_call(tokens, index):
    """`Clock::now()`, `= now()` and `return now()` are calls; `TimePoint now(at)` is none."""
    before = tokens[index - 1] if index else None
    if before is None or before.text in ("return", "co_return"):
        return True
    if before.text in (".", "->") and tokens[index].text in NAMES_OF_MEMBERS:
        return False
    return before.kind != "name"


def channel_names_in_the_server(project):
    for path, text in project.cpp(below="src/"):
        for token in tokenize(text):
            if token.kind in ("string", "raw") and "/meta/" in token.text:
                yield f"{path}:{token.line}: rules of Bayeux belong into protocol/ ({token.text})"
