#pragma once

#include <memory>

#include "services/service.hpp"

namespace halley::services {

/// A backend behind TLS, at `domain` and `port`. Why a handshake fails is logged.
std::unique_ptr<Service> make_tls_service(const ServiceWorld& world);

}  // namespace halley::services
