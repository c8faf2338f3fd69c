#include "protocol/client_id.hpp"

#include <array>

namespace halley::protocol {

namespace {

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t home_digits = 2;
constexpr std::size_t random_digits = 26;  // 5 bits each: 130.

// One digit a byte: 256 is a multiple of 32, so each digit is equally likely.
void append_random(std::string& out, const RandomSource& random)
{
    std::array<unsigned char, random_digits> bytes{};
    random(bytes);
    for (const auto byte : bytes)
        out += alphabet[byte % alphabet.size()];
}

}  // namespace

std::string make_client_id(ShardId home, const RandomSource& random)
{
    std::string id;
    id.reserve(home_digits + random_digits);
    id += alphabet[(home / alphabet.size()) % alphabet.size()];
    id += alphabet[home % alphabet.size()];
    append_random(id, random);
    return id;
}

std::optional<ShardId> home_of(std::string_view text) noexcept
{
    if (text.size() != home_digits + random_digits) return std::nullopt;
    if (text.find_first_not_of(alphabet) != std::string_view::npos) return std::nullopt;
    const auto high = alphabet.find(text[0]);
    const auto low = alphabet.find(text[1]);
    return static_cast<ShardId>(high * alphabet.size() + low);
}

std::string make_browser_id(ShardId home, const RandomSource& random)
{
    return make_client_id(home, random);
}

}  // namespace halley::protocol
