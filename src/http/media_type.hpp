#pragma once

#include <string_view>

namespace halley::http {

/// Whether `content_type` names JSON in UTF-8: `application/json` or `text/json`
/// with any parameters, but no other charset.
bool is_json_type(std::string_view content_type);

/// Likewise for `application/x-www-form-urlencoded`.
bool is_form_type(std::string_view content_type);

/// Likewise for `text/plain`.
bool is_plain_type(std::string_view content_type);

/// Whether an `Accept` header names `type` itself, not just a pattern for it.
bool accepts(std::string_view accept, std::string_view type);

}  // namespace halley::http
