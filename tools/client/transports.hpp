#pragma once

#include <memory>

#include "src/net.hpp"
#include "tools/client/peer.hpp"
#include "tools/client/transport.hpp"

namespace halley::client {

/// Messages as HTTP requests, on one connection for each lane. The handler must outlive it, or
/// the call of `close`.
std::shared_ptr<Transport>
make_long_polling(Loop& loop, std::shared_ptr<Peer> peer, TransportHandler& handler);

/// Messages as the frames of a WebSocket; the same holds.
std::shared_ptr<Transport>
make_websocket(Loop& loop, std::shared_ptr<Peer> peer, TransportHandler& handler);

}  // namespace halley::client
