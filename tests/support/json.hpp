#pragma once

#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace halley::test {

/// A JSON value to assert on. Reading what is not there is a test's mistake
/// unless `has` was asked, and throws.
class Json {
public:
    static Json parse(std::string_view text)
    {
        rapidjson::Document document;
        document.Parse(text.data(), text.size());
        if (document.HasParseError())
            throw std::runtime_error{"not JSON: " + std::string{text.substr(0, 300)}};
        return Json{std::string{text}};
    }

    bool has(const char* name) const
    {
        const auto document = read();
        return document.IsObject() && document.HasMember(name);
    }
    Json operator[](const char* name) const
    {
        const auto document = read();
        if (!document.IsObject() || !document.HasMember(name))
            throw std::runtime_error{"no member " + std::string{name} + " in " + text_};
        return of(document[name]);
    }
    Json operator[](int index) const
    {
        const auto document = read();
        if (!document.IsArray() || index < 0 || static_cast<std::size_t>(index) >= document.Size())
            throw std::runtime_error{"no element " + std::to_string(index) + " in " + text_};
        return of(document[static_cast<rapidjson::SizeType>(index)]);
    }
    bool is_array() const { return read().IsArray(); }
    bool is_object() const { return read().IsObject(); }
    bool is_string() const { return read().IsString(); }
    std::size_t size() const
    {
        const auto document = read();
        return document.IsArray() ? document.Size() : document.MemberCount();
    }
    std::string string() const
    {
        const auto document = read();
        if (!document.IsString()) throw std::runtime_error{"not a string: " + text_};
        return {document.GetString(), document.GetStringLength()};
    }
    long long number() const
    {
        const auto document = read();
        if (!document.IsInt64()) throw std::runtime_error{"not an integer: " + text_};
        return document.GetInt64();
    }
    bool truth() const
    {
        const auto document = read();
        if (!document.IsBool()) throw std::runtime_error{"not a boolean: " + text_};
        return document.GetBool();
    }
    std::vector<Json> elements() const
    {
        const auto document = read();
        if (!document.IsArray()) throw std::runtime_error{"not an array: " + text_};
        std::vector<Json> all;
        for (const auto& element : document.GetArray())
            all.push_back(of(element));
        return all;
    }
    const std::string& text() const { return text_; }

    /// Compares as JSON: the order of members and white space do not matter.
    bool operator==(const Json& other) const { return read() == other.read(); }
    bool operator==(std::string_view json) const { return *this == parse(json); }

    friend std::ostream& operator<<(std::ostream& out, const Json& json)
    {
        return out << json.text_;
    }

private:
    explicit Json(std::string text) : text_(std::move(text)) {}

    static Json of(const rapidjson::Value& value)
    {
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
        value.Accept(writer);
        return Json{
            std::string{buffer.GetString(), buffer.GetSize()}
        };
    }
    rapidjson::Document read() const
    {
        rapidjson::Document document;
        document.Parse(text_.data(), text_.size());
        return document;
    }

    std::string text_;
};

}  // namespace halley::test
