#include "tools/client/json.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "protocol/json_text.hpp"

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

void append_code_point(std::string& out, unsigned point)
{
    const auto tail = [&](unsigned shift) {
        out += static_cast<char>(0x80 | (point >> shift & 0x3F));
    };
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0 | point >> 6);
        tail(0);
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0 | point >> 12);
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0 | point >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

// The four digits behind the `\u` at the front of `text`; 0 when there is no such thing.
unsigned unit_of(std::string_view text)
{
    unsigned unit = 0;
    if (text.starts_with("\\u")) std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
    return unit;
}

// A surrogate without its other half becomes U+FFFD. Returns how much of `text` it took.
std::size_t decode_unit(std::string& out, std::string_view text)
{
    const auto unit = unit_of(text);
    const bool surrogate = unit >= 0xD800 && unit < 0xE000;
    const auto low = surrogate && unit < 0xDC00 ? unit_of(text.substr(6)) : 0;
    if (low >= 0xDC00 && low < 0xE000) {
        append_code_point(out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
        return 12;
    }
    append_code_point(out, surrogate ? 0xFFFD : unit);
    return 6;
}

// What a string that was scanned says.
std::string decode(std::string_view quoted)
{
    constexpr std::string_view escapes = "bfnrt";
    constexpr std::string_view meanings = "\b\f\n\r\t";
    std::string out;
    auto rest = quoted.substr(1, quoted.size() - 2);
    while (!rest.empty()) {
        const auto plain = std::min(rest.find('\\'), rest.size());
        out.append(rest, 0, plain);
        rest.remove_prefix(plain);
        if (rest.empty()) break;
        std::size_t taken = 2;
        if (rest[1] == 'u') {
            taken = decode_unit(out, rest);
        } else {
            const auto escape = escapes.find(rest[1]);
            out += escape == std::string_view::npos ? rest[1] : meanings[escape];
        }
        rest.remove_prefix(taken);
    }
    return out;
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
        if (member) members.emplace_back(decode(*key), *member);
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
    return decode(value);
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
