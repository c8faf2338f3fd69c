#pragma once

#include <optional>

#include "halley/config.hpp"
#include "src/config/section.hpp"

namespace halley::config {

/// `tls` of a listener. Its files are tried, so that what is wrong with one is said
/// where it is named.
struct Tls {
    void read(Reader& reader, const Node& node, std::optional<TlsConfig>& value) const;
    std::string print_block(const std::optional<TlsConfig>& value, std::size_t indent) const;
};

}  // namespace halley::config
