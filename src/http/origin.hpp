#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/beast.hpp"

namespace halley::http {

/// The entry of `allowed` for `origin`, without a slash at its end; `*` only when
/// no other is; empty when none is.
std::string_view find_origin(std::string_view origin, const std::vector<std::string>& allowed);

/// Whether a page of `origin` (the header's value) may connect to the server
/// that the request calls `host`: its own origin, or one of `allowed`, where
/// `*` stands for all (WS-29). Where TLS is spoken (`secure`), a page that came in
/// plain text is of another origin.
bool may_connect(std::string_view origin,
                 std::string_view host,
                 bool secure,
                 const std::vector<std::string>& allowed);

/// Whether whoever sends this request may: such a page, or a program without an
/// `Origin`.
bool is_admitted(const HttpRequest& request, bool secure, const std::vector<std::string>& allowed);

}  // namespace halley::http
