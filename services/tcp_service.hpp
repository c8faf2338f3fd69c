#pragma once

#include <memory>

#include "services/service.hpp"

namespace halley::services {

/** A backend behind TCP: each client gets a connection of its own.

    The bytes are relayed as they are; the answers are framed by `JsonFramer`.
    `config.connect_timeout` bounds looking up the name and connecting together.

    @par Lifetime
    A connection lives until it is aborted or its backend is done with it, also
    when nobody holds it any more. It does not need the service it came from, and
    what is left of it may outlive the `io_context`.
*/
std::unique_ptr<Service> make_tcp_service(const ServiceConfig& config, const ServiceLimits& limits);

}  // namespace halley::services
