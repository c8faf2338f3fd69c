#include "protocol/json_member.hpp"

#include <cstddef>

#include "protocol/json_number.hpp"
#include "protocol/message_reader.hpp"

namespace halley::protocol {

namespace {

constexpr long long largest_exact = 1LL << 53;

std::size_t skip_space(std::string_view text, std::size_t at)
{
    const auto found = text.find_first_not_of(" \t\r\n", at);
    return found == std::string_view::npos ? text.size() : found;
}

// Behind the string that begins at `at`.
std::size_t string_end(std::string_view text, std::size_t at)
{
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
    }
    return at + 1;
}

// Behind the value that begins at `at`: at the comma or the brace that follows.
std::size_t value_end(std::string_view text, std::size_t at)
{
    std::size_t depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = string_end(text, at);
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || c == ']')) break;
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        ++at;
    }
    return at;
}

}  // namespace

bool JsonItem::is(std::string_view wanted) const
{
    if (name.find('\\') != std::string_view::npos) return decode_string(name) == wanted;
    return name.size() == wanted.size() + 2 && name.substr(1, wanted.size()) == wanted;
}

JsonItems::JsonItems(std::string_view text) : text_(text), at_(skip_space(text, 0))
{
    is_object_ = at_ < text.size() && text[at_] == '{';
    const bool is_array = at_ < text.size() && text[at_] == '[';
    at_ = is_object_ || is_array ? skip_space(text, at_ + 1) : text.size();
}

std::optional<JsonItem> JsonItems::next()
{
    if (at_ >= text_.size() || text_[at_] == '}' || text_[at_] == ']') return std::nullopt;
    JsonItem item;
    auto begin = at_;
    if (is_object_) {
        const auto end = string_end(text_, at_);
        item.name = text_.substr(at_, end - at_);
        begin = skip_space(text_, skip_space(text_, end) + 1);  // Over the colon.
    }
    const auto end = value_end(text_, begin);
    const auto last = text_.find_last_not_of(" \t\r\n", end - 1);
    item.value = text_.substr(begin, last + 1 - begin);
    at_ = end < text_.size() && text_[end] == ',' ? skip_space(text_, end + 1) : text_.size();
    return item;
}

std::string_view json_member(std::string_view object, std::string_view name)
{
    std::string_view value;
    JsonItems items{object};
    while (const auto item = items.next()) {
        if (item->is(name)) value = item->value;
    }
    return value;
}

std::optional<long long> json_integer(std::string_view raw)
{
    if (raw.empty() || number_end(raw, 0) != raw.size()) return std::nullopt;
    const auto number = truncated_number(raw);
    if (number > largest_exact || number < -largest_exact) return std::nullopt;
    return number;
}

}  // namespace halley::protocol
