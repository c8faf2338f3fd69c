#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/bayeux-conformance/report/report.hpp"

namespace halley::conformance {

/** A page of HTML that needs nothing but itself.

    Its policy lets only the style and the script run that are part of it, told by their
    hashes: markup that got into the text by mistake could not do anything either.
*/
std::string page(std::string_view title, std::string_view body);

/// What is filtered, of `tbody.case` elements: see the script.
struct Filters {
    std::vector<Medium> media;
    bool differing = false;  ///< Offers to show only what differs between servers.
};
std::string filters_html(const Filters& filters);

/// `<span class="verdict fail">fail</span>`
std::string verdict_html(Verdict verdict);

/// `<tag class="name">text</tag>`, with the text escaped.
std::string element(std::string_view tag, std::string_view name, std::string_view text);

/// A unique `id` for a case, by what was used already.
std::string anchor(std::string_view id, std::vector<std::string>& used);

/// Expected, received and detail of a result; empty when there is none of them.
std::string outcome_html(const Report::Row& row);

}  // namespace halley::conformance
