#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "services/endpoint.hpp"

namespace halley::services {

using Tcp = boost::asio::ip::tcp;
using TcpSocket = boost::asio::basic_stream_socket<Tcp, Executor>;

/// Where TCP connections of one service go.
struct TcpTarget {
    TcpTarget(std::string host_, std::uint16_t port_);

    std::string host;
    std::uint16_t port;
    std::optional<boost::asio::ip::address> address;  ///< When the host is one: no lookup.
};

/// Looks the host up and connects, with `TCP_NODELAY` and without blocking.
/// `target`, `socket` and `closed` must live until it is done; when `closed`
/// becomes true during the lookup, the socket is left alone.
Task<ErrorCode> connect_tcp(const TcpTarget& target, TcpSocket& socket, const bool& closed);

}  // namespace halley::services
