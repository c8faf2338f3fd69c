#pragma once

#include <string>
#include <string_view>

namespace halley::conformance {

/** Text of a server as valid UTF-8 that steers nothing: no control characters but line
    feeds and tabs, nothing that turns the direction of writing, no byte that is no
    character. What is taken out is shown as `\xNN` or `\u{NNNN}`.
*/
std::string harmless(std::string_view text);

/// The same in one line.
std::string harmless_line(std::string_view text);

/// The same for HTML and XML, in text as well as in quoted attributes.
std::string markup(std::string_view text);

/// The same for a cell of a Markdown table.
std::string markdown(std::string_view text);

}  // namespace halley::conformance
