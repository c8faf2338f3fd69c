#pragma once

#include <string>
#include <string_view>

#include "tools/bayeux-conformance/report/report.hpp"

namespace halley::conformance {

/** The report as JSON, one result a line, for programs and for `--compare`.

    `{"format":"bayeux-conformance","version":1,…}`: the version rises when a reader of the
    old one would misread the new one. docs/conformance-tool.md describes the members.
*/
std::string json_of(const Report& report);

/// Reads one; throws `std::runtime_error` that says what it is instead.
Report report_from_json(std::string_view text);

}  // namespace halley::conformance
