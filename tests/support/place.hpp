#pragma once

#include <optional>
#include <string>
#include <vector>

#include "support/simulation.hpp"

namespace halley::test {

/// One outlet of the simulated world, and what has arrived there.
struct Simulation::Place {
    protocol::Outlet outlet;
    protocol::RequestPtr request;
    bool stalled = false;
    bool lost = false;
    bool last = false;                // HTTP: closed after the answer.
    std::optional<std::string> body;  // HTTP
    std::string cookie;
    std::vector<std::string> frames;  // WebSocket
    std::optional<protocol::CloseReason> closed;
    std::vector<protocol::Delivery> waiting;
};

}  // namespace halley::test
