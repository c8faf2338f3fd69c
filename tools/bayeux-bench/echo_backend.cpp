#include "tools/bayeux-bench/echo_backend.hpp"

#include <array>
#include <memory>
#include <stdexcept>
#include <utility>

#include <boost/asio/write.hpp>

namespace halley::bench {
namespace {

class Echo : public std::enable_shared_from_this<Echo> {
public:
    explicit Echo(Socket socket) : socket_(std::move(socket)) {}

    void read()
    {
        socket_.async_read_some(
            asio::buffer(buffer_),
            [self = shared_from_this()](const error_code& error, std::size_t size) {
                if (!error) self->write(size);
            });
    }

private:
    void write(std::size_t size)
    {
        asio::async_write(socket_,
                          asio::buffer(buffer_, size),
                          [self = shared_from_this()](const error_code& error, std::size_t) {
                              if (!error) self->read();
                          });
    }

    Socket socket_;
    std::array<char, 16 * 1024> buffer_{};
};

}  // namespace

EchoBackend::EchoBackend(const std::string& where) : acceptor_(loop_.get_executor())
{
    const auto colon = where.rfind(':');
    error_code error;
    const auto address = asio::ip::make_address(where.substr(0, colon), error);
    const auto port = std::atoi(where.substr(colon + 1).c_str());
    const Tcp::endpoint endpoint{address, static_cast<asio::ip::port_type>(port)};
    if (!error) acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address{true}, error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) throw std::runtime_error{"cannot listen on " + where + ": " + error.message()};
    accept();
    thread_ = std::thread{[this] { loop_.run(); }};
}

EchoBackend::~EchoBackend()
{
    loop_.stop();
    thread_.join();
}

void EchoBackend::accept()
{
    acceptor_.async_accept([this](const error_code& error, Socket socket) {
        if (error) return;
        error_code ignored;
        socket.set_option(asio::ip::tcp::no_delay{true}, ignored);
        std::make_shared<Echo>(std::move(socket))->read();
        accept();
    });
}

}  // namespace halley::bench
