#pragma once

#include <cstdint>

#include "halley/config.hpp"
#include "src/net.hpp"

namespace halley::runtime {

class ShardThread;

/// Throws `boost::system::system_error` when the port is taken, by another
/// process too: `SO_REUSEPORT` alone would let two servers share it unnoticed.
void require_free(Loop& loop, const Tcp::endpoint& endpoint);

/// A listening socket; other shards may listen on the same endpoint.
Acceptor listen(Loop& loop, const Tcp::endpoint& endpoint);

/// Accepts connections until `acceptor` is closed.
void start_accepting(ShardThread& shard, Acceptor& acceptor);

}  // namespace halley::runtime
