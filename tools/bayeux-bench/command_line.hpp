#pragma once

#include <variant>

#include "tools/bayeux-bench/options.hpp"

namespace halley::bench {

/// What is asked for, or the status to end with: what there is to say is said.
std::variant<Options, int> parse(int argc, const char* const* argv);

}  // namespace halley::bench
