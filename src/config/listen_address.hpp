#pragma once

#include <optional>
#include <string_view>

#include "halley/config.hpp"

namespace halley::config {

/// `127.0.0.1:8080`, `[::1]:8080`.
std::optional<ListenConfig> parse_listen_address(std::string_view text);

}  // namespace halley::config
