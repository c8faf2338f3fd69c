#pragma once

#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
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
        auto parsed = std::make_shared<Parsed>(text);
        if (parsed->document.HasParseError())
            throw std::runtime_error{"not JSON: " + std::string{text.substr(0, 300)}};
        const auto* const root = &parsed->document;
        return Json{std::move(parsed), root};
    }

    bool has(const char* name) const { return value_->IsObject() && value_->HasMember(name); }
    Json operator[](const char* name) const
    {
        if (!has(name))
            throw std::runtime_error{"no member " + std::string{name} + " in " + text()};
        return Json{parsed_, &(*value_)[name]};
    }
    Json operator[](int index) const
    {
        if (!value_->IsArray() || index < 0 || static_cast<std::size_t>(index) >= value_->Size())
            throw std::runtime_error{"no element " + std::to_string(index) + " in " + text()};
        return Json{parsed_, &(*value_)[static_cast<rapidjson::SizeType>(index)]};
    }
    bool is_array() const { return value_->IsArray(); }
    bool is_object() const { return value_->IsObject(); }
    bool is_string() const { return value_->IsString(); }
    std::size_t size() const { return value_->IsArray() ? value_->Size() : value_->MemberCount(); }
    std::string string() const
    {
        if (!value_->IsString()) throw std::runtime_error{"not a string: " + text()};
        return {value_->GetString(), value_->GetStringLength()};
    }
    long long number() const
    {
        if (!value_->IsInt64()) throw std::runtime_error{"not an integer: " + text()};
        return value_->GetInt64();
    }
    bool truth() const
    {
        if (!value_->IsBool()) throw std::runtime_error{"not a boolean: " + text()};
        return value_->GetBool();
    }
    std::vector<Json> elements() const
    {
        if (!value_->IsArray()) throw std::runtime_error{"not an array: " + text()};
        std::vector<Json> all;
        for (const auto& element : value_->GetArray())
            all.push_back(Json{parsed_, &element});
        return all;
    }
    /// What was parsed, byte for byte; of a part of it the same without white space.
    std::string text() const
    {
        if (value_ == &parsed_->document) return parsed_->text;
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
        value_->Accept(writer);
        return {buffer.GetString(), buffer.GetSize()};
    }

    /// Compares as JSON: the order of members and white space do not matter.
    bool operator==(const Json& other) const { return *value_ == *other.value_; }
    bool operator==(std::string_view json) const { return *this == parse(json); }

    friend std::ostream& operator<<(std::ostream& out, const Json& json)
    {
        return out << json.text();
    }

private:
    struct Parsed {
        explicit Parsed(std::string_view json) : text(json)
        {
            document.Parse(text.data(), text.size());
        }

        std::string text;
        // Fuzzers read many small texts: RapidJSON would take 64 KiB for each.
        rapidjson::MemoryPoolAllocator<> pool{1024};
        rapidjson::Document document{&pool};
    };

    Json(std::shared_ptr<const Parsed> parsed, const rapidjson::Value* value)
        : parsed_(std::move(parsed)), value_(value)
    {
    }

    std::shared_ptr<const Parsed> parsed_;
    const rapidjson::Value* value_;  ///< Within it.
};

}  // namespace halley::test
