#include "services/rpc/rpc_message.hpp"

#include <cstddef>

#include <boost/algorithm/string/predicate.hpp>

#include "protocol/json_member.hpp"
#include "protocol/json_text.hpp"
#include "protocol/message_reader.hpp"

namespace halley::services::rpc {
namespace {

// Ids are remembered until they are answered. As long as those of messages may be.
constexpr std::size_t longest_id = 1024;

std::string_view message_of(Fault fault)
{
    switch (fault) {
    case Fault::parse_error: return "Parse error";
    case Fault::invalid_request: return "Invalid Request";
    case Fault::method_not_found: return "Method not found";
    case Fault::busy: return "busy";
    case Fault::timed_out: return "timed out";
    case Fault::unavailable: break;
    }
    return "backend unavailable";
}

bool may_be_read_as(const protocol::JsonItem& item, std::string_view name)
{
    if (item.name.find('\\') != std::string_view::npos)
        return boost::algorithm::iequals(protocol::decode_string(item.name), name);
    return item.name.size() == name.size() + 2 &&
           boost::algorithm::iequals(item.name.substr(1, name.size()), name);
}

// True when another reader may see another value of that name.
bool take(const protocol::JsonItem& item, std::string_view name, std::string_view& value)
{
    if (!may_be_read_as(item, name)) return false;
    const bool doubtful = !value.empty() || !item.is(name);
    value = item.value;
    return doubtful;
}

// A string, a number or null, and short. Null is discouraged, but to JSON-RPC 2.0
// it is a call's: treating it as one answers everybody.
bool is_id(std::string_view id)
{
    return id.size() <= longest_id &&
           std::string_view("\"-0123456789n").find(id.front()) != std::string_view::npos;
}

}  // namespace

bool RpcMessage::is_request() const
{
    return !ambiguous && method.starts_with('"') && (id.empty() || is_id(id));
}

bool RpcMessage::is_method(std::string_view name) const
{
    return method.starts_with('"') && protocol::decode_string(method) == name;
}

std::string_view RpcMessage::answerable_id() const
{
    return !id.empty() && !ambiguous && is_id(id) ? id : "null";
}

std::string RpcMessage::with_id(std::string_view other) const
{
    const auto begin = static_cast<std::size_t>(id.data() - text.data());
    std::string changed;
    changed.reserve(text.size() - id.size() + other.size());
    changed += text.substr(0, begin);
    changed += other;
    changed += text.substr(begin + id.size());
    return changed;
}

RpcMessage read_message(std::string_view json)
{
    RpcMessage message{.text = json, .id = {}, .method = {}};
    protocol::JsonItems items{json};
    while (const auto item = items.next()) {
        const bool id = take(*item, "id", message.id);
        const bool method = take(*item, "method", message.method);
        message.ambiguous = message.ambiguous || id || method;
    }
    return message;
}

bool is_batch(std::string_view json)
{
    const auto first = json.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && json[first] == '[';
}

std::string error_text(Fault fault, std::string_view id)
{
    std::string text = R"({"jsonrpc":"2.0","error":{"code":)";
    protocol::append_number(text, static_cast<int>(fault));
    text += R"(,"message":)";
    protocol::append_string(text, message_of(fault));
    text += R"(},"id":)";
    text += id;
    text += '}';
    return text;
}

}  // namespace halley::services::rpc
