#pragma once

#include <string>

#include "tools/bayeux-conformance/report/report.hpp"

namespace halley::conformance {

/** The report as JUnit XML, for servers of continuous integration: a suite for each
    transport, a failure for each verdict that counts for the threshold. Other findings are
    the output of tests that pass.
*/
std::string junit_of(const Report& report, Threshold threshold);

}  // namespace halley::conformance
