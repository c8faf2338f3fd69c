#pragma once

#include <cstddef>
#include <string_view>

namespace halley::conformance {

/// The letters before the number of a case: `HSK` of `HSK-01`.
std::string_view family_of(std::string_view id);

/// What the cases of a family are about; its letters where that is not known.
std::string_view subject_of(std::string_view family);

/// Where a family stands among the others; those that are not known come last.
std::size_t place_of(std::string_view family);

}  // namespace halley::conformance
