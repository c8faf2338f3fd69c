#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halley::client {

enum class Reconnect { retry, handshake, none };

/// The parts of `advice` that were there and understood.
struct Advice {
    std::optional<Reconnect> reconnect;
    std::optional<std::chrono::milliseconds> interval;
    std::optional<std::chrono::milliseconds> timeout;
};

/** A message from a server, read as liberally as possible: every field may be missing, and one
    of an unexpected type counts as missing.

    `data` and `ext` are raw JSON, empty when absent; views lead into the text that was read.
*/
struct Message {
    std::string channel;
    std::string id;  ///< A string's text, or a number as it was written.
    std::string client_id;
    std::vector<std::string> subscriptions;
    std::optional<bool> successful;
    std::string error;  ///< Its text; of anything but a string the JSON.
    Advice advice;
    std::string_view raw_id;
    std::string_view data;
    std::string_view ext;

    bool is_meta() const { return channel.starts_with("/meta/"); }
};

/// The messages of an array, or of one bare object; nothing when `text` is not that.
std::optional<std::vector<Message>> read_messages(std::string_view text);

/// `402` of `402:x:Unknown client`, or of the text `402`; 0 when there is no such number.
int error_code_of(std::string_view error);

}  // namespace halley::client
