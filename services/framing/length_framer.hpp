#pragma once

#include "services/framing/buffered_framer.hpp"

namespace halley::services {

/// Four bytes with the length, big-endian, before each text. A length of 0 is no
/// text, so a backend may use it as a sign of life.
class LengthFramer final : public BufferedFramer {
public:
    using BufferedFramer::BufferedFramer;

    void wrap(std::string& text) const override;

protected:
    std::optional<std::string> next_text() override;
};

}  // namespace halley::services
