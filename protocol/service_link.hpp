#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "halley/config.hpp"
#include "protocol/exchange.hpp"
#include "protocol/outlet.hpp"
#include "protocol/service_event.hpp"
#include "protocol/time.hpp"

namespace halley::protocol {

/// An exchange that waits until the services its next message needs are open.
struct Parked {
    std::unique_ptr<Exchange> exchange;
    unsigned waiting = 0;  ///< Services that are neither open nor failed yet.
    std::optional<Errc> error;
    std::string failed_channel;
    std::vector<ServiceRef> opened_for;  ///< Links to give up when another one fails (SUB-10).
};

/// A JSON-RPC request on its way: its answer goes out with the id of the message
/// that brought it (PUB-14, RPC-01). Both ids are raw JSON.
struct RemoteCall {
    std::string request_id;
    std::string message_id;
};

/// One session's connection to one service, as the core sees it.
struct ServiceLink {
    enum class State : unsigned char {
        opening,
        open,
        finishing,  ///< Unsubscribed; the reply is due when the backend closes (Nodefony).
        orphaned,   ///< Half-closed, and nobody listens any more.
    };

    std::uint32_t slot = 0;
    std::uint32_t generation = 1;
    bool alive = false;
    State state = State::opening;
    bool busy = false;      ///< Its backend does not keep up.
    bool paused = false;    ///< Its client does not keep up: the backend is not read.
    bool internal = false;  ///< In this process: it gets whole messages, and answers them.
    DataShape shape = DataShape::automatic;
    SessionRef owner;
    std::string name;
    std::string channel;  ///< Where its events go: the channel that was subscribed.
    std::vector<std::shared_ptr<Parked>> parked;
    std::deque<RemoteCall> calls;
};

}  // namespace halley::protocol
