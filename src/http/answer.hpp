#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "halley/errc.hpp"
#include "halley/limit.hpp"

namespace halley::http {

inline constexpr std::string_view json_type = "application/json; charset=utf-8";

/// A response whose body is known.
struct Answer {
    unsigned status = 200;
    std::string body;
    std::string_view content_type = json_type;
    std::string extra = {};           ///< More header lines, each with its line end.
    std::optional<Limit> limit = {};  ///< What refuses the request, if that is a limit.
};

/// `{"error":"404::not_found"}`
Answer error_answer(unsigned status, std::string_view text);

/// For a body that is refused as a whole.
Answer error_answer(Errc error);

/// How a response looks around the body of an exchange.
struct Framing {
    std::string_view content_type = json_type;
    std::string before;
    std::string after;
    std::string_view extra = {};  ///< More header lines.
    bool script = false;          ///< It is read as JavaScript.
};

/// What goes into the head of a response besides the fixed fields.
struct Head {
    unsigned status = 200;
    std::string_view content_type = json_type;
    std::optional<std::size_t> content_length = 0;  ///< Nothing: to the end of the connection.
    std::string_view extra = {};
    std::string_view cors = {};   ///< Likewise more header lines.
    std::string set_cookie = {};  ///< Empty: none.
    bool keep_alive = true;
    bool http_1_0 = false;  ///< The request was.
};

/// The status line and the header fields, to the empty line.
std::string encode(const Head& head);

}  // namespace halley::http
