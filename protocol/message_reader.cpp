#include "protocol/message_reader.hpp"

#include <cstdint>

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "protocol/batch_builder.hpp"
#include "protocol/json_mask.hpp"
#include "protocol/json_text.hpp"

namespace halley::protocol {

namespace {

// Iterative, so that no limit of depth can overflow the stack.
constexpr unsigned parse_flags = rapidjson::kParseIterativeFlag |
                                 rapidjson::kParseValidateEncodingFlag |
                                 rapidjson::kParseNumbersAsStringsFlag;

/// RapidJSON's events, with the positions at which they happen.
class BatchHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, BatchHandler> {
public:
    BatchHandler(const rapidjson::MemoryStream& stream, BatchBuilder& builder)
        : stream_(stream), builder_(builder)
    {
    }

    bool Null() { return builder_.literal(stream_.Tell()); }
    bool Bool(bool) { return builder_.literal(stream_.Tell()); }
    bool RawNumber(const char*, rapidjson::SizeType, bool)
    {
        return builder_.number(stream_.Tell());
    }
    bool String(const char* text, rapidjson::SizeType size, bool)
    {
        return builder_.string({text, size}, stream_.Tell());
    }
    bool Key(const char* text, rapidjson::SizeType size, bool)
    {
        return builder_.key({text, size}, stream_.Tell());
    }
    // The iterative parser reports a bracket before it takes it.
    bool StartObject() { return builder_.open_object(); }
    bool EndObject(rapidjson::SizeType) { return builder_.close(stream_.Tell() + 1); }
    bool StartArray() { return builder_.open_array(); }
    bool EndArray(rapidjson::SizeType) { return builder_.close(stream_.Tell() + 1); }

private:
    const rapidjson::MemoryStream& stream_;
    BatchBuilder& builder_;
};

/// Only whether it is JSON, and not too deep.
class DepthHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, DepthHandler> {
public:
    explicit DepthHandler(std::size_t most) : most_(most) {}

    bool StartObject() { return ++depth_ <= most_; }
    bool EndObject(rapidjson::SizeType) { return --depth_, true; }
    bool StartArray() { return ++depth_ <= most_; }
    bool EndArray(rapidjson::SizeType) { return --depth_, true; }

private:
    const std::size_t most_;
    std::size_t depth_ = 0;
};

bool blank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// RapidJSON refuses two things that JSON allows: numbers beyond a double, and
// escapes of lone surrogates. Text that has them is validated with those masked.
bool refused_needlessly(const rapidjson::ParseResult& result)
{
    return result.Code() == rapidjson::kParseErrorNumberTooBig ||
           result.Code() == rapidjson::kParseErrorStringUnicodeSurrogateInvalid;
}

template <class Handler>
rapidjson::ParseResult parse(rapidjson::MemoryStream& stream, std::size_t size, Handler& handler)
{
    rapidjson::Reader reader;
    auto result = reader.Parse<parse_flags>(stream, handler);
    // The reader takes a NUL byte for the end.
    if (!result.IsError() && stream.Tell() != size)
        result.Set(rapidjson::kParseErrorDocumentRootNotSingular, stream.Tell());
    return result;
}

}  // namespace

std::optional<Errc> read_batch(std::string_view body, const ReaderLimits& limits, Batch& batch)
{
    batch.clear();
    if (blank(body)) return Errc::body_empty;

    std::optional<Errc> error;
    const auto attempt = [&](std::string_view text) {
        batch.clear();
        batch.body = body;
        rapidjson::MemoryStream stream{text.data(), text.size()};
        BatchBuilder builder{body, limits, batch};
        BatchHandler handler{stream, builder};
        auto result = parse(stream, text.size(), handler);
        error = builder.error();
        return result;
    };
    auto result = attempt(body);
    if (refused_needlessly(result)) result = attempt(mask_unrepresentable(body));
    if (result.IsError() && !error) error = is_utf8(body) ? Errc::json_invalid : Errc::utf8_invalid;
    if (error) batch.clear();
    return error;
}

bool is_json(std::string_view text, std::size_t json_depth)
{
    const auto attempt = [&](std::string_view json) {
        rapidjson::MemoryStream stream{json.data(), json.size()};
        DepthHandler handler{json_depth};
        return parse(stream, json.size(), handler);
    };
    const auto result = attempt(text);
    if (!result.IsError()) return true;
    return refused_needlessly(result) && !attempt(mask_unrepresentable(text)).IsError();
}

}  // namespace halley::protocol
