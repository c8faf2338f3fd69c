#pragma once

#include <cstdint>

namespace halley::protocol {

using ShardId = std::uint16_t;

/** The weak name of a place to write: a WebSocket, or one HTTP exchange.

    The transport owns what it names. A name whose generation is outdated leads
    nowhere, which the transport detects and tells the core.
*/
struct Outlet {
    ShardId shard = 0;  ///< The shard whose transport owns the place.
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;
    bool streaming = false;  ///< May be written at any time, not just once.
    bool one_way = false;    ///< Streaming, but no batch comes on it (Server-Sent Events).

    bool operator==(const Outlet&) const = default;
};

/// The weak name of a session, valid on its home shard only.
struct SessionRef {
    ShardId shard = 0;
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;  ///< 0 names no session.
    std::uint32_t delivery = 0;    ///< As the owner of a delivery: its number.

    bool operator==(const SessionRef&) const = default;
    explicit operator bool() const noexcept { return generation != 0; }
};

}  // namespace halley::protocol
