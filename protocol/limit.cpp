#include "halley/limit.hpp"

#include <iterator>

#include "protocol/limiter.hpp"

namespace halley {

std::string_view name_of(Limit limit) noexcept
{
    constexpr std::string_view names[] = {
        "limits.connections",
        "limits.connections_per_address",
        "limits.sessions",
        "limits.sessions_per_address",
        "limits.handshakes_per_address",
        "limits.publishes_per_session",
        "limits.publishes_per_address",
        "limits.subscribes_per_session",
        "limits.subscribes_per_address",
        "limits.subscriptions_per_session",
        "limits.slow_consumer",
        "limits.request_header_bytes",
        "limits.message_bytes",
        "limits.json_depth",
        "limits.messages_per_batch",
        "limits.bytes_in_flight",
        "limits.request_timeout",
        "limits.idle_timeout",
        "listen.proxy_protocol",
    };
    static_assert(std::size(names) == limits_count);
    return names[static_cast<std::size_t>(limit)];
}

}  // namespace halley

namespace halley::protocol {

std::optional<Limit> limit_of(Errc error) noexcept
{
    switch (error) {
    case Errc::body_too_large: return Limit::message_bytes;
    case Errc::json_too_deep: return Limit::json_depth;
    case Errc::batch_too_long: return Limit::messages_per_batch;
    default: return std::nullopt;
    }
}

}  // namespace halley::protocol
