#include "src/config/checks.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

#include <boost/asio/ip/address.hpp>

#include "halley/channel_id.hpp"
#include "src/security/network.hpp"

namespace halley::config {
namespace {

bool consists_of(std::string_view text, std::string_view marks)
{
    return std::all_of(text.begin(), text.end(), [marks](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x80 && (std::isalnum(byte) || marks.find(c) != std::string_view::npos);
    });
}

bool is_port(std::string_view text)
{
    return !text.empty() && text.size() <= 5 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// `www.example.org`, `www.example.org:8443`, `[::1]:8080`
bool is_authority(std::string_view text)
{
    const auto bracket = text.starts_with('[') ? text.find(']') : 0;
    if (bracket == std::string_view::npos) return false;
    const auto colon = text.find(':', bracket);
    const auto host = text.substr(0, colon);
    if (colon != std::string_view::npos && !is_port(text.substr(colon + 1))) return false;
    return !host.empty() && consists_of(host, bracket == 0 ? "-._~%" : "[]:.");
}

}  // namespace

std::string check_address(std::string& text)
{
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(text, error);
    if (error) {
        const std::string hint = text == "localhost" ? "; write 127.0.0.1 or \"::1\""
                                 : text == "*"       ? "; write 0.0.0.0 or \"::\" for all"
                                                     : "";
        return "is not an IP address" + hint;
    }
    text = address.to_string();
    return {};
}

std::string check_path(std::string& text)
{
    if (!text.starts_with('/')) return "does not begin with \"/\"";
    if (text.find_first_of("?#") != std::string::npos) return "is more than a path";
    // RFC 3986: what a path may hold.
    if (!consists_of(text, "/-._~%!$&'()*+,;=:@")) return "has characters that a path cannot have";
    if (text.find("//") != std::string::npos) return "has an empty segment";
    if (text.size() > 1 && text.ends_with('/')) {
        return "ends with \"/\"; the paths below are served without saying so";
    }
    return {};
}

std::string check_cookie_name(std::string& text)
{
    // RFC 7230: a token.
    if (text.empty() || !consists_of(text, "!#$%&'*+-.^_`|~")) return "is not the name of a cookie";
    return {};
}

std::string check_domain(std::string& text)
{
    if (text.empty() || text.size() > 253 || !consists_of(text, "-._:%")) {
        return "is not a host name or an address";
    }
    return {};
}

std::string check_file(std::string& text)
{
    if (text.empty()) return "is not the name of a file";
    if (text.find('\0') != std::string::npos) return "has a character that names cannot have";
    return {};
}

std::string check_argument(std::string& text)
{
    if (text.find('\0') != std::string::npos) return "has a character that words cannot have";
    return {};
}

std::string check_realm(std::string& text)
{
    const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) {
        return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
    });
    return !text.empty() && is_plain ? "" : "is no realm: ASCII without quotes and backslashes";
}

std::string check_origin(std::string& text)
{
    if (text == "*" || text == "null") return {};
    const auto colon = text.find("://");
    const std::string_view all{text};
    if (colon == std::string::npos || colon == 0 || !consists_of(all.substr(0, colon), "+-.") ||
        !is_authority(all.substr(colon + 3))) {
        return "is not an origin such as https://www.example.org or http://127.0.0.1:8080";
    }
    // Browsers send origins in lower case.
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return {};
}

std::string check_service_name(const std::string& text)
{
    const auto name = "/service/" + text;
    const auto channel = ChannelId::parse(name);
    if (!channel || channel->service_name() != text) {
        return "cannot be the name of a service: it is no segment of a channel";
    }
    return {};
}

std::string check_broadcast_pattern(const std::string& text)
{
    const auto channel = ChannelId::parse(text);
    if (!channel) return "is no channel and no pattern of channels";
    if (channel->kind() != ChannelKind::broadcast) return "is no broadcast channel";
    return {};
}

std::string check_broadcast_channel(std::string& text)
{
    return check_broadcast_pattern(text);
}

std::string check_rule_channel(std::string& text)
{
    const auto channel = ChannelId::parse(text);
    if (!channel) return "is no channel and no pattern of channels";
    if (channel->kind() == ChannelKind::meta) return "is no channel to subscribe or publish to";
    for (std::string_view rest = text; !rest.empty();) {
        const auto end = std::min(rest.find('/', 1), rest.size());
        const auto segment = rest.substr(1, end - 1);
        rest.remove_prefix(end);
        if (segment.find_first_of("{}") == std::string_view::npos) continue;
        const auto name =
            segment.size() < 3 ? std::string_view{} : segment.substr(1, segment.size() - 2);
        if (segment.front() != '{' || segment.back() != '}' || name.empty() ||
            name.find_first_of("{}") != std::string_view::npos)
            return "has braces that are no placeholder: one is a whole segment, such as {user}";
    }
    return {};
}

std::string check_network(std::string& text)
{
    if (security::Network::parse(text)) return {};
    return "is no address and no network such as 10.0.0.0/8 or 2001:db8::/32";
}

std::string check_claim(std::string& text)
{
    const bool is_text = std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (text.empty() || !is_text) return "is no text to compare with";
    return {};
}

}  // namespace halley::config
