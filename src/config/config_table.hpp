#pragma once

#include "halley/config.hpp"
#include "src/config/section.hpp"

namespace halley::config {

/// All keys of the configuration file.
const Section<Config>& config_table();

}  // namespace halley::config
