#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "halley/config.hpp"
#include "halley/errc.hpp"

namespace halley::services {

/// One text of a backend, valid UTF-8.
struct Frame {
    std::string text;
    bool json = false;  ///< One complete JSON text, otherwise plain text.

    bool operator==(const Frame&) const = default;
};

/** Tells the texts of one connection apart, in both directions.

    Call `receive` once a read, then `next` until it has nothing more, then look
    at `error`.
*/
class Framer {
public:
    virtual ~Framer() = default;

    virtual void receive(std::string_view bytes) = 0;

    /// The stream has ended; what is still incomplete may come out as plain text.
    virtual void finish() = 0;

    virtual std::optional<Frame> next() = 0;

    /// Why nothing after the frames that came out can be read: `service_frame_too_long`
    /// or `service_frame_malformed`.
    [[nodiscard]] virtual std::optional<Errc> error() const = 0;

    /// Makes of a text what is to be written for it. By default it is written as it is.
    virtual void wrap(std::string& text) const;
};

/// @param frame_bytes how many bytes a text may have, as received.
std::unique_ptr<Framer> make_framer(Framing framing, std::size_t frame_bytes);

/// For backends whose every message is one text already, such as a datagram.
std::unique_ptr<Framer> make_message_framer(std::size_t frame_bytes);

}  // namespace halley::services
