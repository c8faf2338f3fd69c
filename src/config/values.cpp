#include "src/config/values.hpp"

#include <algorithm>
#include <cctype>

#include "src/config/nearest.hpp"

namespace halley::config {
namespace {

std::string lower(std::string text)
{
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

template <class Duration> Parsed<std::uint64_t> to_count(const Parsed<Duration>& parsed)
{
    if (const auto* objection = std::get_if<Objection>(&parsed)) return *objection;
    return static_cast<std::uint64_t>(std::get<Duration>(parsed).count());
}

Parsed<std::uint64_t> parse_milliseconds(std::string_view text)
{
    return to_count(parse_duration(text));
}

std::string print_milliseconds(std::uint64_t count)
{
    return print_duration(std::chrono::milliseconds{count});
}

std::string print_number(std::uint64_t number)
{
    return std::to_string(number);
}

void unknown_name(Reader& reader,
                  const Node& node,
                  std::string_view objection,
                  const std::vector<std::string_view>& names)
{
    auto message = quote(node.text) + std::string{objection};
    if (const auto meant = nearest(node.text, names)) {
        message += "; did you mean " + quote(*meant) + "?";
    } else {
        message +=
            "; there " + std::string{names.size() == 1 ? "is " : "are "} + enumerate(names, "and");
    }
    reader.error(node, message);
}

}  // namespace

const std::string* scalar(Reader& reader, const Node& node, std::string_view expected)
{
    if (node.kind == Node::Kind::scalar) return &node.text;
    reader.error(node, "expected " + std::string{expected} + ", not " + describe(node));
    return nullptr;
}

std::string print_text(std::string_view text)
{
    const auto is_plain = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return std::isalnum(byte) || c == '_' || c == '-' || c == '.' || c == '/';
    };
    const auto first = text.empty() ? ' ' : text.front();
    const bool begins_plain = std::isalnum(static_cast<unsigned char>(first)) || first == '/';
    const bool reads_as_null = lower(std::string{text}) == "null";
    if (begins_plain && !reads_as_null && std::all_of(text.begin(), text.end(), is_plain)) {
        return std::string{text};
    }
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

void Boolean::read(Reader& reader, const Node& node, bool& value) const
{
    const auto* const text = scalar(reader, node, "true or false");
    if (!text) return;
    const auto word = lower(*text);
    if (word == "true" || word == "false") {
        value = word == "true";
    } else {
        reader.error(node, "expected true or false, not " + quote(*text));
    }
}

void Text::read(Reader& reader, const Node& node, std::string& value) const
{
    const auto* const text = scalar(reader, node, "text");
    if (!text) return;
    auto candidate = *text;
    if (const auto objection = check(candidate); !objection.empty()) {
        reader.error(node, quote(*text) + " " + objection);
    } else {
        value = std::move(candidate);
    }
}

void Quantity::read(Reader& reader, const Node& node, std::uint64_t& value) const
{
    const auto* const text = scalar(reader, node, noun);
    if (!text) return;
    const auto parsed = parse(*text);
    if (const auto* objection = std::get_if<Objection>(&parsed)) {
        reader.error(node, quote(*text) + " " + objection->text);
        return;
    }
    const auto number = std::get<std::uint64_t>(parsed);
    if (number < least || number > most) {
        reader.error(
            node, "must be from " + print(least) + " to " + print(most) + ", not " + print(number));
        return;
    }
    value = number;
}

Quantity Number::quantity() const
{
    return {parse_number, print_number, "a number", least, most};
}

void Size::read(Reader& reader, const Node& node, std::size_t& value) const
{
    std::uint64_t size = value;
    Quantity{parse_size, print_size, "a size", least, most}.read(reader, node, size);
    value = size;
}

void Duration::read(Reader& reader, const Node& node, std::chrono::milliseconds& value) const
{
    const auto count = [](std::chrono::milliseconds duration) {
        return static_cast<std::uint64_t>(duration.count());
    };
    auto number = count(value);
    Quantity{parse_milliseconds, print_milliseconds, "a duration", count(least), count(most)}.read(
        reader, node, number);
    value = std::chrono::milliseconds{number};
}

std::size_t read_choice(Reader& reader,
                        const Node& node,
                        const std::vector<std::string_view>& names,
                        std::size_t otherwise)
{
    const auto* const text = scalar(reader, node, enumerate(names, "or"));
    if (!text) return otherwise;
    const auto found = std::find_if(names.begin(), names.end(), [text](std::string_view name) {
        return lower(std::string{name}) == lower(*text);
    });
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    unknown_name(reader, node, " is unknown", names);
    return otherwise;
}

void Shards::read(Reader& reader, const Node& node, unsigned& value) const
{
    constexpr Number number{1, 256};
    if (node.kind == Node::Kind::scalar && lower(node.text) == "auto") {
        value = 0;
    } else if (node.kind == Node::Kind::scalar &&
               std::holds_alternative<Objection>(parse_number(node.text))) {
        reader.error(node, "expected auto or a number, not " + quote(node.text));
    } else {
        number.read(reader, node, value);
    }
}

void SessionsPerBrowser::read(Reader& reader, const Node& node, int& value) const
{
    constexpr Number number{1, 1'000'000};
    if (node.kind == Node::Kind::scalar && node.text == "-1") {
        value = -1;
        return;
    }
    auto sessions = static_cast<unsigned>(std::max(value, 1));
    number.read(reader, node, sessions);
    value = static_cast<int>(sessions);
}

void ServiceType::read(Reader& reader, const Node& node, std::string& value) const
{
    const auto* const text = scalar(reader, node, "a type of service");
    if (!text) return;
    const std::vector<std::string_view> types{reader.services().types.begin(),
                                              reader.services().types.end()};
    const auto type = lower(*text);
    if (std::find(types.begin(), types.end(), type) != types.end()) {
        value = type;
    } else {
        unknown_name(reader, node, " is no type of service here", types);
    }
}

bool is_list(Reader& reader, const Node& node, std::string_view expected)
{
    if (node.kind == Node::Kind::list) return true;
    if (!node.is_null()) {
        reader.error(node,
                     "expected a list of " + std::string{expected} + ", not " + describe(node));
    }
    return false;
}

}  // namespace halley::config
