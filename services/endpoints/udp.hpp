#pragma once

#include <memory>

#include "services/service.hpp"

namespace halley::services {

/** A backend behind UDP, at `domain` and `port`; each datagram is one text.

    Nobody says when a conversation by datagrams is over: it is when the client
    leaves, at once, or when nothing was said for `idle_timeout`, a minute unless
    it is configured. A text that no datagram can carry ends it with
    `service_frame_too_long`.
*/
std::unique_ptr<Service> make_udp_service(const ServiceWorld& world);

}  // namespace halley::services
