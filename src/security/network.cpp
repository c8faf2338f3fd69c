#include "src/security/network.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace halley::security {
namespace {

namespace ip = boost::asio::ip;

constexpr unsigned all_bits = 128;
constexpr unsigned mapped_bits = 96;

ip::address_v6 mapped(const ip::address& address)
{
    return address.is_v6() ? address.to_v6() : ip::make_address_v6(ip::v4_mapped, address.to_v4());
}

ip::address_v6 prefix_of(const ip::address_v6& address, unsigned bits)
{
    auto bytes = address.to_bytes();
    for (unsigned byte = 0; byte < bytes.size(); ++byte) {
        const auto kept = std::clamp(static_cast<int>(bits) - 8 * static_cast<int>(byte), 0, 8);
        bytes[byte] = static_cast<unsigned char>(bytes[byte] & (0xff00 >> kept));
    }
    return ip::address_v6{bytes};
}

}  // namespace

ip::address unmapped(const ip::address& address)
{
    if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

std::optional<Network> Network::parse(std::string_view text)
{
    const auto slash = text.find('/');
    boost::system::error_code error;
    const auto address = ip::make_address(std::string{text.substr(0, slash)}, error);
    if (error || (address.is_v6() && address.to_v6().scope_id() != 0)) return std::nullopt;
    const unsigned longest = address.is_v6() ? all_bits : all_bits - mapped_bits;
    unsigned bits = longest;
    if (slash != std::string_view::npos) {
        const auto digits = text.substr(slash + 1);
        const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
        if (bad != std::errc{} || end != digits.data() + digits.size() || bits > longest)
            return std::nullopt;
    }
    bits += all_bits - longest;
    const auto whole = mapped(address);
    if (prefix_of(whole, bits) != whole) return std::nullopt;
    return Network{whole, bits};
}

bool Network::contains(const ip::address& address) const
{
    auto asked = mapped(address);
    asked.scope_id(0);
    return prefix_of(asked, bits_) == prefix_;
}

}  // namespace halley::security
