#pragma once

#include <string_view>
#include <utility>

#include "halley/config.hpp"

namespace halley::config {

/// How the transports are called, in the file and in `supportedConnectionTypes`.
constexpr std::pair<std::string_view, TransportName> transport_names[] = {
    {"websocket",                 TransportName::websocket                },
    {"long-polling",              TransportName::long_polling             },
    {"cross-origin-long-polling", TransportName::cross_origin_long_polling},
    {"callback-polling",          TransportName::callback_polling         },
    {"eventsource",               TransportName::eventsource              },
};

/// How the levels are called, in the file and on the command line.
constexpr std::pair<std::string_view, LogLevel> log_levels[] = {
    {"debug",   LogLevel::debug  },
    {"info",    LogLevel::info   },
    {"warning", LogLevel::warning},
    {"error",   LogLevel::error  },
    {"off",     LogLevel::off    },
};

/// What rules are about, in the file and on the command line.
constexpr std::pair<std::string_view, Operation> operations[] = {
    {"create",    Operation::create   },
    {"subscribe", Operation::subscribe},
    {"publish",   Operation::publish  },
    {"service",   Operation::service  },
};

}  // namespace halley::config
