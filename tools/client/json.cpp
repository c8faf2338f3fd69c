#include "tools/client/json.hpp"

#include <algorithm>
#include <cstddef>

#include "protocol/json_text.hpp"
#include "protocol/message_reader.hpp"

namespace halley::client {
namespace {

constexpr unsigned deepest = 500;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Goes over a text value by value.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    bool at_end() const { return at_ == text_.size(); }

    void space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

    bool take(char c)
    {
        if (at_end() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    /// The text of the value that begins here.
    std::optional<std::string_view> value(unsigned depth = 0)
    {
        const auto begin = at_;
        if (!skip_value(depth)) return std::nullopt;
        return text_.substr(begin, at_ - begin);
    }

    std::optional<std::string_view> string()
    {
        const auto begin = at_;
        if (!skip_string()) return std::nullopt;
        return text_.substr(begin, at_ - begin);
    }

    /// Calls `item` for each item up to the closing bracket, whose opening one was taken.
    template <class Item> bool items(char closing, Item item)
    {
        space();
        if (take(closing)) return true;
        for (;;) {
            space();
            if (!item()) return false;
            space();
            if (take(closing)) return true;
            if (!take(',')) return false;
        }
    }

    bool colon()
    {
        space();
        if (!take(':')) return false;
        space();
        return true;
    }

private:
    bool skip_value(unsigned depth)
    {
        if (at_end() || depth > deepest) return false;
        switch (text_[at_]) {
        case '{':
            ++at_;
            return items('}', [&] { return skip_string() && colon() && skip_value(depth + 1); });
        case '[': ++at_; return items(']', [&] { return skip_value(depth + 1); });
        case '"': return skip_string();
        case 't': return word("true");
        case 'f': return word("false");
        case 'n': return word("null");
        default: return skip_number();
        }
    }

    bool word(std::string_view expected)
    {
        if (!text_.substr(at_).starts_with(expected)) return false;
        at_ += expected.size();
        return true;
    }

    bool digits()
    {
        const auto begin = at_;
        while (!at_end() && is_digit(text_[at_]))
            ++at_;
        return at_ > begin;
    }

    bool skip_number()
    {
        take('-');
        if (!take('0') && !digits()) return false;
        if (take('.') && !digits()) return false;
        if (take('e') || take('E')) {
            if (!take('+')) take('-');
            return digits();
        }
        return true;
    }

    bool skip_string()
    {
        if (!take('"')) return false;
        for (;;) {
            if (at_end()) return false;
            const char c = text_[at_++];
            if (c == '"') return true;
            if (static_cast<unsigned char>(c) < 0x20) return false;
            if (c == '\\' && !skip_escape()) return false;
        }
    }

    bool skip_escape()
    {
        if (at_end()) return false;
        const char kind = text_[at_++];
        if (kind != 'u') return std::string_view{"\"\\/bfnrt"}.find(kind) != std::string_view::npos;
        const auto hex = text_.substr(at_, 4);
        at_ += hex.size();
        return hex.size() == 4 && std::all_of(hex.begin(), hex.end(), is_hex);
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<std::string_view> json_value(std::string_view text)
{
    Scanner scanner{text};
    scanner.space();
    const auto value = scanner.value();
    scanner.space();
    if (!value || !scanner.at_end() || !protocol::is_utf8(*value)) return std::nullopt;
    return value;
}

std::optional<std::vector<Member>> json_members(std::string_view value)
{
    Scanner scanner{value};
    if (!scanner.take('{')) return std::nullopt;
    std::vector<Member> members;
    scanner.items('}', [&] {
        const auto key = scanner.string();
        if (!key || !scanner.colon()) return false;
        const auto member = scanner.value();
        if (member) members.emplace_back(protocol::decode_string(*key), *member);
        return member.has_value();
    });
    return members;
}

std::optional<std::vector<std::string_view>> json_elements(std::string_view value)
{
    Scanner scanner{value};
    if (!scanner.take('[')) return std::nullopt;
    std::vector<std::string_view> elements;
    scanner.items(']', [&] {
        const auto element = scanner.value();
        if (element) elements.push_back(*element);
        return element.has_value();
    });
    return elements;
}

std::optional<std::string> json_string(std::string_view value)
{
    if (!value.starts_with('"')) return std::nullopt;
    return protocol::decode_string(value);
}

std::string json_line(std::string_view value)
{
    std::string line{value};
    for (char& c : line) {
        if (c == '\n' || c == '\r') c = ' ';
    }
    return line;
}

}  // namespace halley::client
