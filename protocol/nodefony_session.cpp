#include "protocol/nodefony.hpp"
#include "protocol/shard.hpp"

// What tells a Nodefony client from the others, on the same endpoint. Each sign
// alone also occurs elsewhere: scripts post bare objects, and even leave out the
// id, but they list long-polling; only Nodefony asks over HTTP for a WebSocket.

namespace halley::protocol {

bool Shard::is_nodefony_handshake(const Exchange& exchange, const Message& message) const
{
    return !exchange.from.streaming && exchange.batch.bare && message.id.empty() &&
           message.connection_types == Field::valid &&
           message.supported_connection_types.size() == 1 &&
           message.supported_connection_types.front() == "websocket";
}

// The older client says "WEBSOCKET", in upper case; the newer one says nothing at
// all, not even its client id, on a socket with the subprotocol "bayeux".
bool Shard::is_nodefony_connect(const Exchange& exchange, const Message& message) const
{
    if (!exchange.from.streaming || !exchange.batch.bare || !message.id.empty() ||
        message.channel.text != "/meta/connect")
        return false;
    if (message.client_id.state == Field::absent)
        return exchange.request->bayeux_subprotocol &&
               message.connection_type.state == Field::absent;
    return message.connection_type.state == Field::valid &&
           message.connection_type.text == "WEBSOCKET";
}

void Shard::nodefony_handshake_reply(Exchange& exchange, const Session& session)
{
    exchange.envelope = Envelope::object;
    nodefony::handshake_reply(
        exchange.replies,
        {session.client_id, connection_types_, config_.system.reconnect_handshake},
        *exchange.request);
}

void Shard::nodefony_connect_reply(Exchange& exchange, const Session& session)
{
    nodefony::connect_reply(exchange.replies,
                            session.client_id,
                            config_.system.reconnect_connect,
                            config_.services,
                            *exchange.request);
}

void Shard::nodefony_disconnect_reply(Exchange& exchange,
                                      const Message& message,
                                      const Session& session)
{
    nodefony::disconnect_reply(exchange.replies, session.client_id, message.id);
}

}  // namespace halley::protocol
