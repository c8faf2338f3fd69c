#include "src/security/claims.hpp"

#include "protocol/json_member.hpp"
#include "protocol/message_reader.hpp"

namespace halley::security {
namespace {

using Accept = std::function<bool(std::string_view)>;

std::string_view find_claim(std::string_view object, std::string_view claim)
{
    if (const auto whole = protocol::json_member(object, claim); !whole.empty()) return whole;
    const auto dot = claim.find('.');
    if (dot == std::string_view::npos) return {};
    return find_claim(protocol::json_member(object, claim.substr(0, dot)), claim.substr(dot + 1));
}

bool accepts_scalar(std::string_view raw, const Accept& accept)
{
    if (raw.empty() || raw == "null" || raw.front() == '{' || raw.front() == '[') return false;
    if (raw.front() != '"') return accept(raw);
    if (raw.find('\\') != std::string_view::npos) return accept(protocol::decode_string(raw));
    return accept(raw.substr(1, raw.size() - 2));
}

}  // namespace

bool any_value(const Subject& subject, std::string_view claim, const Accept& accept)
{
    if (claim == "user") return !subject.identity.empty() && accept(subject.identity);
    if (subject.attributes.empty()) return false;
    const auto raw = find_claim(subject.attributes, claim);
    if (!raw.starts_with('[')) return accepts_scalar(raw, accept);
    protocol::JsonItems items{raw};
    while (const auto item = items.next()) {
        if (accepts_scalar(item->value, accept)) return true;
    }
    return false;
}

}  // namespace halley::security
