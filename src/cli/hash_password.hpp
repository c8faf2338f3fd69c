#pragma once

#include <iosfwd>
#include <string>

#include "src/cli/command_line.hpp"

namespace halley::cli {

/// Reads a password, from a terminal without showing it, and answers with the line of
/// that user for a file of `type: basic`.
Exit hash_password(const std::string& user, std::istream& in);

}  // namespace halley::cli
