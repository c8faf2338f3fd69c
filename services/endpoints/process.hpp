#pragma once

#include <memory>

#include "services/service.hpp"

namespace halley::services {

/** A program, `command`, started for each connection; no shell is involved.

    Its standard input and output are the stream of bytes, and its standard error
    goes to the log. It ends the connection by its end; with a status other than 0
    it has broken it. The connection ends it by SIGTERM, and after 2 s by SIGKILL.
    One that fails at once is not started again for a while: meanwhile opening
    fails with `service_unreachable`.
*/
std::unique_ptr<Service> make_process_service(const ServiceWorld& world);

}  // namespace halley::services
