#pragma once

#include <string>
#include <string_view>

#include "protocol/service_event.hpp"

namespace halley::services {

/// A JSON-RPC 2.0 notification that tells a backend about a client.
std::string hello(std::string_view method, const protocol::Caller& caller);

/// One that says that the client is not there any more: `session.closed`.
std::string goodbye(std::string_view client_id);

}  // namespace halley::services
