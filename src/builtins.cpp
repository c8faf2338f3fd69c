#include "src/builtins.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "services/endpoints/process.hpp"
#include "services/endpoints/tcp.hpp"
#include "services/endpoints/tls.hpp"
#include "services/endpoints/udp.hpp"
#include "services/endpoints/unix.hpp"
#include "services/endpoints/websocket.hpp"
#include "services/internal_service.hpp"
#include "src/security/authentication.hpp"
#include "src/security/basic.hpp"
#include "src/security/digest.hpp"
#include "src/security/express.hpp"
#include "src/security/http_hook.hpp"
#include "src/security/jwt.hpp"
#include "src/security/rules_policy.hpp"
#include "src/transport/callback_polling.hpp"
#include "src/transport/cross_origin_long_polling.hpp"
#include "src/transport/eventsource.hpp"
#include "src/transport/long_polling.hpp"
#include "src/transport/websocket.hpp"

namespace halley {
namespace {

// The whole truth of what exists: a new transport, kind of service, policy or way to
// authenticate is one file, and one line here.

struct TransportEntry {
    TransportName name;
    std::unique_ptr<const transport::Transport> (*make)();
};

// In the order in which they are asked for a request: who takes less is asked first.
constexpr TransportEntry transports[] = {
    {TransportName::websocket,                 transport::make_websocket                },
    {TransportName::eventsource,               transport::make_eventsource              },
    {TransportName::callback_polling,          transport::make_callback_polling         },
    {TransportName::cross_origin_long_polling, transport::make_cross_origin_long_polling},
    {TransportName::long_polling,              transport::make_long_polling             },
};

static_assert(std::size(transports) == static_cast<std::size_t>(TransportName::eventsource) + 1);

struct AuthenticatorEntry {
    AuthenticationType type;
    security::AuthenticatorFactory make;
};

constexpr AuthenticatorEntry authenticators[] = {
    {AuthenticationType::basic,   security::make_basic  },
    {AuthenticationType::jwt,     security::make_jwt    },
    {AuthenticationType::http,    security::make_http   },
    {AuthenticationType::express, security::make_express},
    {AuthenticationType::digest,  security::make_digest },
};

static_assert(std::size(authenticators) ==
              static_cast<std::size_t>(AuthenticationType::digest) + 1);

struct ServiceEntry {
    std::string_view type;
    services::ServiceFactory make;
};

constexpr ServiceEntry service_kinds[] = {
    {"tcp",       services::make_tcp_service      },
    {"tls",       services::make_tls_service      },
    {"unix",      services::make_unix_service     },
    {"udp",       services::make_udp_service      },
    {"process",   services::make_process_service  },
    {"websocket", services::make_websocket_service},
    {"internal",  services::make_internal_service },
};

class Echo final : public Service {
public:
    void on_message(const ServiceClientPtr& client, const ServiceMessage& message) override
    {
        client->reply(message, message.data);
    }
};

}  // namespace

std::vector<std::unique_ptr<const transport::Transport>>
make_transports(const std::vector<TransportName>& names)
{
    std::vector<std::unique_ptr<const transport::Transport>> made;
    for (const auto& entry : transports) {
        if (std::find(names.begin(), names.end(), entry.name) != names.end())
            made.push_back(entry.make());
    }
    return made;
}

std::vector<std::unique_ptr<SecurityPolicy>> make_policies(const SecurityConfig& config,
                                                           Logger& logger)
{
    std::vector<std::unique_ptr<SecurityPolicy>> made;
    if (!config.authentication.empty()) {
        std::vector<std::unique_ptr<security::Authenticator>> ways;
        for (const auto& each : config.authentication)
            ways.push_back(authenticators[static_cast<std::size_t>(each.type)].make(each, logger));
        made.push_back(std::make_unique<security::Authentication>(std::move(ways), config));
    }
    if (!config.rules.empty())
        made.push_back(std::make_unique<security::RulesPolicy>(config.rules));
    return made;
}

services::ServiceFactory find_service_kind(std::string_view type)
{
    for (const auto& entry : service_kinds) {
        if (entry.type == type) return entry.make;
    }
    return nullptr;
}

config::KnownServices known_services()
{
    config::KnownServices known;
    for (const auto& entry : service_kinds)
        known.types.emplace_back(entry.type);
    known.internal.emplace();
    for (const auto& [name, service] : internal_services())
        known.internal->push_back(name);
    return known;
}

services::InternalServices internal_services()
{
    return {
        {"echo", std::make_shared<Echo>()}
    };
}

}  // namespace halley
