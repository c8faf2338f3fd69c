#include "src/http/trusted_proxies.hpp"

#include <algorithm>
#include <optional>

#include <boost/beast/core/string.hpp>

#include "src/http/field_text.hpp"
#include "src/net.hpp"

namespace halley::http {
namespace {

// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`
std::optional<asio::ip::address> address_in(std::string_view text)
{
    text = trim(text);
    if (text.starts_with('[')) {
        text = text.substr(1, text.find(']') - 1);
    } else if (std::count(text.begin(), text.end(), ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    error_code error;
    const auto address = asio::ip::make_address(std::string{text}, error);
    if (error) return std::nullopt;
    return security::unmapped(address);
}

// The last of the list is taken off it.
std::string_view take_last(std::string_view& list)
{
    const auto comma = list.rfind(',');
    const auto last = comma == std::string_view::npos ? list : list.substr(comma + 1);
    list = list.substr(0, comma == std::string_view::npos ? 0 : comma);
    return last;
}

// Of all fields of that name, one list (RFC 9110, 5.3).
std::string joined(const HttpRequest& request, std::string_view name)
{
    std::string list;
    const auto [first, last] = request.equal_range(name);
    for (auto field = first; field != last; ++field) {
        if (field != first) list += ',';
        list += field->value();
    }
    return list;
}

}  // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks)
{
    for (const auto& text : networks) {
        if (const auto network = security::Network::parse(text)) networks_.push_back(*network);
    }
}

bool TrustedProxies::trusts(std::string_view address) const
{
    if (networks_.empty()) return false;
    error_code error;
    const auto parsed = asio::ip::make_address(std::string{address}, error);
    return !error && std::any_of(networks_.begin(), networks_.end(), [&](const auto& network) {
        return network.contains(parsed);
    });
}

Source TrustedProxies::source_of(const HttpRequest& request, const Source& peer) const
{
    if (!trusts(peer.address)) return peer;
    auto source = peer;
    const auto forwarded = joined(request, "X-Forwarded-For");
    std::string_view rest = forwarded;
    while (!rest.empty() && trusts(source.address)) {
        const auto address = address_in(take_last(rest));
        if (!address) break;
        source.address = address->to_string();
    }
    const auto protocols = joined(request, "X-Forwarded-Proto");
    rest = protocols;
    // That of the proxy next to us: what others say it has passed on or replaced.
    if (!rest.empty()) source.secure = beast::iequals(trim(take_last(rest)), "https");
    return source;
}

}  // namespace halley::http
