#include "src/runtime/network_of.hpp"

#include <algorithm>

#include "src/net.hpp"

namespace halley::runtime {

std::string network_of(std::string_view address)
{
    // What has no colon is no IPv6: most need not be parsed.
    if (address.find(':') == std::string_view::npos) return std::string{address};
    error_code error;
    const auto ip = asio::ip::make_address(address, error);
    if (error || !ip.is_v6()) return std::string{address};
    auto bytes = ip.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return asio::ip::address_v6{bytes}.to_string();
}

}  // namespace halley::runtime
