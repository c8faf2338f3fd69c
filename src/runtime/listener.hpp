#pragma once

#include <cstdint>

#include "halley/config.hpp"
#include "src/net.hpp"
#include "src/tls/certificates.hpp"

namespace halley::runtime {

class ShardThread;

/// Where one shard accepts connections.
struct Listener {
    Acceptor acceptor;
    const tls::Certificates* certificates;  ///< None: no TLS.
    bool proxy_protocol;
};

/// Throws `boost::system::system_error` when the port is taken, by another
/// process too: `SO_REUSEPORT` alone would let two servers share it unnoticed.
void require_free(Loop& loop, const Tcp::endpoint& endpoint);

/// A listening socket; other shards may listen on the same endpoint.
Acceptor listen(Loop& loop, const Tcp::endpoint& endpoint);

/// Accepts connections until the listener is closed.
void start_accepting(ShardThread& shard, Listener& listener);

}  // namespace halley::runtime
