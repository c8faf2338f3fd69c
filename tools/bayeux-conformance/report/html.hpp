#pragma once

#include <string>

#include "tools/bayeux-conformance/report/report.hpp"

namespace halley::conformance {

/// The report as one page: a matrix of cases and transports, with filters and all conversations.
std::string html_of(const Report& report);

}  // namespace halley::conformance
