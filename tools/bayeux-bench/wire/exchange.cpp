#include "tools/bayeux-bench/wire/exchange.hpp"

#include <utility>

#include "tools/bayeux-bench/wire/received.hpp"

namespace halley::bench {

namespace http = boost::beast::http;
using client::Failure;

namespace {

constexpr std::uint64_t longest_body = std::uint64_t{1} << 30;

// Some servers put their refusals into bodies with a status to match.
bool has_messages(std::string_view body)
{
    const auto first = Reception{body}.next();
    return first && !first->channel.empty();
}

}  // namespace

Exchange::Exchange(Loop& loop, const Target& target, std::string& cookies, Link::Handler& handler)
    : loop_(loop), target_(target), cookies_(cookies), handler_(handler)
{
}

Exchange::~Exchange()
{
    drop();
}

void Exchange::post(std::string body)
{
    waiting_.push_back(std::move(body));
    if (!parser_) begin();
}

void Exchange::stop_reading()
{
    if (connection_) connection_->stop_reading();
}

void Exchange::go_on_reading()
{
    if (connection_) connection_->go_on_reading();
}

void Exchange::close()
{
    ended_ = true;
    drop();
}

void Exchange::cut()
{
    ended_ = true;
    if (connection_) connection_->cut();
    drop();
}

void Exchange::begin()
{
    parser_.emplace();
    parser_->eager(true);
    parser_->body_limit(longest_body);
    connected_ ? write() : open();
}

void Exchange::open()
{
    used_ = false;
    connection_ = std::make_shared<Connection>(loop_, static_cast<Connection::Handler&>(*this));
    connection_->open(target_.destination);
}

void Exchange::drop()
{
    connected_ = false;
    if (connection_) connection_->close();
    connection_.reset();
}

void Exchange::on_connected()
{
    connected_ = true;
    write();
}

void Exchange::write()
{
    const auto& body = waiting_.front();
    std::string request = "POST " + target_.path + " HTTP/1.1\r\nHost: " + target_.authority +
                          "\r\nContent-Type: application/json;charset=UTF-8\r\n";
    if (!cookies_.empty()) request.append("Cookie: ").append(cookies_).append("\r\n");
    request.append(target_.headers).append("Content-Length: ");
    request.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
    connection_->write(request);
}

std::size_t Exchange::on_bytes(std::string_view bytes)
{
    used_ = true;
    std::size_t done = 0;
    while (parser_ && !parser_->is_done() && done < bytes.size()) {
        error_code error;
        done += parser_->put(asio::buffer(bytes.data() + done, bytes.size() - done), error);
        if (error == http::error::need_more) return done;
        if (error) {
            drop();
            handler_.on_failure({Failure::Kind::lost, "the server's answer is no HTTP"});
            return done;
        }
    }
    if (parser_ && parser_->is_done()) finish();
    return done;
}

// The handler may post the next request, or close us for good.
void Exchange::finish()
{
    store_cookies();
    auto response = parser_->release();
    const bool kept = parser_->keep_alive();
    parser_.reset();
    waiting_.pop_front();
    if (!kept) drop();

    const auto status = response.result_int();
    const auto& body = response.body();
    if ((status >= 200 && status < 300) || has_messages(body)) {
        if (!waiting_.empty()) begin();
        handler_.on_text(body);
        return;
    }
    handler_.on_failure({Failure::Kind::refused,
                         "the server answers " + std::to_string(status) + " " +
                             std::string{response.reason()} + " at " + target_.path});
}

// The server may close a connection that is idle at any time, so a request that meets such an end
// is sent once more.
void Exchange::on_disconnected(const error_code& error)
{
    const bool idle = !parser_;
    const bool again = connected_ && used_ && parser_ && !parser_->got_some();
    drop();
    if (idle || ended_) return;
    error_code incomplete;
    if (error == asio::error::eof && parser_->is_header_done()) parser_->put_eof(incomplete);
    if (parser_->is_done()) return finish();
    if (again) return open();
    handler_.on_failure(lost(error));
}

void Exchange::store_cookies()
{
    const auto [first, last] = parser_->get().equal_range(http::field::set_cookie);
    for (auto field = first; field != last; ++field) {
        const auto pair = field->value().substr(0, field->value().find(';'));
        const auto name = std::string{pair.substr(0, pair.find('=') + 1)};
        if (cookies_.find(name) != std::string::npos) continue;
        if (!cookies_.empty()) cookies_ += "; ";
        cookies_.append(pair.data(), pair.size());
    }
}

}  // namespace halley::bench
