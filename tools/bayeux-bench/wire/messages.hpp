#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// The messages that a client sends. Each function appends one to a batch, which begins empty and
/// is closed by `close_batch`.
namespace halley::bench {

void append_handshake(std::string& batch, std::string_view connection_type);
void append_subscribe(std::string& batch, std::string_view client_id, std::string_view channel);
void append_connect(std::string& batch,
                    std::string_view client_id,
                    std::string_view connection_type);
void append_disconnect(std::string& batch, std::string_view client_id);

/// Up to its data; the caller appends that and a `}`. `id` comes back with the reply.
void begin_publish(std::string& batch,
                   std::string_view client_id,
                   std::string_view channel,
                   std::uint64_t id);

void close_batch(std::string& batch);

}  // namespace halley::bench
