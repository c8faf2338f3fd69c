#pragma once

#include <memory>

#include "services/service.hpp"

namespace halley::services {

/// A backend behind TCP, at `domain` and `port`.
std::unique_ptr<Service> make_tcp_service(const ServiceWorld& world);

}  // namespace halley::services
