#pragma once

#include "protocol/hooks.hpp"
#include "services/service.hpp"

namespace halley::runtime {

/// What the program around the server has added to it. Outlives the server.
struct Additions {
    protocol::Hooks hooks;
    services::InternalServices services;
};

}  // namespace halley::runtime
