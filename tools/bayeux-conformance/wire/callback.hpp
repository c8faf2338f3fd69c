#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tools/bayeux-conformance/wire/http.hpp"

namespace halley::conformance {

/// `text` as the value of a parameter of a query or a form.
std::string percent_encoded(std::string_view text);

/// A GET as callback-polling has it: `?jsonp=<callback>&message=<batch>`.
HttpRequest
script_request(const std::string& target, std::string_view callback, std::string_view batch);

/// What a script passes to that function: it may begin with a comment and end with a
/// semicolon. Nothing when it is not such a call.
std::optional<std::string> script_argument(std::string_view script, std::string_view callback);

}  // namespace halley::conformance
