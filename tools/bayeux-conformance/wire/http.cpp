#include "tools/bayeux-conformance/wire/http.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace halley::conformance {

namespace {

constexpr std::size_t longest_head = 256 * 1024;
constexpr std::size_t longest_body = 256 * 1024 * 1024;

bool same_name(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
        return std::tolower(x) == std::tolower(y);
    });
}

std::string_view trim(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") + 1 - first);
}

// Its body has no end.
bool streams(const HttpResponse& response)
{
    const auto type = response.header("content-type").value_or("");
    return response.status == 200 && same_name(type.substr(0, type.find(';')), "text/event-stream");
}

std::string summary_of(const HttpResponse& response)
{
    auto text = "HTTP " + std::to_string(response.status) + "\n";
    for (const auto& [name, value] : response.headers)
        text += name + ": " + value + "\n";
    return text + "\n" + response.body;
}

}  // namespace

std::optional<std::string> HttpResponse::header(std::string_view name) const
{
    for (const auto& [each, value] : headers) {
        if (same_name(each, name)) return value;
    }
    return std::nullopt;
}

std::vector<std::string> HttpResponse::all(std::string_view name) const
{
    std::vector<std::string> values;
    for (const auto& [each, value] : headers) {
        if (same_name(each, name)) values.push_back(value);
    }
    return values;
}

HttpConnection::HttpConnection(const Endpoint& endpoint,
                               Conversation& conversation,
                               std::string peer)
    : host_(endpoint.url.authority()),
      stream_(endpoint),
      conversation_(conversation),
      peer_(std::move(peer))
{
}

void HttpConnection::send(const HttpRequest& request)
{
    auto text = request.method + " " + request.target + " HTTP/1.1\r\nHost: " + host_ + "\r\n";
    for (const auto& [name, value] : request.headers)
        text += name + ": " + value + "\r\n";
    if (!request.body.empty() || request.method == "POST")
        text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    text += "\r\n" + request.body;
    head_only_ = request.method == "HEAD";
    send_raw(text);
}

void HttpConnection::send_raw(std::string_view bytes)
{
    conversation_.sent(peer_, bytes);
    stream_.send(bytes);
}

HttpResponse HttpConnection::receive(Clock::time_point until)
{
    const auto head = take_until("\r\n\r\n", until);
    HttpResponse response;
    std::string_view rest = head;
    const auto line = rest.substr(0, rest.find("\r\n"));
    if (!line.starts_with("HTTP/1.") || line.size() < 12)
        throw std::runtime_error("that is no HTTP/1.1 response: " + printable(line, 100));
    std::from_chars(line.data() + 9, line.data() + 12, response.status);
    response.closes = line.starts_with("HTTP/1.0");
    for (rest.remove_prefix(line.size() + 2); rest.size() > 2;) {
        const auto field = rest.substr(0, rest.find("\r\n"));
        const auto colon = std::min(field.find(':'), field.size());
        const auto value =
            colon < field.size() ? trim(field.substr(colon + 1)) : std::string_view{};
        response.headers.emplace_back(field.substr(0, colon), value);
        rest.remove_prefix(field.size() + 2);
    }
    if (const auto connection = response.header("connection"))
        response.closes = same_name(*connection, "close") ||
                          (response.closes && !same_name(*connection, "keep-alive"));

    const bool no_body = head_only_ || response.status < 200 || response.status == 204 ||
                         response.status == 304 || streams(response);
    if (const auto length = response.header("content-length"); !no_body && length) {
        std::size_t size = 0;
        std::from_chars(length->data(), length->data() + length->size(), size);
        response.body = take(size, until);
    } else if (const auto coding = response.header("transfer-encoding"); !no_body && coding) {
        response.body = take_chunks(until);
    } else if (!no_body) {
        try {
            for (;;)
                buffer_ += stream_.receive(until);
        } catch (const Disconnected&) {
            response.body = std::exchange(buffer_, {});
            response.closes = true;
        }
    }
    conversation_.received(peer_, summary_of(response));
    return response;
}

HttpResponse HttpConnection::exchange(const HttpRequest& request, Clock::time_point until)
{
    send(request);
    return receive(until);
}

bool HttpConnection::ends(Clock::time_point until)
{
    try {
        for (;;)
            buffer_ += stream_.receive(until);
    } catch (const Disconnected&) {
        conversation_.note(peer_, "the server closes the connection");
        return true;
    } catch (const TimedOut&) {
        return false;
    }
}

std::string HttpConnection::take_until(std::string_view mark, Clock::time_point until)
{
    std::size_t searched = 0;
    for (;;) {
        const auto found = buffer_.find(mark, searched);
        if (found != std::string::npos) return take(found + mark.size(), until);
        if (buffer_.size() > longest_head) throw std::runtime_error("the response has no end");
        searched = buffer_.size() < mark.size() ? 0 : buffer_.size() - mark.size() + 1;
        buffer_ += stream_.receive(until);
    }
}

std::string HttpConnection::take(std::size_t size, Clock::time_point until)
{
    if (size > longest_body) throw std::runtime_error("the response is longer than it can be");
    while (buffer_.size() < size)
        buffer_ += stream_.receive(until);
    auto text = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return text;
}

std::string HttpConnection::take_chunks(Clock::time_point until)
{
    std::string body;
    for (;;) {
        const auto line = take_until("\r\n", until);
        std::size_t size = 0;
        const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
        if (error != std::errc{} || end == line.data())
            throw std::runtime_error("the response has a chunk without a size");
        if (size == 0) break;
        body += take(size, until);
        take(2, until);
    }
    while (take_until("\r\n", until) != "\r\n")
        ;
    return body;
}

}  // namespace halley::conformance
