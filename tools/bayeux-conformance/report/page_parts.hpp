#pragma once

#include <string_view>

namespace halley::conformance {

// Not std::string: the hashes of the policy are those of exactly these bytes.
extern const std::string_view page_style;
extern const std::string_view page_script;

}  // namespace halley::conformance
