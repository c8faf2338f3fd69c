// Whatever the reads, a stream must be cut into the same JSON texts, and what
// comes out must be valid UTF-8 and complete. Only where plain text is cut is up
// to the reads, and so is what a bracket inside of plain text means.

#include "services/framing/json_framer.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/check.hpp"
#include "protocol/message_reader.hpp"
#include "services/utf8.hpp"

namespace {

using halley::fuzz::check;
using halley::services::JsonFramer;

struct Result {
    std::vector<std::string> json;  // before any plain text
    std::string all;                // without white space
    bool too_long = false;
};

Result feed(std::string_view stream, std::size_t read_size)
{
    JsonFramer framer(256);
    Result result;
    bool plain = false;
    const auto take = [&] {
        while (auto frame = framer.next()) {
            check(!frame->text.empty());
            check(!halley::services::replace_invalid_utf8(frame->text));
            check(!frame->json || halley::protocol::is_json(frame->text));
            result.all += frame->text;
            plain = plain || !frame->json;
            if (!plain) {
                result.json.push_back(std::move(frame->text));
            }
        }
    };
    while (!stream.empty()) {
        const auto read = stream.substr(0, read_size);
        framer.receive(read);
        take();
        stream.remove_prefix(read.size());
    }
    framer.finish();
    take();
    result.too_long = framer.error().has_value();
    std::erase_if(result.all,
                  [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
    return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const std::string text(data + 1, data + size);
    const auto whole = feed(text, text.size());
    for (const std::size_t read_size : {std::size_t{1}, std::size_t{1} + data[0]}) {
        const auto split = feed(text, read_size);
        check(split.json == whole.json);
        check(split.too_long || whole.too_long || split.all == whole.all);
    }
    return 0;
}
