#include <algorithm>
#include <random>

#include <boost/test/unit_test.hpp>

#include "tests/src/config/loading.hpp"

namespace halley::config {
namespace {

/// Makes valid configurations at random, the same in every run.
class Dice {
public:
    Config config()
    {
        Config c;
        c.listen = several<ListenConfig>(0, [this] {
            return ListenConfig{pick<std::string>({"127.0.0.1", "0.0.0.0", "::1", "fe80::1"}),
                                static_cast<std::uint16_t>(number(0, 65535))};
        });
        c.shards = static_cast<unsigned>(number(0, 256));
        c.bayeux = bayeux();
        c.limits = limits();
        c.system = {coin(), coin()};
        for (const auto& name : several<std::string>(0, [this] { return service_name(); })) {
            c.services[name] = service();
        }
        c.security.allowed_origins = several<std::string>(0, [this] {
            return pick<std::string>({"*", "null", "https://a.example:8443", "http://[::1]"});
        });
        c.security.rules = several<RuleConfig>(0, [this] { return rule(); });
        if (!c.security.rules.empty())
            c.security.rules.push_back({{Operation::create}, {}, {"/x"}, {}});
        c.security.trusted_proxies = several<std::string>(0, [this] {
            return pick<std::string>({"10.0.0.0/8", "::1", "2001:db8::/32", "192.0.2.1"});
        });
        for (auto& listen : c.listen)
            listen.proxy_protocol = !c.security.trusted_proxies.empty() && coin();
        c.drain = {duration(0), duration(0), several<std::string>(0, [this] {
                       return pick<std::string>({"two.example", "::1", "192.0.2.3"});
                   })};
        c.log = {pick<LogLevel>({LogLevel::debug, LogLevel::warning, LogLevel::off}),
                 pick<LogFormat>({LogFormat::text, LogFormat::json})};
        return c;
    }

private:
    ServiceConfig service()
    {
        ServiceConfig c;
        c.type = pick<std::string>(services.types);
        c.connect_timeout = duration(1);
        c.data = pick<DataShape>({DataShape::automatic, DataShape::string, DataShape::json});
        if (c.type == "internal") return c;
        if (c.type == "process") {
            c.command = several<std::string>(1, [this] {
                return pick<std::string>({"ls", "-l", "", "a b", "it's", "#", "-", "null"});
            });
        } else if (c.type == "unix") {
            c.path = pick<std::string>({"/run/a b.sock", "a", "@a"});
        } else {
            c.domain = pick<std::string>({"localhost", "::1", "null", "a.b-c.example"});
            c.port = static_cast<std::uint16_t>(number(1, 65535));
        }
        if (c.type != "udp" && c.type != "websocket" && coin())
            c.framing = pick<Framing>({Framing::json,
                                       Framing::newline,
                                       Framing::length,
                                       Framing::content_length,
                                       Framing::raw});
        if (c.type == "websocket") c.tls = coin();
        if ((c.type == "tls" || c.tls) && coin()) {
            c.ca = "ca.pem";
            c.certificate = "c.pem";
            c.private_key = "k.pem";
            c.server_name = "a.example";
        }
        c.hello = coin();
        c.shared = coin() && c.framing != Framing::raw;
        if (!c.shared && coin()) c.idle_timeout = duration(0);
        if (c.shared) {
            c.pool = static_cast<unsigned>(number(1, 1000));
            c.call_timeout = duration(1);
            c.max_pending = number(1, 1'000'000);
            c.may_publish = several<std::string>(0, [this] {
                return pick<std::string>({"/a", "/a/*", "/b c/**"});
            });
        }
        return c;
    }

    RuleConfig rule()
    {
        RuleConfig c;
        (coin() ? c.allow : c.deny) = several<Operation>(1, [this] {
            return pick<Operation>({Operation::subscribe, Operation::publish});
        });
        c.channels = several<std::string>(1, [this] {
            return pick<std::string>({"/a", "/a/*", "/b c/**", "/u/{user}/**", "/**"});
        });
        if (coin()) c.who.authenticated = true;
        if (coin())
            c.who.user = several<std::string>(1, [this] {
                return pick<std::string>({"ada", "null", "a b", "5", "\"", "\\"});
            });
        for (const auto* name : {"role", "a.b", "https://x.example/role", "~"}) {
            if (coin()) continue;
            c.who.attributes[name] = several<std::string>(1, [this] {
                return pick<std::string>({"admin", "true", "3", "{}", "#"});
            });
        }
        return c;
    }

