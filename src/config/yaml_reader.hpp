#pragma once

#include <string_view>
#include <vector>

#include "src/config/yaml_node.hpp"

namespace halley::config {

struct Problem {
    Position at;
    std::string message;

    auto operator<=>(const Problem&) const = default;
};

/// What a YAML text says, as far as it can be understood, and what is wrong with it.
struct Document {
    NodePtr root;  ///< Never null; a null node when there is nothing to read.
    std::vector<Problem> problems;
};

/** Reads one YAML document.

    Besides syntax errors, duplicate keys, keys that are no text, aliases that
    contain themselves, further documents and bytes that are no text are
    problems. Tabs stand where Nodefony's reader takes them: also before a
    comment and on a blank line, which yaml-cpp alone refuses.

    @par Exception safety
    Never throws because of what the text contains.
*/
Document read_yaml(std::string_view text);

}  // namespace halley::config
