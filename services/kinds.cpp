#include "services/kinds.hpp"

#include <stdexcept>
#include <utility>

#include "services/dedicated_service.hpp"
#include "services/rpc/shared_service.hpp"

namespace halley::services {

namespace {

std::unique_ptr<Service>
make_service(const ServiceWorld& world, EndpointFactory endpoints, FramerFactory framers)
{
    const auto make = world.config.shared ? make_shared_service : make_dedicated_service;
    return make(world, std::move(endpoints), std::move(framers));
}

}  // namespace

std::unique_ptr<Service> make_stream_service(const ServiceWorld& world, EndpointFactory endpoints)
{
    const auto framing = world.config.framing.value_or(Framing::json);
    if (world.config.shared && framing == Framing::raw)
        throw std::invalid_argument("service " + world.name +
                                    ": framing raw cannot be shared: one read may bring several "
                                    "answers");
    const auto frame_bytes = world.limits.frame_bytes;
    return make_service(world, std::move(endpoints), [framing, frame_bytes] {
        return make_framer(framing, frame_bytes);
    });
}

std::unique_ptr<Service> make_message_service(const ServiceWorld& world, EndpointFactory endpoints)
{
    const auto frame_bytes = world.limits.frame_bytes;
    return make_service(
        world, std::move(endpoints), [frame_bytes] { return make_message_framer(frame_bytes); });
}

}  // namespace halley::services
