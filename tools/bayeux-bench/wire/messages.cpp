#include "tools/bayeux-bench/wire/messages.hpp"

#include "protocol/json_text.hpp"

namespace halley::bench {
namespace {

// The replies to these are known by their channels: one number serves all.
constexpr std::string_view meta_id = R"(,"id":"1")";

void begin_message(std::string& batch, std::string_view channel)
{
    batch += batch.empty() ? '[' : ',';
    batch += R"({"channel":)";
    protocol::append_string(batch, channel);
}

void append_member(std::string& batch, std::string_view name, std::string_view text)
{
    batch.append(",\"").append(name).append("\":");
    protocol::append_string(batch, text);
}

}  // namespace

void append_handshake(std::string& batch, std::string_view connection_type)
{
    begin_message(batch, "/meta/handshake");
    batch += R"(,"version":"1.0","minimumVersion":"1.0","supportedConnectionTypes":[)";
    protocol::append_string(batch, connection_type);
    batch.append("]").append(meta_id).append("}");
}

void append_subscribe(std::string& batch, std::string_view client_id, std::string_view channel)
{
    begin_message(batch, "/meta/subscribe");
    append_member(batch, "clientId", client_id);
    append_member(batch, "subscription", channel);
    batch.append(meta_id).append("}");
}

void append_connect(std::string& batch,
                    std::string_view client_id,
                    std::string_view connection_type)
{
    begin_message(batch, "/meta/connect");
    append_member(batch, "clientId", client_id);
    append_member(batch, "connectionType", connection_type);
    batch.append(meta_id).append("}");
}

void append_disconnect(std::string& batch, std::string_view client_id)
{
    begin_message(batch, "/meta/disconnect");
    append_member(batch, "clientId", client_id);
    batch.append(meta_id).append("}");
}

void begin_publish(std::string& batch,
                   std::string_view client_id,
                   std::string_view channel,
                   std::uint64_t id)
{
    begin_message(batch, channel);
    append_member(batch, "clientId", client_id);
    batch += R"(,"id":")";
    protocol::append_number(batch, static_cast<long long>(id));
    batch += R"(","data":)";
}

void close_batch(std::string& batch)
{
    batch += ']';
}

}  // namespace halley::bench
