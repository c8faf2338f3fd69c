#include "src/cli/command_line.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::cli {
namespace {

std::variant<Options, Exit> parse(std::vector<const char*> arguments)
{
    arguments.insert(arguments.begin(), "halley");
    return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

BOOST_AUTO_TEST_SUITE(command_line)

BOOST_AUTO_TEST_CASE(becomes_options)
{
    Options file;
    file.config_file = "halley.yaml";
    Options check = file;
    check.check = true;
    Options explain = check;
    explain.explain = {"user=ada", "subscribe", "/a"};
    Options print;
    print.print_config = true;
    Options listen;
    listen.listen = {
        {"127.0.0.1", 8080},
        {"::1",       0   }
    };
    Options quiet;
    quiet.log_level = LogLevel::error;

    const struct {
        std::vector<const char*> arguments;
        Options expected;
    } cases[] = {
        {{},                                                                                 {}    },
        {{"--config", "halley.yaml"},                                                        file  },
        {{"--config=halley.yaml"},                                                           file  },
        {{"--check", "--config", "halley.yaml"},                                             check },
        {{"--check", "--config", "halley.yaml", "--explain", "user=ada", "subscribe", "/a"},
         explain                                                                                   },
        {{"--print-config"},                                                                 print },
        {{"--listen", "127.0.0.1:8080", "--listen", "[::1]:0"},                              listen},
        {{"--listen=127.0.0.1:8080", "--listen=[::1]:0"},                                    listen},
        {{"--log-level", "error"},                                                           quiet },
    };
    for (const auto& c : cases) {
        const auto result = parse(c.arguments);
        const auto* const options = std::get_if<Options>(&result);
        BOOST_TEST_REQUIRE(options);
        BOOST_TEST((*options == c.expected));
    }
}

BOOST_AUTO_TEST_CASE(mistakes_are_explained_with_status_2)
{
    // clang-format off
    const struct {
        std::vector<const char*> arguments;
        std::string_view part;
    } cases[] = {
        {{"--cofnig", "x"}, "--cofnig"},
        {{"halley.yaml"}, "halley.yaml"},
        {{"--config"}, "--config"},
        {{"--config", "a", "--config", "b"}, "--config"},
        {{"--listen"}, "--listen"},
        {{"--listen", "localhost:80"},
         "localhost:80 is not ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080"},
        {{"--listen", "127.0.0.1:8080", "127.0.0.1:8081"}, "127.0.0.1:8081"},
        {{"--log-level", "loud"}, "loud is not debug, info, warning, error or off"},
        {{"--check"}, "--config"},
        {{"--config", "x", "--check", "--print-config"}, "--check"},
        {{"--config", "x", "--explain", "subscribe", "/a"}, "--check"},
    };
    // clang-format on
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.part)
        {
            const auto result = parse(c.arguments);
            const auto* const exit = std::get_if<Exit>(&result);
            BOOST_TEST_REQUIRE(exit);
            BOOST_TEST(exit->status == 2);
            BOOST_TEST(exit->out.empty());
            BOOST_TEST(exit->err.find(c.part) != std::string::npos, exit->err);
        }
    }
}

BOOST_AUTO_TEST_CASE(help_and_version_go_to_the_standard_output)
{
    const auto version = parse({"--version"});
    BOOST_TEST_REQUIRE(std::holds_alternative<Exit>(version));
    BOOST_TEST((std::get<Exit>(version) == Exit{0, "halley " HALLEY_VERSION "\n", ""}));

    const auto help = parse({"--help"});
    BOOST_TEST_REQUIRE(std::holds_alternative<Exit>(help));
    const auto& exit = std::get<Exit>(help);
    BOOST_TEST(exit.status == 0);
    BOOST_TEST(exit.err.empty());
    for (const auto* option : {"--config FILE",
                               "--listen ADDRESS:PORT",
                               "--check",
                               "--explain [CLAIM=VALUE ...] OPERATION CHANNEL",
                               "--print-config",
                               "--log-level LEVEL",
                               "--version",
                               "--help"}) {
        BOOST_TEST(exit.out.find(option) != std::string::npos, option);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::cli
