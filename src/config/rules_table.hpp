#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "halley/config.hpp"
#include "src/config/reader.hpp"

namespace halley::config {

/// The list `security.rules`.
struct RuleList {
    void read(Reader& reader, const Node& node, std::vector<RuleConfig>& rules) const;
    std::string print_block(const std::vector<RuleConfig>& rules, std::size_t indent) const;
};

/// Where the rules stand in the document, in their order.
std::vector<Position> positions_of_rules(const Node& document);

}  // namespace halley::config
