#pragma once

#include "services/framing/buffered_framer.hpp"

namespace halley::services {

/** One text a line, which ends with a newline and may have a carriage return
    before it. Blank lines are dropped; a last line without an end comes out.
*/
class NewlineFramer final : public BufferedFramer {
public:
    using BufferedFramer::BufferedFramer;

    void finish() override { finished_ = true; }

    /// JSON that was written on several lines is put on one. Plain text of
    /// several lines stays what it is.
    void wrap(std::string& text) const override;

protected:
    std::optional<std::string> next_text() override;

private:
    std::size_t searched_ = 0;  ///< Of `bytes()`: where there is no newline.
    bool finished_ = false;
};

}  // namespace halley::services
