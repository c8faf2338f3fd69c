#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "halley/config.hpp"
#include "src/config/diagnostic.hpp"
#include "src/config/reader.hpp"

namespace halley::config {

struct Loaded {
    Config config;
    std::vector<Diagnostic> notices;  ///< What was passed over, in the file's order.
    std::vector<Position> rules;      ///< Where each of `security.rules` stands.
};

/// Everything that is wrong, in the file's order; never empty.
using LoadErrors = std::vector<Diagnostic>;

using LoadResult = std::variant<Loaded, LoadErrors>;

/** Reads a configuration.

    `file_name` is for messages only. `services` are those that the
    program has.

    @par Exception safety
    Never throws because of what the text contains.
*/
LoadResult
load_config(std::string_view text, const std::string& file_name, const KnownServices& services);

/// The same from a file. One that cannot be read is a single error without a line.
LoadResult load_config_file(const std::string& path, const KnownServices& services);

/// `config` as YAML with all keys. Loading it gives an equal `Config`.
std::string print_config(const Config& config);

}  // namespace halley::config
