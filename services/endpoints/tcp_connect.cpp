#include "services/endpoints/tcp_connect.hpp"

#include <utility>

namespace halley::services {
namespace asio = boost::asio;

TcpTarget::TcpTarget(std::string host_, std::uint16_t port_) : host(std::move(host_)), port(port_)
{
    ErrorCode not_an_address;
    const auto parsed = asio::ip::make_address(host, not_an_address);
    if (!not_an_address) address = parsed;
}

Task<ErrorCode> connect_tcp(const TcpTarget& target, TcpSocket& socket, const bool& closed)
{
    ErrorCode error;
    if (target.address) {
        const Tcp::endpoint endpoint(*target.address, target.port);
        std::tie(error) = co_await socket.async_connect(endpoint, as_results);
    } else {
        asio::ip::basic_resolver<Tcp, Executor> resolver(socket.get_executor());
        const auto port = std::to_string(target.port);
        auto [failure, endpoints] = co_await resolver.async_resolve(target.host, port, as_results);
        error = failure;
        if (!error && closed) error = asio::error::operation_aborted;
        if (!error) {
            const auto [refusal, endpoint] =
                co_await asio::async_connect(socket, endpoints, as_results);
            error = refusal;
        }
    }
    if (!error && !closed) {
        ErrorCode ignored;  // slower, but it would still work
        socket.set_option(Tcp::no_delay(true), ignored);
        socket.non_blocking(true, error);
    }
    co_return error;
}

}  // namespace halley::services
