#pragma once

#include <hiredis/hiredis.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace halley::security {

/// Redis cannot be reached, or does not do what it is asked.
struct RedisError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/** A connection to Redis, opened when it is needed and again when it has broken.

    @par Threads
    For one thread, which it blocks.
*/
class Redis {
public:
    struct Place {
        std::string host;
        std::uint16_t port = 6379;
        std::string password;  ///< Empty: none.
        unsigned database = 0;
        std::chrono::milliseconds timeout{5'000};  ///< Of each step.
    };
    explicit Redis(Place place) : place_(std::move(place)) {}

    /// Nothing when there is no such key.
    /// @throws RedisError
    std::optional<std::string> get(const std::string& key);

private:
    struct Release {
        void operator()(redisContext* context) const { redisFree(context); }
        void operator()(redisReply* reply) const { freeReplyObject(reply); }
    };
    using Reply = std::unique_ptr<redisReply, Release>;

    void open();
    Reply command(std::initializer_list<std::string_view> words);

    const Place place_;
    std::unique_ptr<redisContext, Release> context_;
};

}  // namespace halley::security
