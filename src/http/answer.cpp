#include "src/http/answer.hpp"

#include <boost/beast/http/status.hpp>

#include "protocol/limiter.hpp"
#include "src/http/date.hpp"

namespace halley::http {

Answer error_answer(unsigned status, std::string_view text)
{
    Answer answer;
    answer.status = status;
    answer.body = R"({"error":")";
    answer.body += std::to_string(status);
    answer.body += "::";
    answer.body += text;
    answer.body += R"("})";
    return answer;
}

Answer error_answer(Errc error)
{
    const auto& info = error_info(error);
    auto answer = error_answer(static_cast<unsigned>(info.code), info.text);
    answer.status = info.http_status;
    answer.limit = protocol::limit_of(error);
    return answer;
}

std::string encode(const Head& head)
{
    const auto status = boost::beast::http::int_to_status(head.status);
    std::string text;
    text.reserve(384);
    text += "HTTP/1.1 ";
    text += std::to_string(head.status);
    text += ' ';
    text += boost::beast::http::obsolete_reason(status);
    text += "\r\nDate: ";
    text += date_now();
    if (status != boost::beast::http::status::no_content) {
        text += "\r\nContent-Type: ";
        text += head.content_type;
        if (head.content_length) {
            text += "\r\nContent-Length: ";
            text += std::to_string(*head.content_length);
        }
    }
    text += "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";
    if (!head.set_cookie.empty()) {
        text += "Set-Cookie: ";
        text += head.set_cookie;
        text += "\r\n";
    }
    text += head.cors;
    text += head.extra;
    if (!head.keep_alive) {
        text += "Connection: close\r\n";
    } else if (head.http_1_0) {
        text += "Connection: keep-alive\r\n";
    }
    text += "\r\n";
    return text;
}

}  // namespace halley::http
