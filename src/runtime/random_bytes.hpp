#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace halley::runtime {

/// Cryptographically secure random bytes from OpenSSL, drawn in larger portions.
class RandomBytes {
public:
    /// Throws when the system has no randomness to give: better no server than
    /// client ids that can be guessed.
    void fill(std::span<unsigned char> bytes);

private:
    std::array<unsigned char, 512> pool_{};
    std::size_t left_ = 0;
};

}  // namespace halley::runtime
