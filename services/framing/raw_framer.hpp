#pragma once

#include "services/framing/framer.hpp"

namespace halley::services {

/** What one read brings is one text, as Nodefony has it. A character that a read
    cuts in two is kept for the next, unless a read is a whole message.
*/
class RawFramer final : public Framer {
public:
    enum class Reads { cut_anywhere, whole };

    RawFramer(std::size_t frame_bytes, Reads reads) : frame_bytes_(frame_bytes), reads_(reads) {}

    void receive(std::string_view bytes) override;
    void finish() override;
    std::optional<Frame> next() override;
    [[nodiscard]] std::optional<Errc> error() const override { return error_; }

private:
    std::string ready_;      ///< The text of the last read; empty: none.
    std::string beginning_;  ///< Of a character.
    std::size_t frame_bytes_;
    Reads reads_;
    std::optional<Errc> error_;
};

}  // namespace halley::services
