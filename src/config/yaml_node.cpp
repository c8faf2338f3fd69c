#include "src/config/yaml_node.hpp"

#include <cstdio>

namespace halley::config {

std::string to_string(const Diagnostic& diagnostic)
{
    auto out = diagnostic.file + ":";
    if (diagnostic.at.line != 0) {
        out +=
            std::to_string(diagnostic.at.line) + ":" + std::to_string(diagnostic.at.column) + ":";
    }
    return out + " " + diagnostic.message;
}

std::string describe(const Node& node)
{
    switch (node.kind) {
    case Node::Kind::null: return "nothing";
    case Node::Kind::scalar: return quote(node.text);
    case Node::Kind::list: return "a list";
    case Node::Kind::map: return "keys and values";
    }
    return {};
}

std::string quote(std::string_view text)
{
    constexpr std::size_t longest = 60;
    std::string out = "\"";
    for (const char c : text.substr(0, longest)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) {
            char escaped[5];
            std::snprintf(escaped, sizeof escaped, "\\x%02x", byte);
            out += escaped;
        } else {
            out += c;
        }
    }
    // A character is not cut in the middle.
    if (text.size() > longest) {
        while ((static_cast<unsigned char>(out.back()) & 0xC0) == 0x80)
            out.pop_back();
        if ((static_cast<unsigned char>(out.back()) & 0xC0) == 0xC0) out.pop_back();
        out += "...";
    }
    return out + "\"";
}

}  // namespace halley::config
