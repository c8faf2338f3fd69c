#include "src/http/unreadable.hpp"

namespace halley::http {
namespace {

Answer refuse(unsigned status, std::string_view text, Limit limit)
{
    auto answer = error_answer(status, text);
    answer.limit = limit;
    return answer;
}

}  // namespace

std::optional<Answer> answer_unreadable(error_code reason)
{
    using beast::http::error;
    if (reason == error::header_limit)
        return refuse(431, "header_too_large", Limit::request_header_bytes);
    if (reason == error::body_limit) return error_answer(Errc::body_too_large);
    if (reason == asio::error::no_buffer_space) {
        auto busy = refuse(503, "server_busy", Limit::bytes_in_flight);
        busy.extra = "Retry-After: 1\r\n";
        return busy;
    }
    if (reason.category() == error_code{error::bad_method}.category())
        return error_answer(400, "request_malformed");
    return std::nullopt;
}

}  // namespace halley::http
