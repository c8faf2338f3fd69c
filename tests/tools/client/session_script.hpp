#pragma once

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tools/client/message.hpp"
#include "tools/client/session.hpp"

namespace halley::test {

using namespace std::chrono_literals;

/// A session whose server and whose clock are the test. What it does is told in lines:
///
///     handshake#1            a message: its last segment or channel, and its id
///     subscribe#2 /a         … with what is subscribed
///     /a#3 {"x":1}           … or published
///     held connect#4         on the lane of connects
///     reset, event /a 1, subscribed /a, subscribed again /a, published 1, refused 1 TEXT,
///     notice TEXT, done, refused: TEXT, unreachable: TEXT
class SessionScript {
public:
    explicit SessionScript(client::SessionOptions options = {}) : session(std::move(options)) {}

    /// Handshakes as client `c` with a first connect, which is answered; forgets what it did.
    void open(std::string_view advice = R"({"interval":0,"timeout":30000})")
    {
        session.start(now);
        receive(R"([{"channel":"/meta/handshake","successful":true,"clientId":"c","advice":)" +
                std::string{advice} + "}]");
        receive(R"([{"channel":"/meta/connect","successful":true}])");
        did();
    }

    void receive(std::string_view text) { session.handle_text(text, now); }

    void fail(std::string text = "lost", client::Failure::Kind kind = client::Failure::Kind::lost)
    {
        session.handle_failure({kind, std::move(text)}, now);
    }

    /// Lets time pass, in the steps that the session asks for.
    void pass(client::Duration length)
    {
        const auto end = now + length;
        while (session.next_timeout() <= end) {
            now = std::max(now, session.next_timeout());
            session.handle_timeout(now);
        }
        now = end;
    }

    std::vector<client::Action> actions()
    {
        std::vector<client::Action> all;
        while (auto action = session.poll_action())
            all.push_back(std::move(*action));
        return all;
    }

    /// What it did since the last call.
    std::vector<std::string> did()
    {
        std::vector<std::string> lines;
        for (const auto& action : actions())
            lines.push_back(std::visit([](const auto& each) { return line_of(each); }, action));
        return lines;
    }

    client::Session session;
    client::TimePoint now{100s};

private:
    static std::string line_of(const client::Send& send)
    {
        const auto messages = client::read_messages(send.message).value();
        const auto& message = messages.at(0);
        std::string line = send.lane == client::Lane::connect ? "held " : "";
        line += message.is_meta() ? message.channel.substr(6) : message.channel;
        line += "#" + message.id;
        for (const auto& channel : message.subscriptions)
            line += " " + channel;
        if (!message.data.empty()) line.append(" ").append(message.data);
        return line;
    }
    static std::string line_of(const client::Reset&) { return "reset"; }
    static std::string line_of(const client::Event& event)
    {
        return "event " + event.channel + " " + event.data;
    }
    static std::string line_of(const client::Subscribed& subscribed)
    {
        return (subscribed.again ? "subscribed again " : "subscribed ") + subscribed.channel;
    }
    static std::string line_of(const client::Published& published)
    {
        const auto number = std::to_string(published.number);
        return published.error.empty() ? "published " + number
                                       : "refused " + number + " " + published.error;
    }
    static std::string line_of(const client::Notice& notice) { return "notice " + notice.text; }
    static std::string line_of(const client::Ended& ended)
    {
        if (ended.reason == client::Ended::Reason::done) return "done";
        const bool refused = ended.reason == client::Ended::Reason::refused;
        return (refused ? "refused: " : "unreachable: ") + ended.text;
    }
};

using Lines = std::vector<std::string>;

}  // namespace halley::test
