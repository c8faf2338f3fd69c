#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/bayeux-conformance/runner.hpp"

namespace halley::conformance {

/// A line for each case, with the transports on which it was chosen.
std::string list_text(const std::vector<Job>& jobs);

/// All about the cases of an id; empty when there is none.
std::string explanation(const std::vector<Case>& cases, std::string_view id);

}  // namespace halley::conformance
