#pragma once

#include <memory>

#include "services/service.hpp"

namespace halley::services {

/** A backend that is a WebSocket server, at `domain`, `port` and `path`; with `tls`
    as in `make_tls_service`. Each message is one text.

    To finish is to close with 1000: what the backend says until it has closed too
    may be lost. Why a handshake fails is logged.
*/
std::unique_ptr<Service> make_websocket_service(const ServiceWorld& world);

}  // namespace halley::services
