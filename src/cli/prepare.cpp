#include <algorithm>
#include <iostream>

#include "src/cli/command_line.hpp"
#include "src/cli/explain.hpp"
#include "src/config/config_loader.hpp"

namespace halley::cli {
namespace {

std::string lines(const std::vector<config::Diagnostic>& diagnostics)
{
    std::string out;
    for (const auto& diagnostic : diagnostics)
        out += to_string(diagnostic) + "\n";
    return out;
}

void apply(const Options& options, Config& config)
{
    for (const auto& listen : options.listen) {
        const bool known =
            listen.port != 0 &&
            std::any_of(config.listen.begin(), config.listen.end(), [&](const auto& other) {
                return other.address == listen.address && other.port == listen.port;
            });
        if (!known) config.listen.push_back(listen);
    }
    if (config.listen.empty()) config.listen.emplace_back();
    if (options.log_level) config.log.level = *options.log_level;
}

}  // namespace

std::variant<Start, Exit> prepare(const Options& options, const config::KnownServices& services)
{
    config::Loaded loaded;
    if (options.config_file) {
        auto result = config::load_config_file(*options.config_file, services);
        if (const auto* errors = std::get_if<config::LoadErrors>(&result)) {
            return Exit{exit_usage, {}, lines(*errors)};
        }
        loaded = std::get<config::Loaded>(std::move(result));
    }
    apply(options, loaded.config);
    if (!options.explain.empty()) return explain(options.explain, loaded, *options.config_file);
    if (options.check) return Exit{0, *options.config_file + ": OK\n", lines(loaded.notices)};
    if (options.print_config) {
        return Exit{0, config::print_config(loaded.config), lines(loaded.notices)};
    }
    Start start{std::move(loaded.config), {}};
    for (const auto& notice : loaded.notices)
        start.notices.push_back(to_string(notice));
    return start;
}

int show(const Exit& exit)
{
    std::cerr << exit.err << std::flush;
    std::cout << exit.out << std::flush;
    return exit.status;
}

}  // namespace halley::cli
