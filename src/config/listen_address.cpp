#include "src/config/listen_address.hpp"

#include "src/config/checks.hpp"
#include "src/config/units.hpp"

namespace halley::config {

std::optional<ListenConfig> parse_listen_address(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;

    const auto number = parse_number(text.substr(colon + 1));
    const auto* const port = std::get_if<std::uint64_t>(&number);
    if (!port || *port > 65535) return std::nullopt;

    auto host = text.substr(0, colon);
    const bool in_brackets = host.starts_with('[') && host.ends_with(']');
    if (in_brackets) host = host.substr(1, host.size() - 2);
    std::string address{host};
    if (!check_address(address).empty()) return std::nullopt;
    // "::1:8080" could be an address and a port, or an address.
    const bool is_ipv6 = address.find(':') != std::string::npos;
    if (is_ipv6 != in_brackets) return std::nullopt;
    return ListenConfig{address, static_cast<std::uint16_t>(*port)};
}

}  // namespace halley::config
