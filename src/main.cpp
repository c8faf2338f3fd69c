#include <exception>
#include <iostream>
#include <optional>
#include <utility>
#include <variant>

#include "services/broken_pipes.hpp"
#include "src/builtins.hpp"
#include "src/cli/command_line.hpp"
#include "src/cli/hash_password.hpp"
#include "src/log/logger.hpp"
#include "src/runtime/server.hpp"
#include "src/runtime/signals.hpp"

namespace {

using namespace halley;

constexpr int exit_failure = 1;

int serve(const cli::Start& start)
{
    services::ignore_broken_pipes();  // The log's reader may go.
    const auto logger = log::make_logger(start.config.log);
    for (const auto& notice : start.notices)
        logger->write(LogLevel::warning, notice);
    try {
        const runtime::Additions additions{{}, internal_services()};
        std::optional<runtime::Server> server;
        runtime::Signals signals{[&server] { server->reload(); },
                                 [&server](auto drained) { server->drain(std::move(drained)); }};
        server.emplace(start.config, *logger, additions);
        server->start();
        signals.wait();
        server->stop();
        return 0;
    } catch (const std::exception& error) {
        logger->write(LogLevel::error, error.what());
        return exit_failure;
    }
}

}  // namespace

int main(int argc, char** argv)
{
    const auto command = cli::parse_command_line(argc, argv);
    if (const auto* const exit = std::get_if<cli::Exit>(&command)) return cli::show(*exit);
    const auto& options = std::get<cli::Options>(command);
    if (options.hash_password)
        return cli::show(cli::hash_password(*options.hash_password, std::cin));
    const auto prepared = cli::prepare(options, known_services());
    if (const auto* const exit = std::get_if<cli::Exit>(&prepared)) return cli::show(*exit);
    return serve(std::get<cli::Start>(prepared));
}
