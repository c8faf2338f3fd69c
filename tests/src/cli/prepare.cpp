#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include "src/cli/command_line.hpp"
#include "src/config/config_loader.hpp"

namespace halley::cli {
namespace {

/// A configuration file that is gone after the test.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string_view text)
        : path_((std::filesystem::temp_directory_path() /
                 ("halley-" + std::to_string(::getpid()) + ".yaml"))
                    .string())
    {
        std::ofstream{path_} << text;
    }
    ~TemporaryFile() { std::filesystem::remove(path_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

std::variant<Start, Exit> run(const Options& options)
{
    return prepare(options,
                   {
                       {"tcp", "internal"},
                       {{"echo"}    }
    });
}

Options with_file(const std::string& path)
{
    Options options;
    options.config_file = path;
    return options;
}

BOOST_AUTO_TEST_SUITE(prepare_to_start)

BOOST_AUTO_TEST_CASE(without_a_file_there_are_defaults)
{
    const auto result = run({});
    BOOST_TEST_REQUIRE(std::holds_alternative<Start>(result));
    Config expected;
    expected.listen = {
        {"127.0.0.1", 8080}
    };
    BOOST_TEST((std::get<Start>(result).config == expected));
}

BOOST_AUTO_TEST_CASE(the_command_line_adds_listeners)
{
    // clang-format off
    const struct {
        const char* name;
        std::string_view file;
        std::vector<ListenConfig> arguments, expected;
    } cases[] = {
        {"none at all", "", {}, {{"127.0.0.1", 8080}}},
        {"the only one", "", {{"::1", 80}}, {{"::1", 80}}},
        {"besides", "listen: [{port: 1}]", {{"::1", 80}}, {{"127.0.0.1", 1}, {"::1", 80}}},
        {"the file's", "listen: [{port: 1}]", {{"127.0.0.1", 1}}, {{"127.0.0.1", 1}}},
        {"port 0", "listen: [{port: 0}]", {{"::1", 0}}, {{"127.0.0.1", 0}, {"::1", 0}}},
        {"0 twice", "", {{"::1", 0}, {"::1", 0}}, {{"::1", 0}, {"::1", 0}}},
    };
    // clang-format on
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            const TemporaryFile file{c.file};
            auto options = with_file(file.path());
            options.listen = c.arguments;
            const auto result = run(options);
            BOOST_TEST_REQUIRE(std::holds_alternative<Start>(result));
            BOOST_TEST((std::get<Start>(result).config.listen == c.expected));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_command_line_overrides_the_log_level)
{
    const TemporaryFile file{"log: {level: debug, format: json}"};
    auto options = with_file(file.path());
    options.log_level = LogLevel::error;
    const auto result = run(options);
    BOOST_TEST_REQUIRE(std::holds_alternative<Start>(result));
    BOOST_TEST((std::get<Start>(result).config.log == LogConfig{LogLevel::error, LogFormat::json}));
}

BOOST_AUTO_TEST_CASE(a_valid_file_is_ok)
{
    const TemporaryFile file{"locale: en\n"};
    auto options = with_file(file.path());
    options.check = true;
    const auto result = run(options);
    BOOST_TEST_REQUIRE(std::holds_alternative<Exit>(result));
    BOOST_TEST((std::get<Exit>(result) ==
                Exit{0,
                     file.path() + ": OK\n",
                     file.path() + ":1:1: locale: ignored, a key of Nodefony's\n"}));
}

BOOST_AUTO_TEST_CASE(internal_services_are_those_of_the_program)
{
    const TemporaryFile file{"services:\n  echo: {type: internal}\n  ecoh: {type: internal}\n"};
    auto options = with_file(file.path());
    options.check = true;
    const auto result = run(options);
    BOOST_TEST_REQUIRE(std::holds_alternative<Exit>(result));
    BOOST_TEST((std::get<Exit>(result) ==
                Exit{2,
                     {},
                     file.path() + ":3:3: services.ecoh: there is no internal service of that "
                                   "name; there is echo\n"}));
}

BOOST_AUTO_TEST_CASE(notices_are_for_the_log)
{
    const TemporaryFile file{"locale: en\n"};
    const auto result = run(with_file(file.path()));
    BOOST_TEST_REQUIRE(std::holds_alternative<Start>(result));
    BOOST_TEST(
        (std::get<Start>(result).notices ==
         std::vector<std::string>{file.path() + ":1:1: locale: ignored, a key of Nodefony's"}));
}

BOOST_AUTO_TEST_CASE(mistakes_end_the_program_with_or_without_check)
{
    const TemporaryFile file{"shards: 0\nlog: {levle: info}\n"};
    for (const bool check : {false, true}) {
        auto options = with_file(file.path());
        options.check = check;
        const auto result = run(options);
        BOOST_TEST_REQUIRE(std::holds_alternative<Exit>(result));
        BOOST_TEST(
            (std::get<Exit>(result) ==
             Exit{2,
                  "",
                  file.path() + ":1:9: shards: must be from 1 to 256, not 0\n" + file.path() +
                      ":2:7: unknown key \"levle\" in log; did you mean \"level\"?\n"}));
    }
}

BOOST_AUTO_TEST_CASE(what_is_printed_is_what_would_run)
{
    const TemporaryFile file{"services: {a: {port: 1}}"};
    auto options = with_file(file.path());
    options.print_config = true;
    const auto printed = run(options);
    BOOST_TEST_REQUIRE(std::holds_alternative<Exit>(printed));
    const auto& exit = std::get<Exit>(printed);
    BOOST_TEST(exit.status == 0);

    options.print_config = false;
    const auto start = run(options);
    const auto loaded = config::load_config(exit.out, "printed", {{"tcp"}});
    BOOST_TEST_REQUIRE(std::holds_alternative<config::Loaded>(loaded));
    BOOST_TEST((std::get<config::Loaded>(loaded).config == std::get<Start>(start).config));
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_one_sentence)
{
    const struct {
        std::string path, reason;
    } cases[] = {
        {"/nowhere/halley.yaml", "No such file or directory"},
        {"",                     "No such file or directory"},
        {"/",                    "Is a directory"           },
    };
    for (const auto& c : cases) {
        const auto result = run(with_file(c.path));
        BOOST_TEST_REQUIRE(std::holds_alternative<Exit>(result));
        BOOST_TEST((std::get<Exit>(result) ==
                    Exit{2, "", c.path + ": cannot be read: " + c.reason + "\n"}),
                   std::get<Exit>(result).err);
    }
}

BOOST_AUTO_TEST_CASE(a_file_without_end_is_refused)
{
    const auto result = run(with_file("/dev/zero"));
    BOOST_TEST_REQUIRE(std::holds_alternative<Exit>(result));
    BOOST_TEST(std::get<Exit>(result).err == "/dev/zero: the file is larger than 1 MiB\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::cli
