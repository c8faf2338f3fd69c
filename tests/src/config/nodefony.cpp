#include <boost/test/unit_test.hpp>

#include "tests/src/config/loading.hpp"

// Files as Nodefony's projects have them must run as they are.

namespace halley::config {
namespace {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(nodefony)

BOOST_AUTO_TEST_CASE(runs_a_bundles_file)
{
    const auto loaded = load_valid("name :\t\t\trealtime\n"
                                   "locale :\t\ten_en\n"
                                   "version :      \"1.0\"\t\n"
                                   " \t\n"
                                   "system:\n"
                                   "  reconnect:\n"
                                   "    handshake:\ttrue\n"
                                   "    connect:    true \t\n"
                                   "\t# bufferSize:  65536\n"
                                   "\n"
                                   "http-bundle:\n"
                                   "  websocket:\n"
                                   "    keepaliveInterval:  1000\n"
                                   "\n"
                                   "services:\t\t\n"
                                   "  random:\n"
                                   "    type:\ttcp\n"
                                   "    port:\t1315\n"
                                   "    domain:\tlocalhost\n"
                                   "  chat:\n"
                                   "    type:      TCP\n"
                                   "    domain:    10.0.0.7\n"
                                   "    port:      1316\t# the other one\n");
    Config expected;
    expected.system = {true, true};
    expected.services["random"] = {.domain = "localhost", .port = 1315};
    expected.services["chat"] = {.domain = "10.0.0.7", .port = 1316};
    BOOST_TEST((loaded.config == expected), print_config(loaded.config));
    BOOST_TEST(lines(loaded.notices) ==
               "1:1: name: ignored, a key of Nodefony's\n"
               "2:1: locale: ignored, a key of Nodefony's\n"
               "3:1: version: ignored, a key of Nodefony's\n"
               "11:1: \"http-bundle\" is ignored, a key of another part of Nodefony\n");
}

BOOST_AUTO_TEST_CASE(runs_a_bundles_file_without_services)
{
    const auto loaded = load_valid("locale :\ten_en\n"
                                   "httpBundle:\n  websocket: {keepaliveInterval: 1000}\n"
                                   "services:   ~\n");
    BOOST_TEST((loaded.config == Config{}));
}

BOOST_AUTO_TEST_CASE(runs_an_applications_file)
{
    for (const std::string key : {"realtime-bundle", "realTimeBundle"}) {
        const auto loaded =
            load_valid("locale: en_en\n"
                       "App: {projectYear: 2018}\n"
                       "watch: false\n"
                       "http-bundle: {http2: {enablePush: true}}\n" +
                       key +
                       ":\n"
                       "  system: {reconnect: {handshake: true}}\n"
                       "  services:\n"
                       "    monitoring: {type: tcp, port: 1318, domain: 0.0.0.0}\n");
        Config expected;
        expected.system.reconnect_handshake = true;
        expected.services["monitoring"] = {.domain = "0.0.0.0", .port = 1318};
        BOOST_TEST((loaded.config == expected), print_config(loaded.config));
        BOOST_TEST(loaded.notices.size() == 4);
    }
}

BOOST_AUTO_TEST_CASE(passes_over_keys_that_mean_nothing_here)
{
    const auto loaded = load_valid("system: {bufferSize: 65536}\n"
                                   "services:\n"
                                   "  a: {port: 1, options: {allowHalfOpen: true}}\n");
    BOOST_TEST(lines(loaded.notices) == "1:10: system.bufferSize: ignored, a key of Nodefony's\n"
                                        "3:16: services.a.options: ignored, a key of Nodefony's\n");
}

BOOST_AUTO_TEST_CASE(still_finds_mistakes)
{
    // clang-format off
    const struct {
        const char* name;
        std::string_view yaml, error;
    } cases[] = {
        {"in the bundle's section", "realtime-bundle:\n  services: {a: {prot: 1}}\n",
         "2:18: unknown key \"prot\" in realtime-bundle.services.a; did you mean \"port\"?\n"},
        {"of the bundle's section", "realtime-bundle:\n  servics: {}\n",
         "2:3: unknown key \"servics\" in realtime-bundle; did you mean \"services\"?\n"},
        {"a service in both places",
         "services: {a: {port: 1}}\nrealtime-bundle: {services: {a: {port: 2}}}\n",
         "2:30: realtime-bundle.services.a: is already in another section of the file\n"},
        {"a service of a type that is not built", "services: {a: {type: SCTP, port: 1}}\n",
         "1:22: services.a.type: \"SCTP\" is no type of service here; there are tcp, tls, unix, "},
        {"an application's key without the application", "App: {}\n",
         "1:1: unknown key \"App\"; "},
    };
    // clang-format on
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            BOOST_TEST(errors_in(c.yaml).starts_with(c.error), errors_in(c.yaml));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::config
