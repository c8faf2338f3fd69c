#pragma once

#include "services/framing/buffered_framer.hpp"

namespace halley::services {

/** Header fields before each text, as the Language Server Protocol has them
    (LSP 3.17, base protocol): `Content-Length: N`, others that are not looked
    at, and an empty line.
*/
class ContentLengthFramer final : public BufferedFramer {
public:
    using BufferedFramer::BufferedFramer;

    void wrap(std::string& text) const override;

protected:
    std::optional<std::string> next_text() override;

private:
    std::optional<std::size_t> text_size_;  ///< Of the text whose header has been read.
};

}  // namespace halley::services
