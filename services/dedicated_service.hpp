#pragma once

#include <memory>

#include "services/endpoint.hpp"
#include "services/framing/framer.hpp"
#include "services/service.hpp"

namespace halley::services {

using FramerFactory = std::function<std::unique_ptr<Framer>()>;

/** Each client gets a connection of its own.

    `config.connect_timeout` bounds everything until it is open.

    @par Lifetime
    A connection lives until it is aborted or its backend is done with it, also
    when nobody holds it any more. It does not need the service it came from, and
    what is left of it may outlive the `io_context`.
*/
std::unique_ptr<Service>
make_dedicated_service(const ServiceWorld& world, EndpointFactory endpoints, FramerFactory framers);

}  // namespace halley::services
