#include "src/config/section.hpp"

namespace halley::config {

bool is_section(Reader& reader, const Node& node)
{
    if (node.kind == Node::Kind::map) return true;
    if (!node.is_null()) reader.error(node, "expected keys and values, not " + describe(node));
    return false;
}

}  // namespace halley::config
