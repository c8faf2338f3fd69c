#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace halley::http {

/// Whether a page of `origin` (the header's value) may open a WebSocket on the
/// server that the request calls `host`: its own origin, or one of `allowed`,
/// where `*` stands for all (WS-29).
bool may_connect(std::string_view origin,
                 std::string_view host,
                 const std::vector<std::string>& allowed);

}  // namespace halley::http
