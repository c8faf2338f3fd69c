#pragma once

#include <string>
#include <string_view>

#include "protocol/service_event.hpp"

namespace halley::services {

/// A JSON-RPC 2.0 notification that tells a backend about a client.
std::string hello(std::string_view method, const protocol::Caller& caller);

}  // namespace halley::services
