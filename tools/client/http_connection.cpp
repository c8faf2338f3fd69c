#include "tools/client/http_connection.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "tools/client/request_head.hpp"

namespace halley::client {

namespace http = boost::beast::http;

namespace {

constexpr std::uint64_t longest_body = 64ULL * 1024 * 1024;

Failure lost(const error_code& error)
{
    const bool ended = error == http::error::end_of_stream || error == http::error::partial_message;
    return {Failure::Kind::lost,
            "the connection was lost: " + (ended ? "closed by the server" : error.message())};
}

http::request<http::string_body> request_of(Peer& peer, const std::string& body)
{
    http::request<http::string_body> request{http::verb::post, peer.url.target, 11};
    request.set(http::field::content_type, "application/json;charset=UTF-8");
    request.set(http::field::accept, "application/json");
    set_common_fields(request, peer);
    request.body() = body;
    request.prepare_payload();
    return request;
}

}  // namespace

Task<std::variant<HttpReply, Failure>> HttpConnection::post(std::string body)
{
    bool heard = false;
    if (kept_) {
        auto result = co_await exchange(body, heard);
        if (heard || closed_ || std::holds_alternative<HttpReply>(result)) co_return result;
    }
    if (auto failure = co_await open()) co_return std::move(*failure);
    co_return co_await exchange(body, heard);
}

void HttpConnection::close()
{
    closed_ = true;
    if (stream_) stream_->close();
}

Task<std::optional<Failure>> HttpConnection::open()
{
    kept_ = false;
    buffer_.clear();
    if (stream_) stream_->close();
    stream_ = std::make_unique<Stream>(executor_);
    co_return co_await stream_->open(peer_);
}

Task<std::variant<HttpReply, Failure>> HttpConnection::exchange(const std::string& body,
                                                                bool& heard)
{
    kept_ = false;
    const auto request = request_of(peer_, body);
    const auto [unsent, written] = co_await http::async_write(*stream_, request, as_result);
    if (unsent) co_return lost(unsent);

    http::response_parser<http::string_body> parser;
    parser.body_limit(longest_body);
    const auto [headless, head] =
        co_await http::async_read_header(*stream_, buffer_, parser, as_result);
    heard = head > 0;
    if (headless) co_return lost(headless);
    const auto [cut, rest] = co_await http::async_read(*stream_, buffer_, parser, as_result);
    if (cut) co_return lost(cut);

    store_cookies(parser.get(), peer_);
    kept_ = parser.keep_alive();
    auto response = parser.release();
    HttpReply reply;
    reply.status = response.result_int();
    reply.reason = response.reason();
    reply.body = std::move(response.body());
    co_return reply;
}

}  // namespace halley::client
