#include "src/http/proxied_connection.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>

#include "src/http/proxy_header.hpp"
#include "src/runtime/clock.hpp"

namespace halley::http {

void ProxiedConnection::start(runtime::ShardThread& shard,
                              const runtime::Listener& listener,
                              Socket socket,
                              std::string peer,
                              Next next)
{
    asio::co_spawn(shard.loop().get_executor(),
                   run(std::make_shared<ProxiedConnection>(
                       shard, listener, std::move(socket), std::move(peer), next)),
                   asio::detached);
}

ProxiedConnection::ProxiedConnection(runtime::ShardThread& shard,
                                     const runtime::Listener& listener,
                                     Socket socket,
                                     std::string peer,
                                     Next next)
    : Connection(shard.connections()),
      shard_(shard),
      listener_(listener),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      next_(next)
{
}

Task<> ProxiedConnection::run(std::shared_ptr<ProxiedConnection> self)
{
    auto& shard = self->shard_;
    self->expire_at(runtime::now() + shard.environment().config.limits.request_timeout);
    const bool known = co_await self->read_header();
    self->expire_never();
    if (known && !shard.stopping())
        self->next_(shard, self->listener_, std::move(self->socket_), std::move(self->client_));
}

Task<bool> ProxiedConnection::read_header()
{
    using State = ProxyHeader::State;
    ProxyHeader header;
    auto state = State::reading;
    std::string bytes;
    while (state == State::reading) {
        bytes.resize(header.wants());
        const auto [error, size] =
            co_await asio::async_read(socket_, asio::buffer(bytes), as_result);
        if (error) co_return false;
        state = header.receive(bytes);
    }
    if (state == State::malformed) {
        shard_.environment().limits.refused(Limit::proxy_protocol, peer_);
        co_return false;
    }
    client_ = header.address().empty() ? std::move(peer_) : header.address();
    co_return true;
}

void ProxiedConnection::on_deadline()
{
    shard_.environment().limits.refused(Limit::request_timeout, peer_);
    stop();
}

void ProxiedConnection::stop()
{
    error_code ignored;
    socket_.close(ignored);
}

}  // namespace halley::http
