#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace halley::bench {

/// The members of a server's message that matter here: views into what came. Strings are without
/// their quotes and with their escapes; `data` and `advice` are JSON. Empty when absent.
struct Received {
    std::string_view channel;
    std::string_view id;
    std::string_view client_id;
    std::string_view error;
    std::string_view data;
    std::string_view advice;
    std::optional<bool> successful;

    /// An event, or what a service answers, which may be the data of a reply.
    bool is_event() const
    {
        const bool of_service = successful == true && channel.starts_with("/service/");
        return !data.empty() && (!successful || of_service);
    }
};

/** Goes over the messages of a frame or body, one after another, and copies nothing.

    It reads what servers write, and does not judge it: something that is no JSON may pass.
    Memory beyond the text is never looked at, whatever the text is.
*/
class Reception {
public:
    explicit Reception(std::string_view text);

    /// The next message; nothing at the end, or where the text is broken.
    std::optional<Received> next();

    /// Whether all of the text were messages, once there are no more.
    bool sound() const { return state_ == State::ended; }

private:
    enum class State { first, further, ended, broken };

    bool begin_message();
    std::optional<Received> message();
    void set(Received& message, std::string_view key, std::string_view value) const;
    std::string_view value();
    std::string_view string();
    bool skip_nested();
    char look();
    bool take(char c);

    std::string_view text_;
    std::size_t at_ = 0;
    State state_ = State::first;
    bool in_array_ = false;
};

/// A whole number of milliseconds that `advice` has by this name, however it is written.
std::optional<long> advised(std::string_view advice, std::string_view name);

}  // namespace halley::bench
