#include "tools/client/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <arpa/inet.h>

namespace halley::client {
namespace {

struct Scheme {
    std::string_view name;
    bool websocket;
    bool tls;
};

constexpr std::array<Scheme, 4> schemes{
    {{"http", false, false}, {"https", false, true}, {"ws", true, false}, {"wss", true, true}}
};

std::string_view default_port(bool tls)
{
    return tls ? "443" : "80";
}

std::string lower_case(std::string_view text)
{
    std::string lower{text};
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

// Blanks and line ends would become part of a request's head.
bool is_plain(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && c != 0x7F;
    });
}

bool is_port(std::string_view text)
{
    unsigned number = 0;
    const auto* const end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && last == end && number > 0 && number < 65536;
}

bool is_ipv6(const std::string& host)
{
    in6_addr address{};
    return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

// Splits `host:port` or `[address]:port`; false when it is neither.
bool split_authority(std::string_view authority, Url& url)
{
    std::string_view rest;
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        if (end == std::string_view::npos) return false;
        url.host = authority.substr(1, end - 1);
        if (!is_ipv6(url.host)) return false;
        rest = authority.substr(end + 1);
    } else {
        const auto end = std::min(authority.find(':'), authority.size());
        url.host = lower_case(authority.substr(0, end));
        rest = authority.substr(end);
    }
    if (rest.empty() || rest == ":") {
        url.port = default_port(url.tls);
    } else {
        if (rest.front() != ':' || !is_port(rest.substr(1))) return false;
        url.port = rest.substr(1);
    }
    return !url.host.empty();
}

}  // namespace

std::string Url::authority() const
{
    const bool bare_address = host.find(':') != std::string::npos;
    std::string text;
    if (bare_address) text += '[';
    text += host;
    if (bare_address) text += ']';
    if (port != default_port(tls)) text.append(1, ':').append(port);
    return text;
}

bool Url::host_is_address() const
{
    in_addr address{};
    return is_ipv6(host) || inet_pton(AF_INET, host.c_str(), &address) == 1;
}

std::variant<Url, std::string> parse_url(std::string_view text)
{
    std::string quoted{'"'};
    quoted.append(text).append(1, '"');
    const auto colon = text.find("://");
    const auto scheme = lower_case(text.substr(0, std::min(colon, text.size())));
    const auto* const known = std::find_if(
        schemes.begin(), schemes.end(), [&](const Scheme& each) { return each.name == scheme; });
    if (colon == std::string_view::npos || known == schemes.end())
        return quoted + " is no URL that begins with http://, https://, ws:// or wss://";
    if (!is_plain(text)) return quoted + " has blanks or control characters in it";

    Url url;
    url.websocket = known->websocket;
    url.tls = known->tls;
    auto rest = text.substr(colon + 3);
    rest = rest.substr(0, rest.find('#'));
    const auto end = std::min(rest.find_first_of("/?"), rest.size());
    const auto authority = rest.substr(0, end);
    if (authority.find('@') != std::string_view::npos)
        return "put the name and password of " + quoted + " into --header 'Authorization: …'";
    if (!split_authority(authority, url)) return quoted + " has no valid host and port";
    url.target = rest.substr(end);
    if (!url.target.starts_with('/')) url.target.insert(url.target.begin(), '/');
    return url;
}

}  // namespace halley::client
