#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "protocol/action.hpp"

namespace halley::runtime {

/// An outlet of the sender is gone.
struct Lost {
    protocol::Outlet outlet;
};

/// Events of a session there that could not be written.
struct Returned {
    protocol::SessionRef owner;
    std::vector<protocol::EventPtr> events;
};

/// A delivery with events of a session there has been written.
struct Sent {
    protocol::SessionRef owner;
};

/// A session has ended, and its client is to go to another server.
struct Left {
    protocol::SessionRef session;
};

/// What one shard's thread tells another: inputs for its core, and what its
/// transports shall write.
using Letter = std::variant<protocol::EventPtr,
                            std::unique_ptr<protocol::Exchange>,
                            protocol::Respond,
                            protocol::Send,
                            protocol::Close,
                            Lost,
                            Returned,
                            Sent,
                            Left>;

}  // namespace halley::runtime
