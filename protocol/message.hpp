#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halley::protocol {

/// Whether a field was there and of the type it must have.
enum class Field : unsigned char { absent, valid, wrong_type };

/// A field that must be a JSON string. `text` is decoded and meaningful when valid.
struct TextField {
    std::string_view text;
    Field state = Field::absent;
};

/// The milliseconds a client put into `advice`; anything but a number counts as absent (CON-18).
struct RequestAdvice {
    bool present = false;
    std::optional<long long> timeout;
    std::optional<long long> interval;
};

/** One decoded Bayeux message.

    Views lead into the body of the batch, or into its decoded strings. `id`,
    `data` and `ext` are raw JSON text, so that numbers and escapes survive
    untouched (FMT-16 to FMT-21); empty means absent.
*/
struct Message {
    TextField channel;
    TextField client_id;
    TextField version;
    TextField minimum_version;
    TextField connection_type;
    std::string_view id;
    bool id_valid = true;  ///< False for an object or array.
    std::string_view data;
    std::string_view ext;
    RequestAdvice advice;

    Field subscription = Field::absent;  ///< A string, or an array of strings.
    bool subscription_is_array = false;
    std::vector<std::string_view> subscriptions;
    /// The names as JSON, in the shape in which they were asked for (SUB-01).
    std::string subscription_text() const;

    Field connection_types = Field::absent;  ///< `supportedConnectionTypes`.
    std::vector<std::string_view> supported_connection_types;
};

/** The messages of one request body or WebSocket text message, in order.

    Views the body it was read from until `own` is called.
*/
struct Batch {
    std::vector<Message> messages;
    bool bare = false;  ///< One object without an array around it (FMT-02).
    std::string_view body;
    std::list<std::string> decoded;  ///< Strings that held escapes.

    Batch() = default;
    Batch(Batch&&) = default;
    Batch& operator=(Batch&&) = default;
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

    /// Copies the body and points every view into the copy, so that the batch
    /// may outlive the buffer it was received in.
    void own();

    /// Empties it and keeps the memory for the next body.
    void clear();

private:
    std::vector<char> owned_;
};

}  // namespace halley::protocol
