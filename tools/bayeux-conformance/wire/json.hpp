#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halley::conformance {

/** A JSON value with the text that it was read from, for cases that look at both.

    A member or element that is not there is `missing`, of which everything may be
    asked: the answers are those of no value.
*/
class Json {
public:
    Json() = default;

    /// Nothing when `text` is not one complete JSON text.
    static std::optional<Json> parse(std::string_view text);

    bool missing() const { return text_.empty(); }
    bool is_object() const { return begins_with('{'); }
    bool is_array() const { return begins_with('['); }
    bool is_string() const { return begins_with('"'); }
    bool is_number() const;
    bool is_true() const { return text_ == "true"; }
    bool is_false() const { return text_ == "false"; }
    bool is_null() const { return text_ == "null"; }

    /// As it stood on the wire.
    const std::string& text() const { return text_; }
    /// Decoded; empty when it is no string.
    std::string string() const;
    /// 0 when it is no number.
    double number() const;

    Json operator[](std::string_view member) const;
    Json operator[](const char* member) const { return (*this)[std::string_view{member}]; }
    Json operator[](std::size_t element) const;
    std::size_t size() const { return elements().size(); }
    std::vector<Json> elements() const;
    std::vector<std::string> members() const;

private:
    explicit Json(std::string text) : text_(std::move(text)) {}
    bool begins_with(char c) const { return !text_.empty() && text_.front() == c; }

    std::string text_;
};

/// `text` as a JSON string with its quotes.
std::string quoted(std::string_view text);

}  // namespace halley::conformance