    BayeuxConfig bayeux()
    {
        BayeuxConfig c;
        c.paths = several<std::string>(1, [this] {
            return pick<std::string>({"/", "/a/b", "/a,b", "/it's", "/x:y"});
        });
        c.transports = several<TransportName>(1, [this] {
            return pick<TransportName>({TransportName::websocket,
                                        TransportName::long_polling,
                                        TransportName::cross_origin_long_polling,
                                        TransportName::callback_polling,
                                        TransportName::eventsource});
        });
        c.timeout = duration(1);
        c.interval = duration(0);
        c.max_interval = duration(1);
        c.cookies = {pick<std::string>({"A", "null", "~", "!x", "#1", "it's|`"}),
                     coin(),
                     pick<SameSite>({SameSite::lax, SameSite::strict, SameSite::none}),
                     pick<CookieSecure>(
                         {CookieSecure::automatic, CookieSecure::always, CookieSecure::never})};
        c.max_sessions_per_browser = coin() ? -1 : static_cast<int>(number(1, 1'000'000));
        c.multi_session_interval = duration(0);
        c.extensions = several<ExtensionName>(0, [this] {
            return pick<ExtensionName>({ExtensionName::ack,
                                        ExtensionName::timesync,
                                        ExtensionName::timestamp,
                                        ExtensionName::activity});
        });
        c.activity = {pick<ActivityOf>({ActivityOf::client, ActivityOf::client_and_server}),
                      duration(1)};
        for (const auto* pattern : {"/a", "/a/*", "/b c/**"}) {
            if (coin()) continue;
            auto& options = c.channels[pattern];
            if (coin()) options.lazy = duration(0);
            if (coin()) options.broadcast_to_publisher = coin();
        }
        c.broadcast_to_publisher = coin();
        c.meta_connect_deliver_only = coin();
        c.websocket = {
            pick<Compression>({Compression::off, Compression::message, Compression::connection})};
        return c;
    }

