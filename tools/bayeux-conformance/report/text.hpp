#pragma once

#include <string>

#include "tools/bayeux-conformance/report/report.hpp"

namespace halley::conformance {

struct TextStyle {
    bool colours = false;
    bool everything = false;  ///< Also what passed and was skipped, with all conversations.
};

/// What was found out about the server before the first case.
std::string facts_text(const Report::Facts& server, const TextStyle& style);

/// The findings, the worst first, each with what was expected and what there was.
std::string findings_text(const Report& report, const TextStyle& style);

/// How many of each verdict, and what that comes to.
std::string summary_text(const Report& report, const TextStyle& style);

/// A last line for a server that was tried, and about which nothing was found that
/// anybody demands; empty for others.
std::string praise_text(const Report& report, const TextStyle& style);

}  // namespace halley::conformance
