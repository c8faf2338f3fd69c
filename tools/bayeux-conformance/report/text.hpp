#pragma once

#include <string>
#include <vector>

#include "tools/bayeux-conformance/server.hpp"
#include "tools/bayeux-conformance/verdict.hpp"

namespace halley::conformance {

/// What was found out about the server before the first case.
std::string facts_text(const Server& server);

/// A line for a result; with what was expected and received where it does not hold.
std::string result_text(const Result& result, bool with_conversation);

/// How many of each verdict.
std::string summary_text(const std::vector<Result>& results);

}  // namespace halley::conformance
