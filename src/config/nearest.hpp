#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace halley::config {

/// The one of `known` that `word` was probably meant to be: at most a third of
/// its letters wrong, missing, too many or swapped. Case, `_` and `-` do not count.
std::optional<std::string_view> nearest(std::string_view word,
                                        const std::vector<std::string_view>& known);

}  // namespace halley::config
