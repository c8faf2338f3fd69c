#pragma once

#include <cctype>
#include <cstddef>
#include <string_view>

#include "protocol/json_text.hpp"

namespace halley::test {

/// Says by the grammar of RFC 8259 alone whether a text is JSON, as slowly and
/// as plainly as possible, to check faster code against.
class JsonOracle {
public:
    static bool accepts(std::string_view text, std::size_t depth)
    {
        JsonOracle oracle{text};
        oracle.space();
        const bool valid = oracle.value(depth);
        oracle.space();
        return valid && oracle.at_ == text.size() && protocol::is_utf8(text);
    }

private:
    explicit JsonOracle(std::string_view text) : text_(text) {}

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool take(char c)
    {
        if (at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    bool take(std::string_view word)
    {
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }
    void space()
    {
        while (take(' ') || take('\t') || take('\r') || take('\n')) {
        }
    }
    bool digits()
    {
        if (!is_digit(peek())) return false;
        while (is_digit(peek()))
            ++at_;
        return true;
    }
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    bool value(std::size_t depth)
    {
        switch (peek()) {
        case '{': return depth > 0 && object(depth - 1);
        case '[': return depth > 0 && array(depth - 1);
        case '"': return string();
        case 't': return take("true");
        case 'f': return take("false");
        case 'n': return take("null");
        default: return number();
        }
    }
    bool object(std::size_t depth)
    {
        take('{');
        space();
        if (take('}')) return true;
        do {
            space();
            if (!string()) return false;
            space();
            if (!take(':')) return false;
            space();
            if (!value(depth)) return false;
            space();
        } while (take(','));
        return take('}');
    }
    bool array(std::size_t depth)
    {
        take('[');
        space();
        if (take(']')) return true;
        do {
            space();
            if (!value(depth)) return false;
            space();
        } while (take(','));
        return take(']');
    }
    bool string()
    {
        if (!take('"')) return false;
        while (!take('"')) {
            if (static_cast<unsigned char>(peek()) < 0x20) return false;  // Or the end.
            if (!take('\\')) {
                ++at_;
            } else if (!escape()) {
                return false;
            }
        }
        return true;
    }
    bool escape()
    {
        if (take('u')) {
            for (int i = 0; i < 4; ++i, ++at_) {
                if (!std::isxdigit(static_cast<unsigned char>(peek()))) return false;
            }
            return true;
        }
        for (const char known : std::string_view{"\"\\/bfnrt"}) {
            if (take(known)) return true;
        }
        return false;
    }
    bool number()
    {
        take('-');
        if (!take('0') && !digits()) return false;
        if (take('.') && !digits()) return false;
        if (!take('e') && !take('E')) return true;
        take('+') || take('-');
        return digits();
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace halley::test
