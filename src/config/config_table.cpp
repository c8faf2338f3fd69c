#include "src/config/config_table.hpp"

#include <algorithm>

#include "src/config/checks.hpp"
#include "src/config/limits_table.hpp"
#include "src/config/names.hpp"
#include "src/config/security_table.hpp"
#include "src/config/services_table.hpp"
#include "src/config/tls_table.hpp"

namespace halley::config {
namespace {

using std::chrono::milliseconds;

constexpr Number listen_port{0, 65535};
constexpr Duration not_zero{milliseconds{1}};

// The name of the bundle in a configuration of Nodefony's whole application, in
// either of its two spellings.
constexpr std::string_view realtime_bundles[] = {"realtime-bundle", "realTimeBundle"};

bool is_realtime_bundle(std::string_view key)
{
    return std::find(std::begin(realtime_bundles), std::end(realtime_bundles), key) !=
           std::end(realtime_bundles);
}

// A file with a section for the realtime bundle configures other parts of
// Nodefony as well. Without one only the keys of other bundles are foreign.
bool accept_nodefony(Reader& reader, const Entry& entry, const Node& section)
{
    const bool is_bundle = entry.key.ends_with("-bundle") || entry.key.ends_with("Bundle");
    const bool whole_application =
        std::any_of(section.entries.begin(), section.entries.end(), [](const Entry& other) {
            return is_realtime_bundle(other.key);
        });
    if (!is_bundle && !whole_application) return false;
    reader.notice(entry.at, quote(entry.key) + " is ignored, a key of another part of Nodefony");
    return true;
}

std::string listens_twice(const ListenConfig& one, const ListenConfig& other)
{
    if (one.address != other.address || one.port != other.port || one.port == 0)
        return {};  // the system chooses different ports
    return "the same address and port are already in the list";
}

void check_polling(Reader& reader, const BayeuxConfig& bayeux)
{
    if (bayeux.timeout.count() == 0 && bayeux.interval.count() == 0) {
        reader.error("timeout and interval must not both be 0: clients would ask without a pause");
    }
}

Section<ListenConfig> listen_table()
{
    auto with_tls = row("tls", &ListenConfig::tls, Tls{});
    with_tls.hidden = [](const ListenConfig& listen) { return !listen.tls; };
    auto with_proxies = row("proxy_protocol", &ListenConfig::proxy_protocol, Boolean{});
    with_proxies.hidden = [](const ListenConfig& listen) { return !listen.proxy_protocol; };
    return {
        {
         row("address", &ListenConfig::address, Text{check_address}),
         row("port", &ListenConfig::port, listen_port),
         with_tls, with_proxies,
         }
    };
}

Section<CookieConfig> cookie_table()
{
    const Choice<SameSite> same_site{
        {{"Lax", SameSite::lax}, {"Strict", SameSite::strict}, {"None", SameSite::none}}
    };
    const Choice<CookieSecure> secure{
        {{"auto", CookieSecure::automatic},
         {"always", CookieSecure::always},
         {"never", CookieSecure::never}}
    };
    return {
        {
         row("name", &CookieConfig::name, Text{check_cookie_name}),
         row("required", &CookieConfig::required, Boolean{}),
         row("same_site", &CookieConfig::same_site, same_site),
         row("secure", &CookieConfig::secure, secure),
         }
    };
}

Section<ActivityConfig> activity_table()
{
    const Choice<ActivityOf> of{
        {{"client", ActivityOf::client}, {"client_and_server", ActivityOf::client_and_server}}
    };
    return {
        {
         row("of", &ActivityConfig::of, of),
         row("max_inactivity", &ActivityConfig::max_inactivity, not_zero),
         }
    };
}

SectionMap<ChannelConfig> channels_table()
{
    return {
        {{
            row("lazy", &ChannelConfig::lazy, Optional<Duration>{}),
            row("broadcast_to_publisher",
                &ChannelConfig::broadcast_to_publisher,
                Optional<Boolean>{}),
        }},
        check_broadcast_pattern,
    };
}

Section<WebSocketConfig> websocket_table()
{
    const Choice<Compression> compression{
        {
         {"off", Compression::off},
         {"message", Compression::message},
         {"connection", Compression::connection},
         }
    };
    return {{row("compression", &WebSocketConfig::compression, compression)}};
}

Section<BayeuxConfig> bayeux_table()
{
    const Choice<TransportName> transport{
        {std::begin(transport_names), std::end(transport_names)}
    };
    const Choice<ExtensionName> extension{
        {{"ack", ExtensionName::ack},
         {"timesync", ExtensionName::timesync},
         {"timestamp", ExtensionName::timestamp},
         {"activity", ExtensionName::activity}}
    };
    return {
        {
         row("paths", &BayeuxConfig::paths, List<Text>{{check_path}, "paths"}),
         row("transports",
         &BayeuxConfig::transports,
         List<Choice<TransportName>>{transport, "transports"}),
         row("timeout", &BayeuxConfig::timeout, Duration{}),
         row("interval", &BayeuxConfig::interval, Duration{}),
         row("max_interval", &BayeuxConfig::max_interval, not_zero),
         row("max_sessions_per_browser",
         &BayeuxConfig::max_sessions_per_browser,
         SessionsPerBrowser{}),
         row("multi_session_interval", &BayeuxConfig::multi_session_interval, Duration{}),
         row("cookies", &BayeuxConfig::cookies, cookie_table()),
         row("extensions",
         &BayeuxConfig::extensions,
         List<Choice<ExtensionName>>{extension, "extensions", true}),
         row("broadcast_to_publisher", &BayeuxConfig::broadcast_to_publisher, Boolean{}),
         row("meta_connect_deliver_only", &BayeuxConfig::meta_connect_deliver_only, Boolean{}),
         row("activity", &BayeuxConfig::activity, activity_table()),
         row("channels", &BayeuxConfig::channels, channels_table()),
         row("websocket", &BayeuxConfig::websocket, websocket_table()),
         },
        nullptr,
        check_polling
    };
}

Section<SystemConfig> system_table()
{
    const Section<SystemConfig> reconnect{
        {
         row("handshake", &SystemConfig::reconnect_handshake, Boolean{}),
         row("connect", &SystemConfig::reconnect_connect, Boolean{}),
         }
    };
    return {
        {
         part<SystemConfig>("reconnect", reconnect),
         ignored<SystemConfig>("bufferSize"),
         }
    };
}

Section<DrainConfig> drain_table()
{
    return {
        {
         row("window", &DrainConfig::window, Duration{}),
         row("interval", &DrainConfig::interval, Duration{}),
         row("hosts", &DrainConfig::hosts, List<Text>{{check_domain}, "hosts", true}),
         }
    };
}

Section<LogConfig> log_table()
{
    const Choice<LogLevel> level{
        {std::begin(log_levels), std::end(log_levels)}
    };
    const Choice<LogFormat> format{
        {{"text", LogFormat::text}, {"json", LogFormat::json}}
    };
    return {
        {
         row("level", &LogConfig::level, level),
         row("format", &LogConfig::format, format),
         }
    };
}

void check_proxies(Reader& reader, const Config& config)
{
    const bool proxied =
        std::any_of(config.listen.begin(), config.listen.end(), [](const ListenConfig& listen) {
            return listen.proxy_protocol;
        });
    if (proxied && config.security.trusted_proxies.empty())
        reader.error("proxy_protocol needs security.trusted_proxies: whose word is to be taken?");
}

// Nodefony's boilerplate, in the file of its realtime bundle and around it.
void add_nodefony(Section<Config>& section)
{
    for (const auto* key : {"name", "version", "locale", "watch"}) {
        section.rows.push_back(ignored<Config>(key));
    }
    section.accept = accept_nodefony;
}

Section<Config> make_config_table()
{
    const auto system = row("system", &Config::system, system_table());
    const auto services = row("services", &Config::services, services_table());

    Section<Config> bundle{
        {system, services}
    };
    add_nodefony(bundle);

    Section<Config> table{
        {
         row("listen",
         &Config::listen,
         SectionList<ListenConfig>{listen_table(), "addresses and ports", listens_twice}),
         row("shards", &Config::shards, Shards{}),
         row("bayeux", &Config::bayeux, bayeux_table()),
         row("limits", &Config::limits, limits_table()),
         system, services,
         row("security", &Config::security, security_table()),
         row("drain", &Config::drain, drain_table()),
         row("log", &Config::log, log_table()),
         }
    };
    for (const auto key : realtime_bundles) {
        table.rows.push_back(only_read(part<Config>(key, bundle)));
    }
    add_nodefony(table);
    table.check = check_proxies;
    return table;
}

}  // namespace

const Section<Config>& config_table()
{
    static const auto table = make_config_table();
    return table;
}

}  // namespace halley::config
