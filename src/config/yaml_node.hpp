#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/config/diagnostic.hpp"

namespace halley::config {

struct Node;
using NodePtr = std::shared_ptr<const Node>;

/// One `key: value` of a mapping.
struct Entry {
    std::string key;
    Position at;
    NodePtr value;
};

/// A piece of a YAML document that knows where it stands. A null may have no
/// text of its own: it stands where its key does, or the list that it is in.
struct Node {
    enum class Kind { null, scalar, list, map };

    Kind kind = Kind::null;
    Position at;
    std::string text;  ///< Of a scalar.
    std::vector<NodePtr> items;
    std::vector<Entry> entries;

    bool is_null() const noexcept { return kind == Kind::null; }
};

/// For messages: `a list`, `nothing`, `"some text"`.
std::string describe(const Node& node);

/// `text` between quotation marks, on one line and not too long.
std::string quote(std::string_view text);

}  // namespace halley::config
