#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "halley/config.hpp"
#include "src/config/reader.hpp"

namespace halley::cli {

/// What the command line asks for.
struct Options {
    std::optional<std::string> config_file;
    std::vector<ListenConfig> listen;  ///< Besides those of the file.
    std::optional<LogLevel> log_level;
    bool check = false;
    std::vector<std::string> explain;  ///< Words of a question to the rules.
    bool print_config = false;
    std::optional<std::string> hash_password;  ///< The user whose password is to be hashed.

    bool operator==(const Options&) const = default;
};

/// The program has said what it was asked for, or cannot start.
struct Exit {
    int status = 0;
    std::string out;  ///< For the standard output.
    std::string err;  ///< For the standard error.

    bool operator==(const Exit&) const = default;
};

/// The status for mistakes in the configuration or on the command line.
constexpr int exit_usage = 2;

/// The server is to be started.
struct Start {
    Config config;                     ///< Its `listen` is not empty.
    std::vector<std::string> notices;  ///< To be logged.
};

std::variant<Options, Exit> parse_command_line(int argc, const char* const* argv);

/// Loads the file, lets the command line override it, and does what `--check`
/// and `--print-config` ask for.
std::variant<Start, Exit> prepare(const Options& options, const config::KnownServices& services);

/// Prints what there is to say and returns the status.
int show(const Exit& exit);

}  // namespace halley::cli
