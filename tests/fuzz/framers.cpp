// Whatever the reads, every framing cuts a stream into the same valid texts, none
// longer than its limit; and what it wraps it reads again. The first byte chooses the
// framing, the second the reads. json_framer.cpp is about the framing without marks.

#include "services/framing/framer.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/check.hpp"
#include "protocol/message_reader.hpp"
#include "services/utf8.hpp"

namespace {

using halley::Framing;
using halley::fuzz::check;
using halley::services::Frame;
using halley::services::Framer;
using halley::services::make_framer;

constexpr std::size_t longest = 256;
constexpr std::size_t growth = 3;  // U+FFFD, in the place of one byte.

struct Result {
    std::vector<Frame> frames;
    std::string all;
    std::optional<halley::Errc> error;
};

void take(Framer& framer, Result& result)
{
    while (auto frame = framer.next()) {
        check(!frame->text.empty() && frame->text.size() <= growth * longest);
        check(!halley::services::replace_invalid_utf8(frame->text));
        check(frame->json == halley::protocol::is_json(frame->text));
        result.all += frame->text;
        result.frames.push_back(std::move(*frame));
    }
    check(!result.error || result.error == framer.error());
    result.error = framer.error();
}

Result feed(Framing framing, std::string_view stream, std::size_t read_size)
{
    const auto framer = make_framer(framing, longest);
    Result result;
    while (!stream.empty()) {
        const auto read = stream.substr(0, read_size);
        framer->receive(read);
        take(*framer, result);
        stream.remove_prefix(read.size());
    }
    framer->finish();
    take(*framer, result);
    return result;
}

void check_wrapping(Framing framing, std::string_view stream)
{
    std::string text{stream.substr(0, longest)};
    halley::services::replace_invalid_utf8(text);
    const bool blank = text.find_first_not_of("\r\n") == text.npos;
    if (blank || text.size() > longest) return;
    const bool json = halley::protocol::is_json(text);
    // Several lines of plain text are several texts, and white space around a line is free.
    if (framing == Framing::newline && !json) return;
    auto wrapped = text;
    make_framer(framing, longest)->wrap(wrapped);
    const auto result = feed(framing, wrapped, wrapped.size());
    check(result.frames.size() == 1 && !result.error);
    check(result.frames[0].json == json);
    check(framing == Framing::newline || result.frames[0].text == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 2) return 0;
    constexpr std::array framings{
        Framing::newline, Framing::length, Framing::content_length, Framing::raw};
    const auto framing = framings[data[0] % framings.size()];
    const std::string stream(data + 2, data + size);
    const auto whole = feed(framing, stream, stream.size());
    for (const std::size_t read_size : {std::size_t{1}, std::size_t{1} + data[1]}) {
        const auto split = feed(framing, stream, read_size);
        // What one read brings is one text: only what there is in all is the same.
        if (framing == Framing::raw) {
            check(split.error || whole.error || split.all == whole.all);
        } else {
            check(split.frames == whole.frames && split.error == whole.error);
        }
    }
    if (framing != Framing::raw) check_wrapping(framing, stream);
    return 0;
}
