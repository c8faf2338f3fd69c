#include "src/runtime/random_bytes.hpp"

#include <algorithm>
#include <stdexcept>

#include <openssl/rand.h>

namespace halley::runtime {

void RandomBytes::fill(std::span<unsigned char> bytes)
{
    while (!bytes.empty()) {
        if (left_ == 0) {
            if (RAND_bytes(pool_.data(), static_cast<int>(pool_.size())) != 1)
                throw std::runtime_error("OpenSSL has no random bytes");
            left_ = pool_.size();
        }
        const auto size = std::min(left_, bytes.size());
        const auto from = pool_.end() - static_cast<std::ptrdiff_t>(left_);
        std::copy_n(from, size, bytes.begin());
        std::fill_n(from, size, static_cast<unsigned char>(0));  // Never handed out twice.
        left_ -= size;
        bytes = bytes.subspan(size);
    }
}

}  // namespace halley::runtime
