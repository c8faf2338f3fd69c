#pragma once

#include <optional>

#include "src/beast.hpp"
#include "src/http/answer.hpp"

namespace halley::http {

/// What is answered when a request cannot be read to its end for that reason;
/// nothing when there is nobody to answer.
std::optional<Answer> answer_unreadable(error_code reason);

}  // namespace halley::http
