#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "protocol/action.hpp"
#include "src/http/answer.hpp"
#include "src/runtime/pieces.hpp"

namespace halley::http {

/// What an exchange is answered with, gathered from where it lies: the delivery and
/// the framing must outlive it.
class ResponseBody {
public:
    ResponseBody(const protocol::Delivery& delivery, const Framing& framing);

    const runtime::Pieces& pieces() const noexcept { return pieces_; }

private:
    void add(std::string_view json, bool script);

    runtime::Pieces pieces_;
    std::deque<std::string> copies_;  ///< Of what could not stay as it is.
};

/// JSON that means the same as JavaScript: U+2028 and U+2029, which end a line
/// there, are escaped (JSP-07).
std::string script_text(std::string_view json);

}  // namespace halley::http
