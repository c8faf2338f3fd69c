"""Two things that coroutines must not do.

No coroutine is a lambda with captures: they live in the lambda object, which is usually
gone when the coroutine resumes, and g++ 12 destroys them twice. A named function takes
what it needs as parameters.

No loop awaits in its condition: g++ 12 then reads parameters from the wrong place.
"""

from cpp_tokens import match_brackets, tokenize

CO = {"co_await", "co_return", "co_yield"}
# A bracket after one of these words is no subscript.
BEFORE_LAMBDA = CO | {"return", "case", "throw", "else", "do", "and", "or", "not"}


def capturing_coroutines(path, text):
    if not any(word in text for word in CO):
        return
    tokens = tokenize(text)
    partner = match_brackets(tokens)
    if partner is None:
        yield f"{path}: the brackets do not pair up, so its coroutines cannot be checked"
        return
    bodies = {}  # opening brace -> (line, has captures)
    for index in partner:
        if tokens[index].text == "[" and (body := lambda_body(tokens, partner, index)):
            bodies[body] = (tokens[index].line, partner[index] > index + 1)
    for body, (line, captures) in sorted(bodies.items()):
        if captures and has_own_coroutine_word(tokens, partner, bodies, body):
            yield f"{path}:{line}: a coroutine is a lambda with captures"


def lambda_body(tokens, partner, index):
    """The index of the opening brace of the lambda introduced at `index`, if it is one."""
    before = tokens[index - 1] if index else None
    if before:
        if before.kind == "name" and before.text not in BEFORE_LAMBDA:
            return None  # a subscript, or `auto [a, b]`
        if before.kind in ("string", "raw", "number") or before.text in (")", "]"):
            return None  # a subscript
        if before.text in ("&", "&&") and index > 1 and tokens[index - 2].text == "auto":
            return None  # `auto& [a, b]`
    if tokens[index + 1].text == "[" and partner[index] == partner[index + 1] + 1:
        return None  # an attribute
    after = partner[index] + 1
    in_return_type = False
    while after < len(tokens):
        text = tokens[after].text
        if text == "{":
            return after
        if text in ("(", "["):
            after = partner[after]
        elif text == "->":
            in_return_type = True
        elif text == "<" and after == partner[index] + 1:
            after = end_of_template_parameters(tokens, partner, after)
        elif text in (";", ")", "]", "}", "=") or (text == "," and not in_return_type):
            return None
        after += 1
    return None


def end_of_template_parameters(tokens, partner, index):
    depth = 0
    while index < len(tokens):
        text = tokens[index].text
        depth += {"<": 1, "<<": 2, ">": -1}.get(text, 0)
        if depth == 0:
            return index
        index = partner[index] if text in ("(", "[", "{") else index
        index += 1
    return index


def has_own_coroutine_word(tokens, partner, bodies, body):
    """Lambdas inside have bodies, and answers, of their own."""
    index = body + 1
    while index < partner[body]:
        if index in bodies:
            index = partner[index]
        elif tokens[index].text in CO:
            return True
        index += 1
    return False


def awaiting_conditions(path, text):
    if "co_await" not in text:
        return
    tokens = tokenize(text)
    partner = match_brackets(tokens) or {}
    for index, token in enumerate(tokens):
        if token.text == "while" and index + 1 in partner:
            condition = tokens[index + 1 : partner[index + 1]]
            if any(word.text == "co_await" for word in condition):
                yield f"{path}:{token.line}: a loop awaits in its condition"
