#include "tools/client/cookie_jar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>
#include <utility>

#include <strings.h>

namespace halley::client {
namespace {

std::string_view trim(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Takes what is before the next semicolon, as name and value.
std::pair<std::string_view, std::string_view> next_pair(std::string_view& rest)
{
    const auto end = std::min(rest.find(';'), rest.size());
    const auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) return {trim(pair), {}};
    return {trim(pair.substr(0, equals)), trim(pair.substr(equals + 1))};
}

bool same(std::string_view text, std::string_view lower)
{
    return text.size() == lower.size() && strncasecmp(text.data(), lower.data(), text.size()) == 0;
}

std::string directory_of(std::string_view target)
{
    const auto path = target.substr(0, target.find('?'));
    return std::string{path.substr(0, std::max<std::size_t>(path.rfind('/'), 1))};
}

bool path_matches(std::string_view target, std::string_view path)
{
    target = target.substr(0, target.find('?'));
    if (!target.starts_with(path)) return false;
    return target.size() == path.size() || path.ends_with('/') || target[path.size()] == '/';
}

// `Wdy, DD Mon YYYY HH:MM:SS GMT`, with spaces or hyphens inside the date.
std::optional<WallTime> parse_date(const std::string& text)
{
    static constexpr std::array<std::string_view, 12> months{
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    int day = 0;
    int year = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    std::array<char, 4> name{};
    if (std::sscanf(text.c_str(),
                    "%*[^,], %2d%*1[- ]%3s%*1[- ]%4d %2d:%2d:%2d",
                    &day,
                    name.data(),
                    &year,
                    &hour,
                    &minute,
                    &second) != 6)
        return std::nullopt;
    const auto* const month =
        std::find_if(months.begin(), months.end(), [&](std::string_view each) {
            return same(name.data(), each);
        });
    if (month == months.end()) return std::nullopt;
    if (year < 100) year += year < 70 ? 2000 : 1900;
    const std::chrono::year_month_day date{
        std::chrono::year{year},
        std::chrono::month{static_cast<unsigned>(month - months.begin()) + 1},
        std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second};
}

// A lifetime beyond a century is as good as none.
WallTime expiry(long long seconds, WallTime now)
{
    if (seconds <= 0) return WallTime::min();
    constexpr long long century = 100LL * 365 * 24 * 3600;
    return now + std::chrono::seconds{std::min(seconds, century)};
}

}  // namespace

void CookieJar::add(std::string_view pair)
{
    const auto [name, value] = next_pair(pair);
    put({std::string{name}, std::string{value}, "/", false, WallTime::max()});
}

void CookieJar::store(std::string_view set_cookie, WallTime now)
{
    auto rest = set_cookie;
    const auto [name, value] = next_pair(rest);
    if (name.empty()) return;
    Cookie cookie{
        std::string{name}, std::string{value}, directory_of(target_), false, WallTime::max()};
    bool has_age = false;  // Max-Age wins over Expires.
    while (!rest.empty()) {
        const auto [key, attribute] = next_pair(rest);
        if (same(key, "path") && attribute.starts_with('/')) cookie.path = attribute;
        if (same(key, "secure")) cookie.secure = true;
        if (same(key, "expires") && !has_age) {
            if (const auto date = parse_date(std::string{attribute})) cookie.expires = *date;
        }
        if (same(key, "max-age")) {
            long long seconds = 0;
            const auto* const end = attribute.data() + attribute.size();
            const auto result = std::from_chars(attribute.data(), end, seconds);
            if (result.ec == std::errc{} && result.ptr == end) {
                has_age = true;
                cookie.expires = expiry(seconds, now);
            }
        }
    }
    put(std::move(cookie));
    std::erase_if(cookies_, [&](const Cookie& each) { return each.expires <= now; });
}

std::string CookieJar::header(WallTime now)
{
    std::string text;
    for (const auto& cookie : cookies_) {
        if (cookie.expires <= now || (cookie.secure && !tls_)) continue;
        if (!path_matches(target_, cookie.path)) continue;
        if (!text.empty()) text += "; ";
        text += cookie.name + "=" + cookie.value;
    }
    return text;
}

void CookieJar::put(Cookie cookie)
{
    const auto known = std::find_if(cookies_.begin(), cookies_.end(), [&](const Cookie& each) {
        return each.name == cookie.name && each.path == cookie.path;
    });
    if (known == cookies_.end()) {
        cookies_.push_back(std::move(cookie));
    } else {
        *known = std::move(cookie);
    }
}

}  // namespace halley::client
