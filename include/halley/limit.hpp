#pragma once

#include <cstddef>
#include <string_view>

namespace halley {

/// What can refuse a client something, by its key in the configuration.
enum class Limit {
    connections,
    connections_per_address,
    sessions,
    sessions_per_address,
    handshakes_per_address,
    publishes_per_session,
    publishes_per_address,
    subscribes_per_session,
    subscribes_per_address,
    subscriptions_per_session,
    slow_consumer,  ///< `queue_messages` and `queue_bytes`: a session ended for them.
    request_header_bytes,
    message_bytes,
    json_depth,
    messages_per_batch,
    bytes_in_flight,
    request_timeout,
    idle_timeout,
    proxy_protocol,  ///< A connection without a valid head from a trusted proxy.
};

constexpr std::size_t limits_count = static_cast<std::size_t>(Limit::proxy_protocol) + 1;

/// The key in the configuration, such as `limits.connections`.
std::string_view name_of(Limit limit) noexcept;

}  // namespace halley
