#pragma once

#include <map>
#include <memory>
#include <string>

#include "halley/service.hpp"
#include "services/service.hpp"

namespace halley::services {

/** A service inside this process, found by its name in `world.internal`.

    An exception out of it ends that client's use of it and is logged.

    @throws std::invalid_argument when there is none of that name.
*/
std::unique_ptr<Service> make_internal_service(const ServiceWorld& world);

}  // namespace halley::services
