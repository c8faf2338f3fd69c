#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace halley::runtime {

/// The bytes of requests and messages that have begun and not come to their end,
/// over all shards.
class BytesInFlight {
public:
    /// @param most 0 is no limit.
    explicit BytesInFlight(std::size_t most) : most_(most) {}

    /// What one request or message takes up of them, until it is destroyed.
    class Share {
    public:
        explicit Share(BytesInFlight& whole) : whole_(whole) {}
        ~Share() { release(); }
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;

        /// False when there is no room for it to grow that large.
        bool grow_to(std::size_t bytes)
        {
            if (whole_.most_ == 0 || bytes <= bytes_) return true;
            const auto more = bytes - bytes_;
            if ((whole_.bytes_ += more) > whole_.most_) {
                whole_.bytes_ -= more;
                return false;
            }
            bytes_ = bytes;
            return true;
        }

        void release()
        {
            // All shards share that number: who has taken nothing leaves it alone.
            if (bytes_ > 0) whole_.bytes_ -= std::exchange(bytes_, 0);
        }

    private:
        BytesInFlight& whole_;
        std::size_t bytes_ = 0;
    };

private:
    const std::size_t most_;
    std::atomic<std::size_t> bytes_{0};
};

}  // namespace halley::runtime
