#pragma once

#include <cstddef>
#include <optional>
#include <random>
#include <string_view>

namespace halley::test {

/// What decides in a random script: a generator, or bytes that somebody has chosen.
class Dice {
public:
    explicit Dice(unsigned seed) : engine_(seed) {}

    /// Once the bytes are used up, every throw is 0.
    explicit Dice(std::string_view bytes) : bytes_(bytes) {}

    /// Below `bound`.
    unsigned pick(unsigned bound)
    {
        if (!bytes_) return static_cast<unsigned>(engine_()) % bound;
        unsigned value = next_byte();
        if (bound > 256) value = value * 256 + next_byte();
        return value % bound;
    }

    bool chance(unsigned percent) { return pick(100) < percent; }

    /// Whether the bytes are used up.
    bool ended() const { return bytes_ && bytes_->empty(); }

private:
    unsigned next_byte()
    {
        if (bytes_->empty()) return 0;
        const auto byte = static_cast<unsigned char>(bytes_->front());
        bytes_->remove_prefix(1);
        return byte;
    }

    std::mt19937 engine_;
    std::optional<std::string_view> bytes_;
};

}  // namespace halley::test
