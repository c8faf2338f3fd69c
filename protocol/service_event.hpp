#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "halley/errc.hpp"

namespace halley::protocol {

/// The weak name of one client's connection to one service, given by the core.
struct ServiceRef {
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;  ///< 0 names nothing.

    bool operator==(const ServiceRef&) const = default;
};

/// Who uses a service.
struct Caller {
    std::string client_id;
    std::string address;     ///< Of the request that opened the connection, without the port.
    std::string identity;    ///< Empty: nobody has authenticated it.
    std::string attributes;  ///< A JSON object, or empty.

    bool operator==(const Caller&) const = default;
};

/// What a client says to a service.
struct ServiceMessage {
    std::string text;     ///< Of a backend: what it gets. Of an internal service: raw JSON.
    std::string channel;  ///< Internal services only, like the next.
    std::string id;       ///< Of the message, raw JSON; empty: it has none.

    bool operator==(const ServiceMessage&) const = default;
};

/// The connection is up; what was written so far is on its way.
struct ServiceOpened {
    ServiceRef service;
    bool operator==(const ServiceOpened&) const = default;
};

/// One text of the backend, valid UTF-8.
struct ServiceData {
    ServiceRef service;
    std::string text;
    bool json = false;  ///< One complete JSON text, otherwise plain text.
    bool operator==(const ServiceData&) const = default;
};

/// The backend has closed its side; nothing more will come.
struct ServiceClosed {
    ServiceRef service;
    bool operator==(const ServiceClosed&) const = default;
};

/// The connection could not be opened, or broke; nothing more will come.
struct ServiceFailed {
    ServiceRef service;
    Errc error = Errc::service_closed;  ///< One of the `service_` errors.
    bool operator==(const ServiceFailed&) const = default;
};

/// The answer to one message, of a service that knows which. `text` is JSON.
struct ServiceReply {
    ServiceRef service;
    std::string channel;     ///< Where the message came on.
    std::string message_id;  ///< Raw JSON.
    std::string text;
    bool successful = true;
    bool operator==(const ServiceReply&) const = default;
};

/// The backend does not keep up: what is published to it from now on is refused.
struct ServiceBusy {
    ServiceRef service;
    bool operator==(const ServiceBusy&) const = default;
};

/// It has caught up.
struct ServiceReady {
    ServiceRef service;
    bool operator==(const ServiceReady&) const = default;
};

using ServiceEvent = std::variant<ServiceOpened,
                                  ServiceData,
                                  ServiceReply,
                                  ServiceBusy,
                                  ServiceReady,
                                  ServiceClosed,
                                  ServiceFailed>;

}  // namespace halley::protocol
