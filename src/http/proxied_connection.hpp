#pragma once

#include <functional>
#include <memory>
#include <string>

#include "src/net.hpp"
#include "src/runtime/connections.hpp"
#include "src/runtime/shard_thread.hpp"

namespace halley::http {

/** A connection from a trusted proxy that has yet to say for whom it is (PROXY
    protocol). It has the time of a request for that; who says something else is
    closed without a word.
*/
class ProxiedConnection final : public std::enable_shared_from_this<ProxiedConnection>,
                                public runtime::Connection {
public:
    /// Goes on with the socket and the client's address.
    using Next = void (*)(runtime::ShardThread& shard,
                          const runtime::Listener& listener,
                          Socket socket,
                          std::string client);

    static void start(runtime::ShardThread& shard,
                      const runtime::Listener& listener,
                      Socket socket,
                      std::string peer,
                      Next next);
    ProxiedConnection(runtime::ShardThread& shard,
                      const runtime::Listener& listener,
                      Socket socket,
                      std::string peer,
                      Next next);

    void on_deadline() override;
    void stop() override;

private:
    static Task<> run(std::shared_ptr<ProxiedConnection> self);
    Task<bool> read_header();

    runtime::ShardThread& shard_;
    const runtime::Listener& listener_;
    Socket socket_;
    std::string peer_;
    std::string client_;
    Next next_;
};

}  // namespace halley::http