    LimitsConfig limits()
    {
        LimitsConfig c;
        c.message_bytes = size();
        c.json_depth = number(2, 10'000);
        c.messages_per_batch = number(1, 100'000);
        c.subscriptions_per_session = number(1, 100'000);
        c.sessions = number(0, 1000);
        c.sessions_per_address = number(0, 1000);
        for (auto* rate :
             {&c.handshakes_per_address, &c.publishes_per_session, &c.subscribes_per_address}) {
            rate->per_second = static_cast<unsigned>(number(1, 1'000'000));
            rate->burst = static_cast<unsigned>(number(0, 1'000'000));
        }
        c.idle_timeout = duration(1);
        c.bytes_in_flight = size();
        c.connections_per_address = number(0, 1000);
        c.channel_bytes = number(32, 65536);
        c.channel_segments = number(2, 1024);
        c.queue_messages = number(1, 4'000'000'000);
        c.queue_bytes = size();
        c.slow_consumer = pick<SlowConsumer>(
            {SlowConsumer::disconnect, SlowConsumer::drop_oldest, SlowConsumer::drop_newest});
        c.request_header_bytes = number(256, 1 << 20);
        c.request_timeout = duration(1);
        c.connections = number(0, 1'000'000);
        return c;
    }

    std::uint64_t number(std::uint64_t least, std::uint64_t most)
    {
        return std::uniform_int_distribution<std::uint64_t>{least, most}(engine_);
    }

    bool coin() { return number(0, 1) == 1; }

    // Round values as often as others.
    std::chrono::milliseconds duration(int least)
    {
        const auto unit = pick<int>({1, 1'000, 60'000, 3'600'000});
        const auto most = 86'400'000 / static_cast<std::uint64_t>(unit);
        return std::chrono::milliseconds{
            unit * static_cast<int>(number(static_cast<std::uint64_t>(least), most))};
    }

    std::size_t size() { return number(1, 1023) << pick<int>({0, 10, 20, 30}); }

    std::string service_name()
    {
        constexpr std::string_view letters = "aZ09-_!~()$@ #*+.{}";
        std::string name = pick<std::string>({"", "null", "~", "- ", "{"});
        for (auto i = number(1, 5); i > 0; --i)
            name += letters[number(0, letters.size() - 1)];
        return name.find_first_not_of('*') == std::string::npos ? "x" : name;
    }

    template <class Value> Value pick(const std::vector<Value>& values)
    {
        return values[number(0, values.size() - 1)];
    }

    // Different ones.
    template <class Value, class Make> std::vector<Value> several(std::uint64_t least, Make make)
    {
        std::vector<Value> values;
        for (auto i = number(least, 4); i > 0; --i) {
            auto value = make();
            if (std::find(values.begin(), values.end(), value) == values.end()) {
                values.push_back(std::move(value));
            }
        }
        return values;
    }

    std::mt19937 engine_{20261121};
};

BOOST_AUTO_TEST_SUITE(round_trip)

BOOST_AUTO_TEST_CASE(of_the_defaults)
{
    const auto text = print_config(Config{});
    BOOST_TEST((load_valid(text).config == Config{}));
    BOOST_TEST(text == R"(listen: []
shards: auto
bayeux:
  paths: [/bayeux, /cometd, /faye, /realtime, /nodefony/socket]
  transports: [websocket, long-polling]
  timeout: 30s
  interval: 0s
  max_interval: 10s
  max_sessions_per_browser: 1
  multi_session_interval: 2s
  cookies:
    name: BAYEUX_BROWSER
    required: false
    same_site: Lax
    secure: auto
  extensions: [ack, timesync]
  broadcast_to_publisher: true
  meta_connect_deliver_only: false
  activity:
    of: client
    max_inactivity: 15m
  channels: {}
  websocket:
    compression: off
limits:
  message_bytes: 1MiB
  json_depth: 128
  messages_per_batch: 1000
  subscriptions_per_session: 1000
  sessions: 0
  sessions_per_address: 0
  handshakes_per_address:
    per_second: 0
    burst: 0
  publishes_per_session:
    per_second: 0
    burst: 0
  publishes_per_address:
    per_second: 0
    burst: 0
  subscribes_per_session:
    per_second: 0
    burst: 0
  subscribes_per_address:
    per_second: 0
    burst: 0
  channel_bytes: 255
  channel_segments: 16
  queue_messages: 10000
  queue_bytes: 4MiB
  slow_consumer: disconnect
  request_header_bytes: 16KiB
  request_timeout: 10s
  idle_timeout: 75s
  bytes_in_flight: 0
  connections: 0
  connections_per_address: 0
system:
  reconnect:
    handshake: false
    connect: true
services: {}
security:
  allowed_origins: []
  rules: []
  trusted_proxies: []
  authentication: []
  anonymous: false
  every_request: false
drain:
  window: 5s
  interval: 0s
  hosts: []
log:
  level: info
  format: text
)");
}

BOOST_AUTO_TEST_CASE(of_lists_and_services)
{
    const std::string text = "listen:\n"
                             "  - address: 127.0.0.1\n"
                             "    port: 8080\n"
                             "  - address: \"::1\"\n"
                             "    port: 0\n";
    const std::string services = "services:\n"
                                 "  random:\n"
                                 "    type: tcp\n"
                                 "    domain: localhost\n"
                                 "    port: 1315\n"
                                 "    connect_timeout: 3s\n";
    const auto printed = print_config(load_valid(text + services).config);
    BOOST_TEST(printed.starts_with(text + "shards: "), printed);
    BOOST_TEST(printed.find("\n" + services + "security:") != std::string::npos, printed);
}

BOOST_AUTO_TEST_CASE(of_random_configurations)
{
    Dice dice;
    for (int i = 0; i < 500; ++i) {
        const auto config = dice.config();
        const auto text = print_config(config);
        const auto errors = errors_in(text);
        BOOST_TEST_REQUIRE(errors.empty(), errors << text);
        const auto loaded = load_valid(text);
        BOOST_TEST_REQUIRE((loaded.config == config), text << print_config(loaded.config));
        BOOST_TEST_REQUIRE(loaded.notices.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::config
