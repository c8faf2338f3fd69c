#pragma once

#include "halley/config.hpp"
#include "src/config/section.hpp"

namespace halley::config {

Section<SecurityConfig> security_table();

}  // namespace halley::config
