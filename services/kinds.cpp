#include "services/kinds.hpp"

#include <utility>

#include "services/dedicated_service.hpp"

namespace halley::services {

std::unique_ptr<Service> make_stream_service(const ServiceWorld& world, EndpointFactory endpoints)
{
    const auto framing = world.config.framing.value_or(Framing::json);
    const auto frame_bytes = world.limits.frame_bytes;
    return make_dedicated_service(world, std::move(endpoints), [framing, frame_bytes] {
        return make_framer(framing, frame_bytes);
    });
}

std::unique_ptr<Service> make_message_service(const ServiceWorld& world, EndpointFactory endpoints)
{
    const auto frame_bytes = world.limits.frame_bytes;
    return make_dedicated_service(
        world, std::move(endpoints), [frame_bytes] { return make_message_framer(frame_bytes); });
}

}  // namespace halley::services
