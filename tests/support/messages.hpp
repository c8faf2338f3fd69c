#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "support/json.hpp"

/// The messages that tests send again and again, as batches of one.
namespace halley::test {

inline std::string handshake_message(std::string_view types = R"(["long-polling","websocket"])")
{
    return R"([{"channel":"/meta/handshake","id":"h","version":"1.0","supportedConnectionTypes":)" +
           std::string{types} + "}]";
}

/// `more` is further members, with a comma before each.
inline std::string message(std::string_view channel,
                           std::string_view client,
                           std::string_view id,
                           std::string_view more = {})
{
    std::string text = R"([{"channel":")";
    text.append(channel).append(R"(","clientId":")").append(client).append(R"(","id":")");
    return text.append(id).append("\"").append(more).append("}]");
}

inline std::string
connect_message(std::string_view client, std::string_view id, std::string_view more = {})
{
    return message(
        "/meta/connect", client, id, R"(,"connectionType":"long-polling")" + std::string{more});
}

inline std::string
subscribe_message(std::string_view client, std::string_view id, std::string_view channel)
{
    return message(
        "/meta/subscribe", client, id, ",\"subscription\":\"" + std::string{channel} + "\"");
}

/// `data` is JSON.
inline std::string publish_message(std::string_view client,
                                   std::string_view id,
                                   std::string_view channel,
                                   std::string_view data)
{
    return message(channel, client, id, ",\"data\":" + std::string{data});
}

/// The id that a successful handshake gave.
inline std::string client_id_of(const Json& reply)
{
    if (!reply["successful"].truth()) throw std::runtime_error{"no handshake: " + reply.text()};
    return reply["clientId"].string();
}

}  // namespace halley::test
