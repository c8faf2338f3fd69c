#pragma once

#include <memory>

#include "services/endpoint.hpp"
#include "services/service.hpp"

// How a kind of service is made of its endpoints: dedicated or shared, as
// configured.

namespace halley::services {

/// Over a stream of bytes, framed as configured.
std::unique_ptr<Service> make_stream_service(const ServiceWorld& world, EndpointFactory endpoints);

/// Over whole messages, which need no framing.
std::unique_ptr<Service> make_message_service(const ServiceWorld& world, EndpointFactory endpoints);

}  // namespace halley::services
