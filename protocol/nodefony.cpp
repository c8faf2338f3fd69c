#include "protocol/nodefony.hpp"

#include <algorithm>

#include "protocol/json_text.hpp"
#include "protocol/reply.hpp"

namespace halley::protocol::nodefony {

namespace {

constexpr std::string_view version = R"("1.0")";

// The older client parses `ext.address` itself: an object in its place crashes it.
std::string address_text(const Request& request)
{
    std::string host;
    Reply{host}.text("host", request.host);
    std::string address;
    Reply{address}.text("remoteAddress", request.remote_address).raw("host", host);
    return address;
}

std::string advice(bool retry)
{
    return retry ? R"({"reconnect":"retry"})" : R"({"reconnect":"none"})";
}

}  // namespace

std::string prefix(std::string_view client_id)
{
    std::string text = R"({"version":"1.0","clientId":)";
    append_string(text, client_id);
    return text += ',';
}

void handshake_reply(std::string& out, const HandshakeReply& reply, const Request& request)
{
    // The newer client opens its WebSocket at this URL and dies without it.
    const std::string url = (request.secure ? "wss://" : "ws://") + request.host + request.path;
    std::string ext;
    Reply{ext}.text("address", address_text(request)).text("url", url);
    Reply{out}
        .raw("version", version)
        .raw("minimumVersion", version)
        .text("channel", "/meta/handshake")
        .raw("supportedConnectionTypes", reply.connection_types)
        .flag("authSuccessful", true)
        .raw("advice", advice(reply.retry))
        .raw("ext", ext)
        .text("clientId", reply.client_id)
        .flag("successful", true);
}

void connect_reply(std::string& out,
                   std::string_view client_id,
                   bool retry,
                   const decltype(Config::services)& services,
                   const Request& request)
{
    std::string ext;
    Reply{ext}.text("address", address_text(request));
    std::string members;
    for (const auto& [name, service] : services) {
        if (!members.empty()) members += ',';
        append_string(members, name);
        members += ":{\"type\":";
        append_string(members, service.type);
        members += '}';
    }
    Reply{out}
        .raw("version", version)
        .text("channel", "/meta/connect")
        .flag("successful", true)
        .text("error", "")
        .text("clientId", client_id)
        .raw("advice", advice(retry))
        .raw("ext", ext)
        .raw("data", "{" + members + "}");
}

void disconnect_reply(std::string& out, std::string_view client_id, std::string_view id)
{
    Reply{out}
        .raw("version", version)
        .text("channel", "/meta/disconnect")
        .id(id)
        .text("clientId", client_id)
        .flag("successful", true);
}

void subscribe_reply(std::string& out,
                     std::string_view channel,
                     std::string_view client_id,
                     std::string_view shape,
                     std::string_view id)
{
    Reply{out}
        .raw("version", version)
        .text("channel", channel)
        .id(id)
        .text("clientId", client_id)
        .raw("subscription", shape)
        .text("error", "")
        .flag("successful", true);
}

void subscription_error(std::string& out,
                        std::string_view channel,
                        std::string_view client_id,
                        std::string_view shape,
                        std::string_view id,
                        std::string_view error)
{
    Reply reply{out};
    reply.raw("version", version).text("channel", channel).id(id).text("clientId", client_id);
    if (!shape.empty()) reply.raw("subscription", shape);
    reply.text("error", error).flag("successful", false);
}

void publish_reply(std::string& out, std::string_view id, std::string_view error)
{
    Reply reply{out};
    reply.raw("version", version).flag("successful", error.empty());
    if (!error.empty()) reply.text("error", error);
    reply.id(id);
}

void unsubscribed(std::string& out, std::string_view channel, std::string_view error)
{
    Reply{out}
        .text("channel", "/meta/unsubscribe")
        .text("subscription", channel)
        .text("error", error)
        // Whatever ended it: the clients could not subscribe again otherwise.
        .flag("successful", true);
}

std::string error_text(Errc error, std::string_view channel, std::string_view client_id)
{
    // Where Nodefony has texts of its own, its applications compare with them.
    const std::string who = std::string{client_id} + ",/meta/subscribe";
    switch (error) {
    case Errc::service_unknown: return protocol::error_text(error, channel, "Unknown Channel");
    case Errc::service_refused: return "403:" + who + ":ECONNREFUSED";
    case Errc::service_timeout: return "408:" + who + ":ETIMEDOUT";
    case Errc::service_unreachable: return "503:" + who + ":EHOSTUNREACH";
    case Errc::service_closed: return "503:" + who + ":ECONNRESET";
    case Errc::data_missing: return protocol::error_text(error, channel, "no message");
    default: return protocol::error_text(error, channel);
    }
}

}  // namespace halley::protocol::nodefony
