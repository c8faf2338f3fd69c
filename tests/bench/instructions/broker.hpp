#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/shard.hpp"

namespace halley::bench {

/** One shard in a world that is the same in every run.

    Its time passes by a millisecond a body, its chance is a fixed sequence, and its
    network takes everything at once. Services and further shards do not exist.
*/
class Broker {
public:
    Broker();

    /// A WebSocket, or an HTTP client's place for one answer after the other.
    protocol::Outlet open(bool streaming);

    /// One WebSocket message or HTTP body, and all that follows from it in this loop turn.
    void receive(protocol::Outlet from, std::string_view body);

    /// A connection is gone.
    void lose(protocol::Outlet outlet);

    /// The client id in the handshake's reply, which must be the last that was sent.
    std::string client_id() const;

    /// The HTTP clients that were answered since the last call, in order.
    std::vector<protocol::Outlet> answered();

    std::size_t events() const noexcept { return events_; }  ///< Delivered so far.
    std::size_t sessions() const noexcept { return shard_.sessions(); }

private:
    void end_turn();
    void take(const protocol::Delivery& delivery);

    protocol::TimePoint now_{std::chrono::hours{1}};
    Config config_;
    protocol::Shard shard_;
    protocol::RequestPtr request_;
    protocol::Batch batch_;
    std::uint32_t outlets_ = 0;
    std::string replies_;
    std::vector<protocol::Outlet> answered_;
    std::size_t events_ = 0;
};

}  // namespace halley::bench
