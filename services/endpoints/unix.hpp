#pragma once

#include <memory>

#include "services/service.hpp"

namespace halley::services {

/// A backend behind a Unix domain socket, at `path`; `@name` is in the abstract
/// namespace.
std::unique_ptr<Service> make_unix_service(const ServiceWorld& world);

}  // namespace halley::services
