#include "tools/bayeux-conformance/wire/json.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

#include <rapidjson/document.h>
#include <rapidjson/reader.h>

namespace halley::conformance {

namespace {

constexpr unsigned flags = rapidjson::kParseNumbersAsStringsFlag |
                           rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;

// As rapidjson::StringStream, of which the parser makes copies: here its position
// can be asked at any time.
class Text {
public:
    using Ch = char;

    explicit Text(const std::string& text) : begin_(text.c_str()), at_(begin_) {}

    char Peek() const { return *at_; }
    char Take() { return *at_++; }
    std::size_t Tell() const { return static_cast<std::size_t>(at_ - begin_); }

    // For parsing in place, which nobody does.
    char* PutBegin() { return nullptr; }
    void Put(char) {}
    void Flush() {}
    std::size_t PutEnd(char*) { return 0; }

private:
    const char* begin_;
    const char* at_;
};

bool is_surrogate(std::string_view text, std::size_t at, std::string_view eighth)
{
    return text.size() >= at + 6 && text[at] == '\\' && text[at + 1] == 'u' &&
           (text[at + 2] | 0x20) == 'd' && eighth.find(text[at + 3]) != std::string_view::npos;
}

// RapidJSON refuses two things that are JSON all the same: escapes that are half a
// surrogate pair, and numbers beyond a double. They are replaced, character by
// character, for the reader only.
std::string readable(std::string text)
{
    bool in_string = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"') {
            in_string = !in_string;
        } else if (in_string && c == '\\') {
            if (is_surrogate(text, at, "89abAB") && is_surrogate(text, at + 6, "cdefCDEF")) {
                at += 11;
            } else if (is_surrogate(text, at, "89abcdefABCDEF")) {
                text.replace(at, 6, "\\ufffd");
                at += 5;
            } else {
                ++at;
            }
        } else if (!in_string && (c == 'e' || c == 'E')) {
            auto digit = at + 1;
            if (digit < text.size() && (text[digit] == '+' || text[digit] == '-')) ++digit;
            for (; digit < text.size() && text[digit] >= '0' && text[digit] <= '9'; ++digit)
                text[digit] = '0';
        }
    }
    return text;
}

// Collects the children of the outermost array or object, as raw text. Parsing
// without recursion, RapidJSON tells of a bracket before it has passed it.
class Children : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Children> {
public:
    Children(std::string_view text, const Text& stream) : text_(text), stream_(stream) {}

    bool Default() { return value(); }
    bool RawNumber(const char*, rapidjson::SizeType, bool) { return value(); }
    bool String(const char*, rapidjson::SizeType, bool) { return value(); }
    bool Key(const char* name, rapidjson::SizeType size, bool)
    {
        if (depth_ == 1) {
            names.emplace_back(name, size);
            begin_ = stream_.Tell();
        }
        return true;
    }
    bool StartObject() { return open(); }
    bool StartArray() { return open(); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool EndArray(rapidjson::SizeType) { return close(); }

    std::vector<std::string> names;
    std::vector<std::string> values;

private:
    bool open()
    {
        if (depth_ == 0) begin_ = stream_.Tell() + 1;
        ++depth_;
        return true;
    }
    bool close()
    {
        --depth_;
        return value(1);
    }
    bool value(std::size_t bracket = 0)
    {
        if (depth_ != 1) return true;
        const auto end = stream_.Tell() + bracket;
        auto raw = text_.substr(begin_, end - begin_);
        raw.remove_prefix(std::min(raw.find_first_not_of(" \t\r\n,:"), raw.size()));
        values.emplace_back(raw);
        begin_ = end;
        return true;
    }

    std::string_view text_;
    const Text& stream_;
    std::size_t begin_ = 0;
    std::size_t depth_ = 0;
};

struct Parts {
    std::vector<std::string> names;
    std::vector<std::string> values;
};

Parts parts_of(const std::string& text)
{
    const auto copy = readable(text);
    Text stream{copy};
    Children children{text, stream};
    rapidjson::Reader reader;
    reader.Parse<flags>(stream, children);
    return {std::move(children.names), std::move(children.values)};
}

}  // namespace

std::optional<Json> Json::parse(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || text.find('\0') != std::string_view::npos)
        return std::nullopt;
    std::string trimmed{text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first)};
    const auto copy = readable(trimmed);
    Text stream{copy};
    rapidjson::BaseReaderHandler<> nothing;
    rapidjson::Reader reader;
    if (!reader.Parse<flags>(stream, nothing)) return std::nullopt;
    return Json{std::move(trimmed)};
}

bool Json::is_number() const
{
    return !text_.empty() &&
           (text_.front() == '-' || (text_.front() >= '0' && text_.front() <= '9'));
}

std::string Json::string() const
{
    if (!is_string()) return {};
    rapidjson::Document document;
    const auto copy = readable(text_);
    document.Parse(copy.c_str(), copy.size());
    return document.IsString() ? std::string{document.GetString(), document.GetStringLength()}
                               : std::string{};
}

double Json::number() const
{
    return is_number() ? std::strtod(text_.c_str(), nullptr) : 0;
}

Json Json::operator[](std::string_view member) const
{
    if (!is_object()) return {};
    auto parts = parts_of(text_);
    for (std::size_t i = parts.names.size(); i-- > 0;) {
        if (parts.names[i] == member) return Json{std::move(parts.values[i])};
    }
    return {};
}

Json Json::operator[](std::size_t element) const
{
    auto all = elements();
    return element < all.size() ? std::move(all[element]) : Json{};
}

std::vector<Json> Json::elements() const
{
    std::vector<Json> all;
    if (!is_array()) return all;
    for (auto& value : parts_of(text_).values)
        all.push_back(Json{std::move(value)});
    return all;
}

std::vector<std::string> Json::members() const
{
    return is_object() ? parts_of(text_).names : std::vector<std::string>{};
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            (out += '\\') += c;
        } else if (static_cast<unsigned char>(c) < ' ') {
            std::array<char, 7> code{};
            std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned>(c));
            out += code.data();
        } else {
            out += c;
        }
    }
    return out += '"';
}

}  // namespace halley::conformance
