#pragma once

#include "halley/config.hpp"
#include "src/config/section.hpp"

namespace halley::config {

/// The keys of `limits`.
Section<LimitsConfig> limits_table();

}  // namespace halley::config
