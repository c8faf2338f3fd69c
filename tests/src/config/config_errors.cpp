#include <boost/test/unit_test.hpp>

#include "tests/src/config/loading.hpp"

namespace halley::config {
namespace {

BOOST_AUTO_TEST_SUITE(config_errors)

struct Case {
    const char* name;
    std::string_view yaml;
    std::size_t line, column;
    std::string_view message;  // the beginning of it
};

void check(const Case& c)
{
    BOOST_TEST_CONTEXT(c.name)
    {
        const auto result = load(c.yaml);
        const auto* const errors = std::get_if<LoadErrors>(&result);
        BOOST_TEST_REQUIRE(errors);
        const auto& first = errors->front();
        BOOST_TEST(errors->size() == 1, lines(*errors));
        BOOST_TEST(first.file == "f");
        BOOST_TEST(first.at.line == c.line);
        BOOST_TEST(first.at.column == c.column);
        BOOST_TEST(first.message.starts_with(c.message), first.message);
    }
}

BOOST_AUTO_TEST_CASE(of_keys)
{
    // clang-format off
    const Case cases[] = {
        {"mistyped in a service",
         "services:\n  random:\n    type: tcp\n    portt: 1\n    port: 1\n", 4, 5,
         "unknown key \"portt\" in services.random; did you mean \"port\"?"},
        {"mistyped at the top", "servces: {}\n", 1, 1,
         "unknown key \"servces\"; did you mean \"services\"?"},
        {"mistyped in a list", "listen:\n  - {address: 127.0.0.1, prot: 80}", 2, 26,
         "unknown key \"prot\" in listen[0]; did you mean \"port\"?"},
        {"mistyped two levels down", "bayeux:\n  cookies: {nmae: X}", 2, 13,
         "unknown key \"nmae\" in bayeux.cookies; did you mean \"name\"?"},
        {"in camel case", "limits: {messageBytes: 1}", 1, 10,
         "unknown key \"messageBytes\" in limits; did you mean \"message_bytes\"?"},
        {"nothing like it", "log: {colour: true}", 1, 7,
         "unknown key \"colour\" in log; there are level and format"},
        {"not built yet: admin", "admin: {}", 1, 1, "unknown key \"admin\"; there are listen, "},
        {"an extension that there is not", "bayeux: {extensions: [ack, acks]}", 1, 28,
         "bayeux.extensions[1]: \"acks\" is unknown; did you mean \"ack\"?"},
        {"Nodefony's boilerplate elsewhere", "log: {locale: en}", 1, 7,
         "unknown key \"locale\" in log"},
        {"twice at the top", "shards: 1\nshards: 2\n", 2, 1,
         "the key \"shards\" is already in line 1"},
        {"twice in a section", "log:\n  level: info\n  format: text\n  level: debug\n", 4, 3,
         "the key \"level\" is already in line 2"},
        {"a service twice", "services:\n  a: {port: 1}\n  a: {port: 2}", 3, 3,
         "the key \"a\" is already in line 2"},
        {"not text", "? [a]\n: 1\n", 1, 3, "a key must be text, not a list"},
        {"null", "~: 1\n", 1, 1, "a key must be text, not nothing"},
        {"wide characters", "log: {\"é\": 1}", 1, 7, "unknown key \"é\" in log"},
        {"unprintable", "\"a\\n\\eb\": 1", 1, 1, "unknown key \"a\\x0a\\x1bb\""},
    };
    // clang-format on
    for (const auto& c : cases)
        check(c);
}

BOOST_AUTO_TEST_CASE(of_types)
{
    // clang-format off
    const Case cases[] = {
        {"top is a list", "- 1\n", 1, 1, "expected keys and values, not a list"},
        {"top is text", "halley", 1, 1, "expected keys and values, not \"halley\""},
        {"section is text", "log: info", 1, 6, "log: expected keys and values, not \"info\""},
        {"section is a list", "limits:\n  - 1", 2, 3,
         "limits: expected keys and values, not a list"},
        {"list is a section", "listen: {port: 1}", 1, 9,
         "listen: expected a list of addresses and ports, not keys and values"},
        {"list is text", "bayeux: {paths: /bayeux}", 1, 17,
         "bayeux.paths: expected a list of paths, not \"/bayeux\""},
        {"item is a list", "bayeux: {paths: [[/a]]}", 1, 18,
         "bayeux.paths[0]: expected text, not a list"},
        {"item is nothing", "bayeux:\n  paths:\n    - /a\n    -\n", 3, 5,
         "bayeux.paths[1]: expected text, not nothing"},
        {"service is a number", "services: {a: 1315}", 1, 15,
         "services.a: expected keys and values, not \"1315\""},
        {"boolean is a word", "bayeux: {broadcast_to_publisher: yes}", 1, 34,
         "bayeux.broadcast_to_publisher: expected true or false, not \"yes\""},
        {"boolean is a number", "system: {reconnect: {connect: 1}}", 1, 31,
         "system.reconnect.connect: expected true or false, not \"1\""},
        {"number is a word", "limits: {json_depth: deep}", 1, 22,
         "limits.json_depth: \"deep\" is not a whole number"},
        {"number is a fraction", "limits: {json_depth: 1.5}", 1, 22,
         "limits.json_depth: \"1.5\" is not a whole number"},
        {"number is a list", "limits: {json_depth: [1]}", 1, 22,
         "limits.json_depth: expected a number, not a list"},
        {"number is nothing", "limits:\n  json_depth:\n  queue_messages: 1\n", 2, 3,
         "limits.json_depth: expected a number, not nothing"},
        {"duration is a section", "bayeux: {timeout: {}}", 1, 19,
         "bayeux.timeout: expected a duration, not keys and values"},
        {"size is nothing", "limits: {queue_bytes: ~}", 1, 10,
         "limits.queue_bytes: expected a size, not nothing"},
        {"choice is a list", "log: {format: [json]}", 1, 15,
         "log.format: expected text or json, not a list"},
        {"shards is a word", "shards: many", 1, 9,
         "shards: expected auto or a number, not \"many\""},
        {"shards is a list", "shards: [1]", 1, 9, "shards: expected a number, not a list"},
    };
    // clang-format on
    for (const auto& c : cases)
        check(c);
}

BOOST_AUTO_TEST_CASE(of_values)
{
    // clang-format off
    const Case cases[] = {
        {"duration without a unit", "bayeux: {timeout: 30}", 1, 19,
         "bayeux.timeout: \"30\" has no unit; write 30ms, 30s, 30m or 30h"},
        {"duration in days", "bayeux: {timeout: 30d}", 1, 19,
         "bayeux.timeout: \"30d\" is not a whole number of ms, s, m or h"},
        {"negative duration", "bayeux: {interval: -1s}", 1, 20,
         "bayeux.interval: \"-1s\" is negative"},
        {"duration for ever", "bayeux: {timeout: 25h}", 1, 19,
         "bayeux.timeout: must be from 0s to 24h, not 25h"},
        {"no sessions of a browser", "bayeux: {max_sessions_per_browser: 0}", 1, 36,
         "bayeux.max_sessions_per_browser: must be from 1 to 1000000, not 0"},
        {"a service channel", "bayeux: {channels: {/service/a: {lazy: 1s}}}", 1, 21,
         "bayeux.channels: \"/service/a\" is no broadcast channel"},
        {"no channel", "bayeux: {channels: {/a/*/b: {}}}", 1, 21,
         "bayeux.channels: \"/a/*/b\" is no channel and no pattern of channels"},
        {"options of a channel", "bayeux: {channels: {/a: {persistent: true}}}", 1, 26,
         "unknown key \"persistent\" in bayeux.channels./a; there are lazy and broadcast_to_publisher"},
        {"no max_interval", "bayeux: {max_interval: 0}", 1, 24,
         "bayeux.max_interval: must be from 1ms to 24h, not 0s"},
        {"no request_timeout", "limits: {request_timeout: 0s}", 1, 27,
         "limits.request_timeout: must be from 1ms to 24h, not 0s"},
        {"no connect_timeout", "services: {a: {port: 1, connect_timeout: 0ms}}", 1, 42,
         "services.a.connect_timeout: must be from 1ms to 24h, not 0s"},
        {"clients without a pause", "bayeux:\n  interval: 0\n  timeout: 0s\n", 1, 1,
         "bayeux: timeout and interval must not both be 0"},
        {"size in fractions", "limits: {queue_bytes: 1.5MiB}", 1, 23,
         "limits.queue_bytes: \"1.5MiB\" is not a whole number of bytes, KiB,"},
        {"no message", "limits: {message_bytes: 0}", 1, 25,
         "limits.message_bytes: must be from 1 to 1024GiB, not 0"},
        {"channel names too short", "limits: {channel_bytes: 10}", 1, 25,
         "limits.channel_bytes: must be from 32 to 64KiB, not 10"},
        {"negative size", "limits: {queue_bytes: -1}", 1, 23,
         "limits.queue_bytes: \"-1\" is negative"},
        {"huge number", "limits: {queue_messages: 99999999999999999999}", 1, 26,
         "limits.queue_messages: \"99999999999999999999\" is too large"},
        {"huge size", "limits: {queue_bytes: 9999999999GiB}", 1, 23,
         "limits.queue_bytes: \"9999999999GiB\" is too large"},
        {"no shard", "shards: 0", 1, 9, "shards: must be from 1 to 256, not 0"},
        {"too many shards", "shards: 257", 1, 9, "shards: must be from 1 to 256, not 257"},
        {"port too high", "listen:\n- port: 65536\n", 2, 9,
         "listen[0].port: must be from 0 to 65535, not 65536"},
        {"service on port 0", "services: {a: {port: 0}}", 1, 22,
         "services.a.port: must be from 1 to 65535, not 0"},
        {"service without a port", "services:\n  a:\n    type: tcp\n", 2, 3,
         "services.a: needs a port"},
        {"service without anything", "services:\n  a:\n", 2, 3, "services.a: needs a port"},
        {"unknown kind of service", "services: {a: {type: sctp, port: 1}}", 1, 22,
         "services.a.type: \"sctp\" is no type of service here"},
        {"mistyped kind of service", "services: {a: {type: internl, port: 1}}", 1, 22,
         "services.a.type: \"internl\" is no type of service here; did you mean \"internal\"?"},
        {"unix without a path", "services: {a: {type: unix}}", 1, 12, "services.a: needs a path"},
        {"process without a command", "services: {a: {type: process}}", 1, 12,
         "services.a: needs a command"},
        {"an empty command", "services: {a: {type: process, command: []}}", 1, 40,
         "services.a.command: must not be empty"},
        {"a command that is no list", "services: {a: {type: process, command: ls -l}}", 1, 40,
         "services.a.command: expected"},
        {"a port of a process", "services: {a: {type: process, command: [ls], port: 1}}", 1, 12,
         "services.a: type process has no use for port"},
        {"a path of tcp", "services: {a: {port: 1, path: /a}}", 1, 12,
         "services.a: type tcp has no use for path"},
        {"TLS over TCP", "services: {a: {port: 1, ca: ca.pem}}", 1, 12,
         "services.a: type tcp has no use for ca"},
        {"tls as a key", "services: {a: {type: tls, port: 1, tls: true}}", 1, 12,
         "services.a: type tls has no use for tls"},
        {"frames of datagrams", "services: {a: {type: udp, port: 1, framing: newline}}", 1, 12,
         "services.a: type udp has no use for framing"},
        {"a certificate alone", "services: {a: {type: tls, port: 1, certificate: c.pem}}", 1, 12,
         "services.a: needs certificate and private_key together"},
        {"unknown framing", "services: {a: {port: 1, framing: lines}}", 1, 34,
         "services.a.framing: \"lines\" is unknown; there are json"},
        {"a pool of one", "services: {a: {port: 1, pool: 2}}", 1, 12,
         "services.a: pool, call_timeout, max_pending and may_publish are for services with shared"},
        {"no time to answer", "services: {a: {port: 1, shared: true, call_timeout: 0}}", 1, 53,
         "services.a.call_timeout: must be from 1ms to 24h, not 0s"},
        {"publishing to a service", "services: {a: {port: 1, shared: true, may_publish: [/service/b]}}", 1, 53,
         "services.a.may_publish[0]: \"/service/b\" is no broadcast channel"},
        {"what cannot be told apart", "services: {a: {port: 1, shared: true, framing: raw}}", 1, 12,
         "services.a: framing raw cannot be shared: one read may bring several answers"},
        {"an idle end of what stays open", "services: {a: {port: 1, shared: true, idle_timeout: 1s}}", 1, 12,
         "services.a: shared connections stay open: idle_timeout is not for them"},
        {"a shared service of ours", "services: {a: {type: internal, shared: true}}", 1, 12,
         "services.a: type internal has no use for shared"},
        {"service of two segments", "services: {a/b: {port: 1}}", 1, 12,
         "services: \"a/b\" cannot be the name of a service"},
        {"service is a wildcard", "services: {\"*\": {port: 1}}", 1, 12,
         "services: \"*\" cannot be the name of a service"},
        {"service is empty", "services: {\"\": {port: 1}}", 1, 12,
         "services: \"\" cannot be the name of a service"},
        {"bad host", "services: {a: {domain: \"a b\", port: 1}}", 1, 24,
         "services.a.domain: \"a b\" is not a host name or an address"},
        {"host name to listen on", "listen: [{address: localhost}]", 1, 20,
         "listen[0].address: \"localhost\" is not an IP address; write 127.0.0.1"},
        {"the same listener", "listen:\n- port: 1\n- {address: 127.0.0.1, port: 1}\n", 3, 3,
         "listen[1]: the same address and port are already in the list"},
        {"path without slash", "bayeux: {paths: [bayeux]}", 1, 18,
         "bayeux.paths[0]: \"bayeux\" does not begin with \"/\""},
        {"path with query", "bayeux: {paths: [/a, \"/b?c\"]}", 1, 22,
         "bayeux.paths[1]: \"/b?c\" is more than a path"},
        {"path twice", "bayeux:\n  paths:\n  - /a\n  - /b\n  - /a\n", 5, 5,
         "bayeux.paths[2]: /a is already in the list"},
        {"no paths", "bayeux: {paths: []}", 1, 17, "bayeux.paths: must not be empty"},
        {"no transports", "bayeux: {transports: []}", 1, 22,
         "bayeux.transports: must not be empty"},
        {"transport twice", "bayeux: {transports: [websocket, websocket]}", 1, 34,
         "bayeux.transports[1]: websocket is already in the list"},
        {"unknown transport", "bayeux: {transports: [carrier-pigeon]}", 1, 23,
         "bayeux.transports[0]: \"carrier-pigeon\" is unknown; there are websocket, long-polling, "
         "cross-origin-long-polling, callback-polling and eventsource"},
        {"mistyped transport", "bayeux: {transports: [longpolling]}", 1, 23,
         "bayeux.transports[0]: \"longpolling\" is unknown; did you mean \"long-polling\"?"},
        {"unknown level", "log: {level: verbose}", 1, 14,
         "log.level: \"verbose\" is unknown; there are debug, info, warning, error and off"},
        {"nearly a level", "log: {level: warn}", 1, 14, "log.level: \"warn\" is unknown"},
        {"cookie with a space", "bayeux: {cookies: {name: a b}}", 1, 26,
         "bayeux.cookies.name: \"a b\" is not the name of a cookie"},
        {"unknown policy", "limits: {slow_consumer: drop}", 1, 25,
         "limits.slow_consumer: \"drop\" is unknown; there are disconnect, "},
        {"origin with a path", "security: {allowed_origins: [\"https://a.b/\"]}", 1, 30,
         "security.allowed_origins[0]: \"https://a.b/\" is not an origin such as"},
    };
    // clang-format on
    for (const auto& c : cases)
        check(c);
}

BOOST_AUTO_TEST_CASE(are_all_reported_in_the_order_of_the_file)
{
    BOOST_TEST(
        errors_in("log:\n"
                  "  level: loud\n"
                  "bayeux:\n"
                  "  timeout: 30\n"
                  "  paths: [bayeux, /ok, ok]\n"
                  "  timeout: 10s\n"
                  "shards: -1\n") ==
        "2:10: log.level: \"loud\" is unknown; there are debug, info, warning, error and off\n"
        "4:12: bayeux.timeout: \"30\" has no unit; write 30ms, 30s, 30m or 30h\n"
        "5:11: bayeux.paths[0]: \"bayeux\" does not begin with \"/\"\n"
        "5:24: bayeux.paths[2]: \"ok\" does not begin with \"/\"\n"
        "6:3: the key \"timeout\" is already in line 4\n"
        "7:9: shards: expected auto or a number, not \"-1\"\n");
}

BOOST_AUTO_TEST_CASE(through_an_alias_are_reported_once)
{
    BOOST_TEST(errors_in("services:\n  a: &a {port: 0}\n  b: *a\n") ==
               "2:16: services.a.port: must be from 1 to 65535, not 0\n"
               "2:16: services.b.port: must be from 1 to 65535, not 0\n");
}

BOOST_AUTO_TEST_CASE(of_limits_and_proxies)
{
    // clang-format off
    const Case cases[] = {
        {"a burst alone", "limits:\n  handshakes_per_address: {burst: 5}", 2, 3,
         "limits.handshakes_per_address: a burst needs per_second"},
        {"a rate as a number", "limits: {publishes_per_session: 5}", 1, 33,
         "limits.publishes_per_session: expected keys and values, not \"5\""},
        {"a rate of nothing", "limits: {publishes_per_session: {per_second: -1}}", 1, 46,
         "limits.publishes_per_session.per_second: "},
        {"no time at all", "limits: {idle_timeout: 0}", 1, 24, "limits.idle_timeout: must be from"},
        {"no network", "security: {trusted_proxies: [10.0.0.0/8, localhost]}", 1, 42,
         "security.trusted_proxies[1]: \"localhost\" is no address and no network such as"},
        {"bits behind the prefix", "security: {trusted_proxies: [10.0.0.1/8]}", 1, 30,
         "security.trusted_proxies[0]: \"10.0.0.1/8\" is no address and no network"},
        {"proxies that nobody trusts", "listen: [{proxy_protocol: true}]", 0, 0,
         "proxy_protocol needs security.trusted_proxies"},
    };
    // clang-format on
    for (const auto& c : cases)
        check(c);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::config
