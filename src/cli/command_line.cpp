#include "src/cli/command_line.hpp"

#include <exception>
#include <sstream>
#include <utility>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "src/config/listen_address.hpp"
#include "src/config/names.hpp"

namespace halley::cli {
namespace {

CLI::callback_t add_listener(Options& options)
{
    return [&options](const CLI::results_t& texts) {
        for (const auto& text : texts) {
            const auto address = config::parse_listen_address(text);
            if (!address) {
                throw CLI::ValidationError{
                    "--listen",
                    text + " is not ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080"};
            }
            options.listen.push_back(*address);
        }
        return true;
    };
}

CLI::callback_t set_log_level(Options& options)
{
    return [&options](const CLI::results_t& texts) {
        for (const auto& [name, level] : config::log_levels) {
            if (texts.back() == name) {
                options.log_level = level;
                return true;
            }
        }
        throw CLI::ValidationError{"--log-level",
                                   texts.back() + " is not debug, info, warning, error or off"};
    };
}

void describe(CLI::App& app, Options& options)
{
    app.set_help_flag("--help", "Print this and exit");
    app.set_version_flag("--version", "halley " HALLEY_VERSION, "Print the version and exit");
    auto* const config = app.add_option("--config", options.config_file, "The configuration, YAML")
                             ->option_text("FILE");
    app.add_option("--listen", add_listener(options), "Listen here besides the file's addresses")
        ->option_text("ADDRESS:PORT ...")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    auto* const check =
        app.add_flag("--check", options.check, "Say whether the configuration is valid and exit")
            ->needs(config);
    app.add_option("--explain",
                   options.explain,
                   "With --check: what the rules say, and which of them, such as user=alice "
                   "role=admin subscribe /chat/**")
        ->option_text("[CLAIM=VALUE ...] OPERATION CHANNEL")
        ->expected(1, 100)
        ->needs(check);
    app.add_flag("--print-config", options.print_config, "Print the whole configuration and exit")
        ->excludes(check);
    app.add_option("--hash-password",
                   options.hash_password,
                   "Read a password and print the user's line for a file of type basic")
        ->option_text("USER")
        ->excludes(check);
    app.add_option("--log-level",
                   set_log_level(options),
                   "debug, info, warning, error or off, instead of the file's")
        ->option_text("LEVEL")
        ->expected(1);
}

}  // namespace

std::variant<Options, Exit> parse_command_line(int argc, const char* const* argv)
{
    Options options;
    CLI::App app{"A Bayeux message broker. See docs/configuration.md for the file.", "halley"};
    try {
        describe(app, options);
        app.parse(argc, argv);
        return options;
    } catch (const CLI::ParseError& error) {
        std::ostringstream out;
        std::ostringstream err;
        const bool failed = app.exit(error, out, err) != 0;
        return Exit{failed ? exit_usage : 0, out.str(), err.str()};
    } catch (const std::exception& error) {
        return Exit{exit_usage, {}, std::string{"halley: "} + error.what() + "\n"};
    }
}

}  // namespace halley::cli
