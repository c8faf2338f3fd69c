#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>

#include <openssl/ssl.h>

namespace halley::tls {

/** The keys that session tickets are sealed with.

    Who gets hold of a key can read what was said in every connection that began with a
    ticket of that key (in TLS 1.2). So each seals tickets for twelve hours, opens them
    while the next one does that, and is forgotten.

    @par Threads
    Everything may be called from any.
*/
class TicketKeys {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::hours lifetime{12};

    /// Makes `context` use keys of its own.
    /// @param now for tests.
    static void install(SSL_CTX* context, std::function<Clock::time_point()> now = Clock::now);

    struct Key {
        std::array<unsigned char, 16> name;
        std::array<unsigned char, 32> cipher;
        std::array<unsigned char, 32> mac;
    };

    explicit TicketKeys(std::function<Clock::time_point()> now) : now_(std::move(now)) {}

    /// For a new ticket. Nothing when the system has no randomness.
    std::optional<Key> sealing();

    struct Found {
        Key key;
        bool sealing = false;  ///< It still is; otherwise the client had better get a new ticket.
    };
    std::optional<Found> opening(const unsigned char* name);

private:
    void forget();

    const std::function<Clock::time_point()> now_;
    std::mutex mutex_;
    std::optional<Key> current_;
    std::optional<Key> former_;
    Clock::time_point since_{};  ///< When `current_` was made.
};

}  // namespace halley::tls
