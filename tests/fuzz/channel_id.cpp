// Whatever the bytes: what is accepted keeps within the grammar and the limits,
// and needs no escaping in JSON.

#include "halley/channel_id.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/check.hpp"
#include "protocol/json_text.hpp"

namespace {

using halley::ChannelId;
using halley::ChannelKind;
using halley::Wildcard;
using halley::fuzz::check;

void check_id(const ChannelId& id, std::string_view text, const halley::ChannelLimits& limits)
{
    check(id.text() == text && text.starts_with('/') && !text.ends_with('/'));
    check(text.find("//") == text.npos);
    check(text.size() <= limits.bytes);
    const auto slashes = static_cast<std::size_t>(std::count(text.begin(), text.end(), '/'));
    check(slashes <= limits.segments);

    std::string json;
    halley::protocol::append_string(json, text);
    check(json == '"' + std::string{text} + '"');

    check((id.kind() == ChannelKind::meta) == text.starts_with("/meta/"));
    check((id.kind() == ChannelKind::service) == text.starts_with("/service/"));
    check((id.wildcard() == Wildcard::single) == text.ends_with("/*"));
    check((id.wildcard() == Wildcard::deep) == text.ends_with("/**"));
    check(text.find("/*/") == text.npos && text.find("/**/") == text.npos);
    check(id.service_name().empty() || id.kind() == ChannelKind::service);
    check(id.service_name().find('/') == text.npos);

    // Every name above is a name too, but for the two that stand for a family.
    const auto above = text.substr(0, text.rfind('/'));
    if (above.empty() || above == "/meta" || above == "/service") return;
    check(ChannelId::parse(above, limits).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const halley::ChannelLimits few{.bytes = 24, .segments = 3};
    const auto id = ChannelId::parse(text);
    if (id) check_id(*id, text, {});
    if (const auto limited = ChannelId::parse(text, few)) {
        check(id.has_value());
        check_id(*limited, text, few);
    }
    return 0;
}
