#include "src/runtime/listener.hpp"

#include <string>
#include <utility>

#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "src/http/http_connection.hpp"
#include "src/http/proxied_connection.hpp"
#include "src/runtime/shard_thread.hpp"
#include "src/security/network.hpp"

namespace halley::runtime {
namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

// Without descriptors, accepting again at once would only burn the CPU.
constexpr std::chrono::milliseconds pause_after_error{100};

std::string address_of(const Socket& socket)
{
    error_code error;
    const auto address = socket.remote_endpoint(error).address();
    return error ? std::string{} : security::unmapped(address).to_string();
}

bool is_full(const Environment& environment)
{
    const auto limit = environment.config.limits.connections;
    return limit > 0 && environment.connections >= limit;
}

tls::ClientSocket with_tls(Socket socket, const tls::Certificates* certificates)
{
    if (!certificates) return tls::ClientSocket{std::move(socket)};
    return {std::move(socket), certificates->current()};
}

// A proxy has the connections of many clients.
void serve(ShardThread& shard, const Listener& listener, Socket socket, std::string client)
{
    auto& environment = shard.environment();
    PlacePtr place;
    if (!environment.proxies.trusts(client)) {
        if (!environment.connections_by_address.enter(client))
            return environment.limits.refused(Limit::connections_per_address, client);
        place = std::make_unique<Place>(environment.connections_by_address, client);
    }
    http::HttpConnection::start(shard,
                                with_tls(std::move(socket), listener.certificates),
                                std::move(client),
                                std::move(place));
}

void welcome(ShardThread& shard, Socket socket, const Listener& listener)
{
    auto& environment = shard.environment();
    auto peer = address_of(socket);
    if (is_full(environment)) return environment.limits.refused(Limit::connections, peer);
    if (!listener.proxy_protocol) return serve(shard, listener, std::move(socket), std::move(peer));
    if (!environment.proxies.trusts(peer))
        return environment.limits.refused(Limit::proxy_protocol, peer);
    http::ProxiedConnection::start(shard, listener, std::move(socket), std::move(peer), serve);
}

Task<> accept_all(ShardThread& shard, Listener& listener)
{
    auto& acceptor = listener.acceptor;
    bool failing = false;
    while (acceptor.is_open()) {
        auto [error, socket] = co_await acceptor.async_accept(as_result);
        if (!error) {
            failing = false;
            welcome(shard, std::move(socket), listener);
            continue;
        }
        if (error == asio::error::operation_aborted || error == asio::error::connection_aborted)
            continue;
        if (!std::exchange(failing, true))
            shard.environment().logger.write(LogLevel::warning,
                                             "cannot accept connections: " + error.message());
        Timer pause{shard.loop(), pause_after_error};
        co_await pause.async_wait(as_result);
    }
}

}  // namespace

void require_free(Loop& loop, const Tcp::endpoint& endpoint)
{
    Acceptor probe{loop, endpoint.protocol()};
    probe.set_option(asio::socket_base::reuse_address{true});
    probe.bind(endpoint);
}

Acceptor listen(Loop& loop, const Tcp::endpoint& endpoint)
{
    Acceptor acceptor{loop, endpoint.protocol()};
    acceptor.set_option(asio::socket_base::reuse_address{true});
    acceptor.set_option(ReusePort{true});
    acceptor.bind(endpoint);
    acceptor.listen(asio::socket_base::max_listen_connections);
    return acceptor;
}

void start_accepting(ShardThread& shard, Listener& listener)
{
    asio::co_spawn(shard.loop().get_executor(), accept_all(shard, listener), asio::detached);
}

}  // namespace halley::runtime
