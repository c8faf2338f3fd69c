#pragma once

#include <chrono>
#include <string>

namespace halley::protocol {

/// A point in time as ISO 8601 text in UTC with milliseconds, such as
/// `2001-02-03T04:05:06.789Z` (TST-01).
std::string iso_8601(std::chrono::milliseconds since_1970);

}  // namespace halley::protocol
