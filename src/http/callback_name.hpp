#pragma once

#include <string_view>

namespace halley::http {

/// Whether a script may call it: a path of identifiers such as `a.b`, of at most 64
/// characters (JSP-05, JSP-06).
bool is_callback_name(std::string_view text);

}  // namespace halley::http
