#pragma once

#include <string>
#include <vector>

#include "src/cli/command_line.hpp"
#include "src/config/config_loader.hpp"

namespace halley::cli {

/** What the rules of a configuration say to one question, and which of them.

    `words` are `user=NAME` and other claims as `NAME=VALUE`, then an operation and a
    channel: `user=alice role=admin subscribe /chat/lobby`. The status is 0 when it is
    allowed, 1 when it is not.
*/
Exit explain(const std::vector<std::string>& words,
             const config::Loaded& loaded,
             const std::string& file);

}  // namespace halley::cli
