#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/beast.hpp"

namespace halley::http {

// Cross-Origin Resource Sharing, as the Fetch standard has it (LP-17, LP-18): what
// lets a page of another origin read our answers. Nothing that a request says is
// repeated but the origin that the configuration names as well, and names of headers.

/// Header lines for the answer to this request, whatever it is. Cookies are for
/// origins that are named: `*` and `null` may be anybody.
std::string cors_lines(const HttpRequest& request, const std::vector<std::string>& allowed);

/// More lines for the answer to an OPTIONS request; none unless it is a preflight
/// from an origin in `allowed`. `methods` are those that the endpoint serves.
std::string preflight_lines(const HttpRequest& request,
                            const std::vector<std::string>& allowed,
                            std::string_view methods);

}  // namespace halley::http
