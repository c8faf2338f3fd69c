#include "src/config/services_table.hpp"

#include <algorithm>
#include <iterator>

#include "src/config/checks.hpp"

namespace halley::config {
namespace {

using std::chrono::milliseconds;

constexpr Duration not_zero{milliseconds{1}};

// Which keys a type has a use for.
struct Use {
    std::string_view type;
    bool host;
    bool path;
    bool command;
    bool tls;
    bool framing;
    bool connection;  ///< It is opened and may idle.
};

constexpr Use uses[] = {
    {"tcp",       true,  false, false, false, true,  true },
    {"tls",       true,  false, false, true,  true,  true },
    {"unix",      false, true,  false, false, true,  true },
    {"udp",       true,  false, false, false, false, true },
    {"process",   false, false, true,  false, true,  true },
    {"websocket", true,  true,  false, true,  false, true },
    {"internal",  false, false, false, false, false, false},
};

// A type that was registered by others is asked for nothing.
const Use* use_of(const ServiceConfig& service)
{
    const auto found = std::find_if(
        std::begin(uses), std::end(uses), [&](const Use& use) { return use.type == service.type; });
    return found == std::end(uses) ? nullptr : found;
}

void check_what_is_needed(Reader& reader, const ServiceConfig& service, const Use& use)
{
    if (use.host && service.port == 0) reader.error("needs a port");
    if (use.path && !use.host && service.path.empty()) reader.error("needs a path");
    if (use.command && service.command.empty()) reader.error("needs a command");
    if (service.certificate.empty() != service.private_key.empty())
        reader.error("needs certificate and private_key together");
}

void check_what_is_useless(Reader& reader, const ServiceConfig& service, const Use& use)
{
    const ServiceConfig unset;
    const bool with_tls = service.type == "tls" || service.tls;
    const std::pair<std::string_view, bool> useless[] = {
        {"domain",       !use.host && service.domain != unset.domain        },
        {"port",         !use.host && service.port != 0                     },
        {"path",         !use.path && !service.path.empty()                 },
        {"command",      !use.command && !service.command.empty()           },
        {"framing",      !use.framing && service.framing.has_value()        },
        {"idle_timeout", !use.connection && service.idle_timeout.has_value()},
        {"tls",          service.tls && service.type != "websocket"         },
        {"ca",           !with_tls && !service.ca.empty()                   },
        {"certificate",  !with_tls && !service.certificate.empty()          },
        {"server_name",  !with_tls && !service.server_name.empty()          },
        {"hello",        !use.connection && service.hello                   },
        {"shared",       !use.connection && service.shared                  },
    };
    for (const auto& [key, is_useless] : useless) {
        if (!is_useless) continue;
        auto objection = "type " + service.type;
        objection.append(" has no use for ").append(key);
        reader.error(objection);
    }
    const bool of_shared = service.pool != unset.pool ||
                           service.call_timeout != unset.call_timeout ||
                           service.max_pending != unset.max_pending || !service.may_publish.empty();
    if (of_shared && !service.shared)
        reader.error("pool, call_timeout, max_pending and may_publish are for services with "
                     "shared: true");
}

void check_shared(Reader& reader, const ServiceConfig& service)
{
    if (service.shared && service.framing == Framing::raw)
        reader.error("framing raw cannot be shared: one read may bring several answers");
    if (service.shared && service.idle_timeout)
        reader.error("shared connections stay open: idle_timeout is not for them");
}

void check_service(Reader& reader, const ServiceConfig& service)
{
    if (const auto* const use = use_of(service)) {
        check_what_is_needed(reader, service, *use);
        check_what_is_useless(reader, service, *use);
        check_shared(reader, service);
    }
}

std::string
check_internal(const Reader& reader, const std::string& name, const ServiceConfig& service)
{
    const auto& internal = reader.services().internal;
    if (service.type != "internal" || !internal ||
        std::find(internal->begin(), internal->end(), name) != internal->end())
        return {};
    const std::vector<std::string_view> names{internal->begin(), internal->end()};
    return "there is no internal service of that name; there is " + enumerate(names, "and");
}

}  // namespace

SectionMap<ServiceConfig> services_table()
{
    const Choice<Framing> framing{
        {{"json", Framing::json},
         {"newline", Framing::newline},
         {"length", Framing::length},
         {"content-length", Framing::content_length},
         {"raw", Framing::raw}}
    };
    const Choice<DataShape> data{
        {{"auto", DataShape::automatic}, {"string", DataShape::string}, {"json", DataShape::json}}
    };
    constexpr Number port{1, 65535};
    constexpr Number pool{1, 1000};
    constexpr Number count{1};
    using Config = ServiceConfig;
    return {
        {{
             row("type", &Config::type, ServiceType{}),
             row("domain", &Config::domain, Text{check_domain}),
             rare("port", &Config::port, port),
             rare("path", &Config::path, Text{check_file}),
             rare("command", &Config::command, List<Text>{{check_argument}, "words", false, true}),
             row("connect_timeout", &Config::connect_timeout, not_zero),
             rare("idle_timeout", &Config::idle_timeout, Optional<Duration>{}),
             rare("framing", &Config::framing, Optional<Choice<Framing>>{framing}),
             rare("data", &Config::data, data),
             rare("hello", &Config::hello, Boolean{}),
             rare("tls", &Config::tls, Boolean{}),
             rare("ca", &Config::ca, Text{check_file}),
             rare("certificate", &Config::certificate, Text{check_file}),
             rare("private_key", &Config::private_key, Text{check_file}),
             rare("server_name", &Config::server_name, Text{check_domain}),
             rare("shared", &Config::shared, Boolean{}),
             rare("pool", &Config::pool, pool),
             rare("call_timeout", &Config::call_timeout, not_zero),
             rare("max_pending", &Config::max_pending, count),
             rare("may_publish",
                  &Config::may_publish,
                  List<Text>{{check_broadcast_channel}, "patterns of channels", true}),
             ignored<Config>("options"),
         }, nullptr,
         check_service},
        check_service_name,
        check_internal,
    };
}

}  // namespace halley::config
