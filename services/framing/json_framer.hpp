#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/framing/framer.hpp"

namespace halley::services {

/** Cuts what a backend sends into texts. Nodefony's backends frame nothing.

    A JSON object or array comes out whole, however many reads it took; white
    space around it is dropped. Anything else is bare text, relayed read by read
    as Nodefony does, but never cut inside a UTF-8 character. The rules are at
    the head of json_framer.cpp.
*/
class JsonFramer final : public Framer {
public:
    /// @param frame_bytes how many bytes a text may have, as received.
    explicit JsonFramer(std::size_t frame_bytes) : frame_bytes_(frame_bytes) {}

    void receive(std::string_view bytes) override;
    void finish() override;
    std::optional<Frame> next() override;

    /// Only ever that a text exceeded the limit.
    [[nodiscard]] std::optional<Errc> error() const override
    {
        return too_long_ ? std::optional{Errc::service_frame_too_long} : std::nullopt;
    }

private:
    enum class State : std::uint8_t {
        between,  ///< Nothing but white space since the last text.
        opening,  ///< A bracket whose meaning depends on what follows it.
        json,     ///< Inside an object or array.
        bare,     ///< Inside plain text.
    };

    /// Where in bare text a brace would stand.
    enum class Place : std::uint8_t {
        line_start,  ///< Nothing but white space since the newline.
        word,        ///< Right after something visible.
        gap,         ///< After a space inside a line.
    };

    std::size_t scan_between(std::string_view bytes);
    std::size_t scan_opening(std::string_view bytes);
    std::size_t scan_json(std::string_view bytes);
    std::size_t scan_bare(std::string_view bytes);
    void end_read();

    void append(std::string_view bytes);
    void append_opener(std::string_view bytes);
    void emit_json();
    void emit_bare(std::string text);
    void emit_bare_before_opener();

    std::vector<Frame> ready_;
    std::size_t taken_ = 0;
    std::string text_;        ///< The text being received, or white space that may belong to one.
    std::size_t opener_ = 0;  ///< State `opening`: the bracket's place in `text_`.
    std::size_t depth_ = 0;
    std::size_t frame_bytes_;
    State state_ = State::between;
    Place place_ = Place::line_start;
    bool in_string_ = false;
    bool escaped_ = false;
    bool after_plain_ = false;  ///< The last text was plain: the space after it may matter.
    bool too_long_ = false;
};

}  // namespace halley::services
