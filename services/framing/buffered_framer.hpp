#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "services/framing/framer.hpp"

namespace halley::services {

/** What the framings with explicit ends have in common: bytes are kept until a
    whole text is there. A connection that waits for the next text owns no memory.
*/
class BufferedFramer : public Framer {
public:
    explicit BufferedFramer(std::size_t frame_bytes) : frame_bytes_(frame_bytes) {}

    void receive(std::string_view bytes) final;
    void finish() override {}
    std::optional<Frame> next() final;
    [[nodiscard]] std::optional<Errc> error() const final { return error_; }

protected:
    /// The next text of `bytes()`, taken by `take`; nothing while it is not complete.
    virtual std::optional<std::string> next_text() = 0;

    [[nodiscard]] std::string_view bytes() const noexcept
    {
        return std::string_view(buffer_).substr(begin_);
    }
    std::string take(std::size_t size);
    void skip(std::size_t size) noexcept { begin_ += size; }
    void fail(Errc error);
    [[nodiscard]] std::size_t frame_bytes() const noexcept { return frame_bytes_; }

private:
    std::string buffer_;
    std::size_t begin_ = 0;  ///< Of what is not taken yet.
    std::size_t frame_bytes_;
    std::optional<Errc> error_;
};

/// Makes a text valid UTF-8 and tells whether it is one JSON text.
Frame to_frame(std::string text);

}  // namespace halley::services
