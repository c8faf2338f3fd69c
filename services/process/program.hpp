#pragma once

#include <string>
#include <vector>

#include "services/bounded_log.hpp"
#include "services/process/start_pauses.hpp"

namespace halley::services {

/// What a service starts for its clients, and how that goes.
struct Program {
    std::vector<std::string> files;    ///< Where it may be.
    std::vector<std::string> command;  ///< Its name, and its arguments.
    StartPauses pauses;
    BoundedLog failures;
    BoundedLog errors;  ///< What it writes to its standard error.
};

}  // namespace halley::services
