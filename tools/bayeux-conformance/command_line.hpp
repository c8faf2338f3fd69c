#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/bayeux-conformance/report/report.hpp"
#include "tools/bayeux-conformance/runner.hpp"

namespace halley::conformance {

/// What the user asks for.
struct CommandLine {
    Options options;
    Selection selection;
    Threshold fail_on = Threshold::must;
    unsigned jobs = 16;
    bool verbose = false;
    bool quiet = false;

    bool list = false;                 ///< Instead of a run.
    std::string explain;               ///< The same.
    std::vector<std::string> compare;  ///< The same.

    std::string json_file;
    std::string junit_file;
    std::string html_file;
    std::string output_file;  ///< Of a comparison.
};

/// Nothing when the program may go on, else its status. What there is to say is said.
std::optional<int> parse(CommandLine& line, int argc, const char* const* argv);

}  // namespace halley::conformance
