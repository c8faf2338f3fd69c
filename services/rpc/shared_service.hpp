#pragma once

#include <memory>

#include "services/dedicated_service.hpp"
#include "services/endpoint.hpp"
#include "services/service.hpp"

namespace halley::services {

/** All clients share `config.pool` connections, on which JSON-RPC 2.0 is spoken.

    They are opened when the first client comes, then kept, and closed by `stop`.
    What a client writes is a request, a notification or a batch; what it gets is
    the answers to that, and errors where there are none. Its connection stays
    open while the backend is away.

    That a client's sink wants no more is ignored: the backend must not stop for
    one client of many, and what is done about a slow client is up to its queue.

    The rules are at the head of multiplexer.hpp.

    @throws std::invalid_argument when `config.may_publish` has something that is no pattern.
*/
std::unique_ptr<Service>
make_shared_service(const ServiceWorld& world, EndpointFactory endpoints, FramerFactory framers);

}  // namespace halley::services
