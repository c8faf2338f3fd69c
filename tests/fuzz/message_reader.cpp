// Whatever the bytes: the reader agrees with the grammar about what is JSON, its
// views lie where they may, and what passes through is JSON byte for byte.

#include "protocol/message_reader.hpp"

#include <cstdint>
#include <string_view>

#include "fuzz/check.hpp"
#include "support/batch_views.hpp"
#include "support/json_oracle.hpp"

namespace {

namespace protocol = halley::protocol;
namespace test = halley::test;
using halley::fuzz::check;

constexpr std::size_t depth = 32;

void check_refusal(halley::Errc error, std::string_view body, bool json)
{
    switch (error) {
    case halley::Errc::body_empty:
    case halley::Errc::json_invalid: return check(!json && protocol::is_utf8(body));
    case halley::Errc::utf8_invalid: return check(!json && !protocol::is_utf8(body));
    case halley::Errc::json_too_deep: return check(!json);
    case halley::Errc::not_a_message:
    case halley::Errc::batch_too_long: return;
    default: check(false);
    }
}

void check_batch(protocol::Batch& batch)
{
    check(test::views_hold(batch));
    for (const auto& message : batch.messages) {
        test::for_each_raw(message, [](std::string_view raw) {
            if (raw.empty()) return;
            check(protocol::is_json(raw));
            if (raw.starts_with('"')) check(protocol::is_utf8(protocol::decode_string(raw)));
        });
        test::for_each_text(message, [](std::string_view text) { check(protocol::is_utf8(text)); });
    }
    const auto viewing = test::described(batch);
    batch.own();
    check(test::views_hold(batch));
    check(test::described(batch) == viewing);

    // What was read once is read again the same way.
    protocol::Batch again;
    check(!protocol::read_batch(batch.body, {}, again));
    check(test::described(again) == viewing);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view body{reinterpret_cast<const char*>(data), size};
    const bool json = test::JsonOracle::accepts(body, depth);
    check(protocol::is_json(body, depth) == json);

    protocol::Batch batch;
    const protocol::ReaderLimits limits{.json_depth = depth, .messages_per_batch = 4};
    if (const auto error = protocol::read_batch(body, limits, batch)) {
        check(batch.messages.empty() && batch.decoded.empty());
        check_refusal(*error, body, json);
    } else {
        check(json);
        check_batch(batch);
    }
    return 0;
}
