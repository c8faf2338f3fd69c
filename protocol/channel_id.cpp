#include "halley/channel_id.hpp"

#include <algorithm>
#include <array>

namespace halley {

namespace {

constexpr std::array<bool, 256> make_alphabet()
{
    std::array<bool, 256> table{};
    for (unsigned char c = 'a'; c <= 'z'; ++c)
        table[c] = true;
    for (unsigned char c = 'A'; c <= 'Z'; ++c)
        table[c] = true;
    for (unsigned char c = '0'; c <= '9'; ++c)
        table[c] = true;
    for (const char c : std::string_view{"-_!~()$@"})
        table[static_cast<unsigned char>(c)] = true;
    for (const char c : std::string_view{" #*+.{}"})
        table[static_cast<unsigned char>(c)] = true;
    return table;
}

constexpr auto alphabet = make_alphabet();

bool is_segment(std::string_view segment)
{
    return !segment.empty() && std::all_of(segment.begin(), segment.end(), [](char c) {
        return alphabet[static_cast<unsigned char>(c)];
    });
}

Wildcard wildcard_of(std::string_view segment)
{
    if (segment == "*") return Wildcard::single;
    if (segment == "**") return Wildcard::deep;
    return Wildcard::none;
}

ChannelKind kind_of(std::string_view first)
{
    if (first == "meta") return ChannelKind::meta;
    if (first == "service") return ChannelKind::service;
    return ChannelKind::broadcast;
}

}  // namespace

std::optional<ChannelId> ChannelId::parse(std::string_view text, const ChannelLimits& limits)
{
    if (text.size() < 2 || text.size() > limits.bytes || text.front() != '/') return std::nullopt;

    ChannelKind kind = ChannelKind::broadcast;
    std::size_t segments = 0;
    for (std::size_t begin = 1;;) {
        const auto end = std::min(text.find('/', begin), text.size());
        const auto segment = text.substr(begin, end - begin);
        if (!is_segment(segment) || ++segments > limits.segments) return std::nullopt;
        if (segments == 1) kind = kind_of(segment);
        const auto wildcard = wildcard_of(segment);
        if (end == text.size()) {
            if (segments == 1 && kind != ChannelKind::broadcast) return std::nullopt;  // CHN-18
            return ChannelId{text, kind, wildcard};
        }
        if (wildcard != Wildcard::none) return std::nullopt;  // CHN-12
        begin = end + 1;
    }
}

std::string_view ChannelId::service_name() const noexcept
{
    constexpr std::string_view service = "/service/";
    if (kind_ != ChannelKind::service) return {};
    const auto name = text_.substr(service.size());
    const auto segment = name.substr(0, name.find('/'));
    return wildcard_of(segment) == Wildcard::none ? segment : std::string_view{};
}

}  // namespace halley
