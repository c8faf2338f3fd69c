#include "src/security/password_file.hpp"

#include <crypt.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <sstream>
#include <stdexcept>

#include <openssl/crypto.h>

#include "src/security/keyed_digest.hpp"

namespace halley::security {
namespace {

constexpr std::string_view accepted[] = {"$2a$", "$2b$", "$2y$", "$7$", "$y$", "$gy$"};

bool is_accepted(std::string_view hash)
{
    return std::any_of(std::begin(accepted), std::end(accepted), [&](std::string_view prefix) {
        return hash.starts_with(prefix);
    });
}

// Empty when the setting makes no sense.
std::string hash_with(const std::string& password, const std::string& setting)
{
    const auto data = std::make_unique<crypt_data>();
    const auto* const hash =
        ::crypt_rn(password.c_str(), setting.c_str(), data.get(), sizeof *data);
    std::string result = hash ? hash : "";
    OPENSSL_cleanse(data.get(), sizeof *data);
    return result;
}

std::runtime_error in_line(int line, const std::string& what)
{
    return std::runtime_error{"line " + std::to_string(line) + ": " + what};
}

}  // namespace

PasswordFile PasswordFile::parse(const std::string& text)
{
    PasswordFile file;
    std::istringstream lines{text};
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        if (line.ends_with('\r')) line.pop_back();
        if (line.empty() || line.front() == '#') continue;
        const auto colon = line.find(':');
        if (colon == std::string::npos || colon == 0) throw in_line(number, "expected NAME:HASH");
        const auto hash = line.substr(colon + 1);
        if (!is_accepted(hash))
            throw in_line(number,
                          "not a hash of bcrypt, scrypt or yescrypt; htpasswd -B and "
                          "halley --hash-password make them");
        if (!file.hashes_.emplace(line.substr(0, colon), hash).second)
            throw in_line(number, "the name is in the file already");
    }
    return file;
}

bool PasswordFile::accepts(const std::string& name, const std::string& password) const
{
    if (hashes_.empty() || password.find('\0') != std::string::npos) return false;
    const auto found = hashes_.find(name);
    // Who tries names must not learn from the time which there are.
    const auto& expected = found == hashes_.end() ? hashes_.begin()->second : found->second;
    const auto hash = hash_with(password, expected);
    return same_secret(hash, expected) && found != hashes_.end();
}

std::string hash_password(const std::string& password)
{
    const std::unique_ptr<char, decltype(&std::free)> setting{
        ::crypt_gensalt_ra("$y$", 0, nullptr, 0), &std::free};
    auto hash = setting ? hash_with(password, setting.get()) : std::string{};
    if (!is_accepted(hash)) throw std::runtime_error{"the system cannot hash passwords"};
    return hash;
}

}  // namespace halley::security
