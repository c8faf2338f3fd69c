#pragma once

#include <string>
#include <string_view>

namespace halley::log {

/// `entry` without anything that could end its line or steer a terminal:
/// control characters, among them U+0080 to U+009F, and the line separators
/// U+2028 and U+2029 are written as escapes. What is not UTF-8 becomes U+FFFD.
std::string printable(std::string_view entry);

}  // namespace halley::log
