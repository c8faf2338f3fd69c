#pragma once

#include "halley/config.hpp"
#include "src/config/section.hpp"

namespace halley::config {

/// The services by name, and the keys of each.
SectionMap<ServiceConfig> services_table();

}  // namespace halley::config
