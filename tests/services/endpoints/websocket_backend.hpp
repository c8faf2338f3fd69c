#pragma once

#include <string>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "services/endpoints/websocket.hpp"
#include "tests/services/endpoints/stream_backend.hpp"

namespace halley::services {

/// A WebSocket server, and a client's side that uses it. What its stream does
/// blocks: it has to be done `meanwhile`.
template <class NextLayer> class WebSocketBackend {
public:
    using Tcp = boost::asio::ip::tcp;
    using Stream = boost::beast::websocket::stream<NextLayer>;

    template <class... Args>
    explicit WebSocketBackend(Args&... args)
        : acceptor_(context_, Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
          stream(context_, args...)
    {
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    std::shared_ptr<ServiceConnection> open(ServiceConfig config = {}, ServiceLimits limits = {})
    {
        config.port = port();
        return client.open(*client.service(std::move(config), limits, make_websocket_service));
    }

    void accept_tcp() { acceptor_.accept(boost::beast::get_lowest_layer(stream)); }

    void accept()
    {
        meanwhile(client, [this] {
            accept_tcp();
            shake_hands();
        });
        client.run_until_reports(1);
    }

    /// Opens one and accepts it; `client.reports` is then "opened".
    std::shared_ptr<ServiceConnection> open_and_accept(ServiceLimits limits = {})
    {
        auto connection = open({}, limits);
        accept();
        return connection;
    }

    void shake_hands()
    {
        boost::beast::flat_buffer buffer;
        boost::beast::http::read(stream.next_layer(), buffer, request);
        stream.accept(request);
    }

    /// One message.
    std::string read()
    {
        return meanwhile(client, [this] {
            boost::beast::flat_buffer buffer;
            stream.read(buffer);
            return boost::beast::buffers_to_string(buffer.cdata());
        });
    }

    /// Until the client has closed.
    void read_to_end()
    {
        meanwhile(client, [this] {
            boost::system::error_code error;
            while (!error) {
                boost::beast::flat_buffer buffer;
                stream.read(buffer, error);
            }
        });
    }

    void write(std::string_view message)
    {
        meanwhile(client, [&] { stream.write(boost::asio::buffer(message)); });
    }

    void close(boost::beast::websocket::close_code code)
    {
        meanwhile(client, [&] { stream.close(code); });
    }

    void break_off() { boost::beast::get_lowest_layer(stream).close(); }

    TestBackend client;
    boost::beast::http::request<boost::beast::http::string_body> request;

private:
    boost::asio::io_context context_;
    Tcp::acceptor acceptor_;

public:
    Stream stream;
};

}  // namespace halley::services
