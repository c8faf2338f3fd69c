#include <boost/test/unit_test.hpp>

#include "tests/src/config/loading.hpp"

namespace halley::config {
namespace {

using namespace std::chrono_literals;

// `yaml` must mean the defaults after `change`.
void check(const char* name, std::string_view yaml, void (*change)(Config&))
{
    BOOST_TEST_CONTEXT(name)
    {
        Config expected;
        change(expected);
        const auto loaded = load_valid(yaml);
        BOOST_TEST((loaded.config == expected), print_config(loaded.config));
        BOOST_TEST(loaded.notices.empty());
    }
}

BOOST_AUTO_TEST_SUITE(config_values)

BOOST_AUTO_TEST_CASE(nothing_means_the_defaults)
{
    for (const auto* text : {"",
                             "# nothing\n",
                             "{}",
                             "services: ~\n",
                             "services:\n",
                             "services: {}\n",
                             "listen:\n",
                             "listen: []\n",
                             "log: {}\nlimits:\nbayeux: ~\nsystem: {reconnect: }\n",
                             "bayeux: {paths: , transports: ~}\n"}) {
        BOOST_TEST_CONTEXT(text)
        {
            BOOST_TEST((load_valid(text).config == Config{}));
        }
    }
}

BOOST_AUTO_TEST_CASE(keys_change_the_fields_of_their_names)
{
    check("listeners",
          "listen: [{address: 0.0.0.0, port: 80}, {address: \"::1\"}, {port: 0}]",
          [](Config& c) {
              c.listen = {
                  {"0.0.0.0",   80  },
                  {"::1",       8080},
                  {"127.0.0.1", 0   }
              };
          });
    check("drain", "drain: {window: 1m, interval: 70s, hosts: [b.example]}", [](Config& c) {
        c.drain = {1min, 70s, {"b.example"}};
    });
    check("IPv6 without quotes", "listen:\n  - address: ::1\n", [](Config& c) {
        c.listen = {
            {"::1", 8080}
        };
    });
    check("IPv6 in its usual form", "listen: [{address: \"0:0::0:1\"}]", [](Config& c) {
        c.listen = {
            {"::1", 8080}
        };
    });
    check("port 0 many times", "listen: [{port: 0}, {port: 0}]", [](Config& c) {
        c.listen = {
            {"127.0.0.1", 0},
            {"127.0.0.1", 0}
        };
    });
    check("shards", "shards: 4", [](Config& c) { c.shards = 4; });
    check("as many shards as CPUs", "shards: auto", [](Config&) {});
    check("paths", "bayeux: {paths: [/, /a/b, \"/a:b@c/%20\"]}", [](Config& c) {
        c.bayeux.paths = {"/", "/a/b", "/a:b@c/%20"};
    });
    check("transports", "bayeux: {transports: [long-polling]}", [](Config& c) {
        c.bayeux.transports = {TransportName::long_polling};
    });
    check("all transports",
          "bayeux: {transports: [eventsource, callback-polling, cross-origin-long-polling]}",
          [](Config& c) {
              c.bayeux.transports = {TransportName::eventsource,
                                     TransportName::callback_polling,
                                     TransportName::cross_origin_long_polling};
          });
    check("compression", "bayeux: {websocket: {compression: message}}", [](Config& c) {
        c.bayeux.websocket.compression = Compression::message;
    });
    check("durations", "bayeux: {timeout: 45s, interval: 500ms, max_interval: 2m}", [](Config& c) {
        c.bayeux.timeout = 45s;
        c.bayeux.interval = 500ms;
        c.bayeux.max_interval = 2min;
    });
    check("polling", "bayeux: {timeout: 0, interval: 5s}", [](Config& c) {
        c.bayeux.timeout = 0s;
        c.bayeux.interval = 5s;
    });
    check("sessions of a browser",
          "bayeux: {max_sessions_per_browser: 3, multi_session_interval: 0}",
          [](Config& c) {
              c.bayeux.max_sessions_per_browser = 3;
              c.bayeux.multi_session_interval = 0ms;
          });
    check("any number of them", "bayeux: {max_sessions_per_browser: -1}", [](Config& c) {
        c.bayeux.max_sessions_per_browser = -1;
    });
    check("extensions", "bayeux: {extensions: [Activity, timestamp]}", [](Config& c) {
        c.bayeux.extensions = {ExtensionName::activity, ExtensionName::timestamp};
    });
    check("no extensions", "bayeux: {extensions: []}", [](Config& c) { c.bayeux.extensions = {}; });
    check("activity",
          "bayeux: {activity: {of: client_and_server, max_inactivity: 1h}}",
          [](Config& c) {
              c.bayeux.activity = {ActivityOf::client_and_server, 1h};
          });
    check("channels",
          "bayeux: {channels: {/a/**: {lazy: 500ms}, /b: {broadcast_to_publisher: false, lazy: ~}, "
          "/c: }}",
          [](Config& c) {
              c.bayeux.channels["/a/**"].lazy = 500ms;
              c.bayeux.channels["/b"].broadcast_to_publisher = false;
              c.bayeux.channels["/c"] = {};
          });
    check("cookie",
          "bayeux: {cookies: {name: ID, required: true, same_site: Strict, secure: Always}}",
          [](Config& c) {
              c.bayeux.cookies = {"ID", true, SameSite::strict, CookieSecure::always};
          });
    check("case of names", "bayeux: {cookies: {same_site: none, required: True}}", [](Config& c) {
        c.bayeux.cookies = {"BAYEUX_BROWSER", true, SameSite::none};
    });
    check("publishing",
          "bayeux: {broadcast_to_publisher: false, meta_connect_deliver_only: true}",
          [](Config& c) {
              c.bayeux.broadcast_to_publisher = false;
              c.bayeux.meta_connect_deliver_only = true;
          });
    check("sizes",
          "limits: {message_bytes: 64KiB, queue_bytes: 1000, request_header_bytes: 8 KiB}",
          [](Config& c) {
              c.limits.message_bytes = 65536;
              c.limits.queue_bytes = 1000;
              c.limits.request_header_bytes = 8192;
          });
    check("numbers",
          "limits: {json_depth: 9, messages_per_batch: 8, subscriptions_per_session: 7,\n"
          "         queue_messages: 6, connections: 5, channel_bytes: 100, channel_segments: 3}",
          [](Config& c) {
              c.limits.json_depth = 9;
              c.limits.messages_per_batch = 8;
              c.limits.subscriptions_per_session = 7;
              c.limits.queue_messages = 6;
              c.limits.connections = 5;
              c.limits.channel_bytes = 100;
              c.limits.channel_segments = 3;
          });
    check("slow consumers",
          "limits: {slow_consumer: drop_oldest, request_timeout: 1h}",
          [](Config& c) {
              c.limits.slow_consumer = SlowConsumer::drop_oldest;
              c.limits.request_timeout = 1h;
          });
    check("reconnect", "system: {reconnect: {handshake: true, connect: false}}", [](Config& c) {
        c.system = {true, false};
    });
    check("services",
          "services:\n"
          "  random: {type: TCP, domain: backend.example, port: \"1315\"}\n"
          "  my service: {domain: \"::1\", port: 65535, connect_timeout: 1s}\n",
          [](Config& c) {
              c.services["random"] = {.domain = "backend.example", .port = 1315};
              c.services["my service"] = {.domain = "::1", .port = 65535, .connect_timeout = 1s};
          });
    check("kinds of services",
          "services:\n"
          "  a: {type: unix, path: /run/a.sock, framing: content-length, data: json, hello: true}\n"
          "  b: {type: process, command: [wc, -c, -c], idle_timeout: 1m}\n"
          "  c: {type: tls, port: 1, ca: ca.pem, certificate: c.pem, private_key: k.pem}\n"
          "  d: {type: websocket, port: 1, path: /d, tls: true, server_name: d.example}\n"
          "  e: {port: 1, shared: true, pool: 4, call_timeout: 5s, max_pending: 7,\n"
          "      may_publish: [/quotes/**]}\n"
          "  f: {type: internal}\n"
          "  g: {type: udp, port: 1, idle_timeout: 0}\n",
          [](Config& c) {
              c.services["a"] = {.type = "unix",
                                 .path = "/run/a.sock",
                                 .framing = Framing::content_length,
                                 .data = DataShape::json,
                                 .hello = true};
              c.services["b"] = {
                  .type = "process", .command = {"wc", "-c", "-c"},
                       .idle_timeout = 1min
              };
              c.services["c"] = {.type = "tls",
                                 .port = 1,
                                 .ca = "ca.pem",
                                 .certificate = "c.pem",
                                 .private_key = "k.pem"};
              c.services["d"] = {.type = "websocket",
                                 .port = 1,
                                 .path = "/d",
                                 .tls = true,
                                 .server_name = "d.example"};
              c.services["e"] = {.port = 1,
                                 .shared = true,
                                 .pool = 4,
                                 .call_timeout = 5s,
                                 .max_pending = 7,
                                 .may_publish = {"/quotes/**"}};
              c.services["f"] = {.type = "internal"};
              c.services["g"] = {.type = "udp", .port = 1, .idle_timeout = 0s};
          });
    check("services by alias", "services:\n  a: &a {port: 1}\n  b: *a\n", [](Config& c) {
        c.services["a"] = {.port = 1};
        c.services["b"] = {.port = 1};
    });
    check("origins",
          "security: {allowed_origins: [\"https://www.Example.org\", \"http://[::1]:8080\", "
          "\"chrome-extension://abc\", \"null\", \"*\"]}",
          [](Config& c) {
              c.security.allowed_origins = {"https://www.example.org",
                                            "http://[::1]:8080",
                                            "chrome-extension://abc",
                                            "null",
                                            "*"};
          });
    check("log", "log: {level: debug, format: json}", [](Config& c) {
        c.log = {LogLevel::debug, LogFormat::json};
    });
    check("no log", "log: {level: off}", [](Config& c) { c.log.level = LogLevel::off; });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::config
