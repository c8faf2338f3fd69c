#pragma once

#include <map>
#include <string>
#include <string_view>

namespace halley::security {

/// The hashes of a file with `name:hash` on each line.
class PasswordFile {
public:
    /// Hashes of bcrypt, scrypt and yescrypt; empty lines and such with `#` are passed over.
    /// @throws std::runtime_error that names the line, for anything else.
    static PasswordFile parse(const std::string& text);

    /// Takes as long for a name that is not there as for one that is.
    bool accepts(const std::string& name, const std::string& password) const;

private:
    std::map<std::string, std::string, std::less<>> hashes_;
};

/// A hash for such a file, made with yescrypt.
/// @throws std::runtime_error when the system cannot make one.
std::string hash_password(const std::string& password);

}  // namespace halley::security
