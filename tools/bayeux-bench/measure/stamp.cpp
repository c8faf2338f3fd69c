#include "tools/bayeux-bench/measure/stamp.hpp"

#include <algorithm>
#include <charconv>

#include "protocol/json_text.hpp"

namespace halley::bench {
namespace {

constexpr std::string_view key = "\"stamp\"";

// Each number ends with a point, so that one that was cut off is no other number.
void append_stamp(std::string& out, const Stamp& stamp)
{
    for (const auto number :
         {std::uint64_t{stamp.stream}, std::uint64_t{stamp.number}, stamp.due}) {
        protocol::append_number(out, static_cast<long long>(number));
        out += '.';
    }
}

void pad(std::string& out, std::size_t begin, std::size_t size)
{
    if (out.size() < begin + size) out.append(begin + size - out.size(), 'x');
}

template <class Number> bool take_number(std::string_view& text, Number& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end == text.data() + text.size() || *end != '.') return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return true;
}

// The character behind the white space at the front; a NUL at the end.
char skip_space(std::string_view& text)
{
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    return text.empty() ? '\0' : text.front();
}

// What is within the quotes of the stamp; empty when there is none.
std::string_view stamp_text(std::string_view data)
{
    if (data.starts_with('"')) return data.substr(1);
    for (auto found = data.find(key); found != std::string_view::npos;
         found = data.find(key, found + 1)) {
        auto rest = data.substr(found + key.size());
        if (skip_space(rest) != ':') continue;  // It was a value.
        rest.remove_prefix(1);
        return skip_space(rest) == '"' ? rest.substr(1) : std::string_view{};
    }
    return {};
}

}  // namespace

void append_text(std::string& out, const Stamp& stamp, std::size_t size)
{
    const auto begin = out.size();
    out += '"';
    append_stamp(out, stamp);
    pad(out, begin, size > 0 ? size - 1 : 0);
    out += '"';
}

void append_object(std::string& out, const Stamp& stamp, std::size_t size)
{
    constexpr std::string_view around = R"({"stamp":})";
    out += R"({"stamp":)";
    append_text(out, stamp, size > around.size() ? size - around.size() : 0);
    out += '}';
}

void append_chat(
    std::string& out, const Stamp& stamp, std::uint32_t room, std::uint32_t user, std::size_t size)
{
    out += R"({"room":)";
    protocol::append_number(out, room);
    out += R"(,"user":)";
    protocol::append_number(out, user);
    out += R"(,"chat":")";
    out.append(size, 'x');
    out += R"(","stamp":)";
    append_text(out, stamp, 0);
    out += '}';
}

std::optional<Stamp> stamp_in(std::string_view data)
{
    auto text = stamp_text(data);
    Stamp stamp;
    if (!take_number(text, stamp.stream) || !take_number(text, stamp.number) ||
        !take_number(text, stamp.due))
        return std::nullopt;
    return stamp;
}

}  // namespace halley::bench
