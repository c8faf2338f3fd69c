#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "halley/config.hpp"
#include "halley/logger.hpp"
#include "halley/security_policy.hpp"
#include "services/service.hpp"
#include "src/config/reader.hpp"
#include "src/transport/transport.hpp"

namespace halley {

/// The transports of these names, in the order in which they are to be asked whether
/// a request is theirs.
std::vector<std::unique_ptr<const transport::Transport>>
make_transports(const std::vector<TransportName>& names);

/// The policies that are configured, in the order in which they are to be asked.
/// @throws std::exception with a text for the operator when a file of theirs cannot be had.
std::vector<std::unique_ptr<SecurityPolicy>> make_policies(const SecurityConfig& config,
                                                           Logger& logger);

/// What makes services of that `type`; null when there is no such kind.
services::ServiceFactory find_service_kind(std::string_view type);

/// The kinds of service that there are, and the services inside this program.
config::KnownServices known_services();

/// The services inside the program `halley`: `echo` answers with what it is sent.
services::InternalServices internal_services();

}  // namespace halley
