#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "halley/config.hpp"
#include "services/service.hpp"
#include "src/transport/transport.hpp"

namespace halley {

/// One of the transports that this program has.
std::unique_ptr<const transport::Transport> make_transport(TransportName name);

/// What makes services of that `type`; null when there is no such kind.
services::ServiceFactory find_service_kind(std::string_view type);

/// The kinds of service that there are.
std::vector<std::string> service_types();

}  // namespace halley
