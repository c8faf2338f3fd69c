#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "support/http_client.hpp"

namespace halley::test {

/// A blocking reader of Server-Sent Events.
class EventSource {
public:
    /// Asks for the stream of `id`; `head` is the answer's.
    EventSource(std::uint16_t port, std::string_view id, Headers headers = {}) : connection(port)
    {
        headers.emplace_back("Accept", "text/event-stream");
        connection.send(http_request("GET", "/cometd/" + std::string{id}, headers));
        head = read_response(connection);
    }

    /// The next Bayeux message on it.
    Json message()
    {
        while (messages_.empty())
            read_block();
        auto message = std::move(messages_.front());
        messages_.pop_front();
        return message;
    }

    /// Up to the next comment.
    void await_comment()
    {
        while (!read_block().starts_with(':'))
            ;
    }

    /// Whatever else is complete, to the end of the stream.
    std::deque<Json> rest()
    {
        auto text = connection.read_to_end();
        for (auto end = text.find("\n\n"); end != std::string::npos; end = text.find("\n\n")) {
            take(text.substr(0, end));
            text.erase(0, end + 2);
        }
        return std::move(messages_);
    }

    TcpClient connection;
    HttpResponse head;
    std::string retry;  ///< As the stream has set it.

private:
    std::string read_block()
    {
        auto text = connection.read_until("\n\n");
        text.resize(text.size() - 2);
        take(text);
        return text;
    }

    void take(const std::string& block)
    {
        if (block.starts_with("retry: ")) retry = block.substr(7);
        if (!block.starts_with("data: ")) return;
        if (block.find_first_of("\r\n") != std::string::npos)
            throw std::runtime_error{"more than one line: " + block};
        for (auto& each : Json::parse(block.substr(6)).elements())
            messages_.push_back(std::move(each));
    }

    std::deque<Json> messages_;
};

}  // namespace halley::test
