#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "halley/config.hpp"
#include "src/http/answer.hpp"

namespace halley::transport {

/// What a form or a query has to say in Bayeux (LP-02, JSP-04).
struct MessageForm {
    /// A batch as JSON: the one `message`, or all of them in one array.
    std::string batch;
    std::optional<std::string> jsonp;  ///< The last of them.
};

/// Reads a form's text. Each `message` has to be a batch on its own, so nothing is
/// valid only for what it stands next to.
std::variant<MessageForm, http::Answer> read_message_form(std::string_view text,
                                                          const LimitsConfig& limits);

}  // namespace halley::transport
