#include "tools/client/stream.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

namespace halley::client {
namespace {

Failure unreachable(const Peer& peer, const std::string& why)
{
    return {Failure::Kind::unreachable,
            "cannot connect to " + peer.url.host + " port " + peer.url.port + ": " + why};
}

std::string reason_of(const error_code& error)
{
    if (error == asio::ssl::error::stream_truncated || error == asio::error::eof)
        return "the server closed the connection";
    return error.message();
}

}  // namespace

Task<std::optional<Failure>> Stream::open(Peer& peer)
{
    auto failure = co_await connect(peer);
    if (failure || !peer.url.tls) co_return failure;
    co_return co_await secure(peer);
}

Task<std::optional<Failure>> Stream::connect(const Peer& peer)
{
    asio::ip::basic_resolver<asio::ip::tcp, Executor> resolver{socket_.get_executor()};
    auto [unresolved, addresses] =
        co_await resolver.async_resolve(peer.url.host, peer.url.port, as_result);
    if (unresolved) co_return unreachable(peer, unresolved.message());

    error_code last = asio::error::host_not_found;
    for (const auto& address : addresses) {
        if (closed_) co_return unreachable(peer, "given up");
        error_code ignored;
        socket_.close(ignored);
        const auto [error] = co_await socket_.async_connect(address.endpoint(), as_result);
        last = error;
        if (!error) break;
    }
    if (last) co_return unreachable(peer, last.message());
    if (closed_) {
        close();
        co_return unreachable(peer, "given up");
    }
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
    co_return std::nullopt;
}

Task<std::optional<Failure>> Stream::secure(Peer& peer)
{
    tls_.emplace(socket_, peer.tls);
    const auto& url = peer.url;
    if (!url.host_is_address()) {
        // What SSL_set_tlsext_host_name does, without its old-style cast.
        std::string name = url.host;
        SSL_ctrl(tls_->native_handle(),
                 SSL_CTRL_SET_TLSEXT_HOSTNAME,
                 TLSEXT_NAMETYPE_host_name,
                 name.data());
    }
    if (SSL_get_verify_mode(tls_->native_handle()) != SSL_VERIFY_NONE)
        tls_->set_verify_callback(asio::ssl::host_name_verification{url.host});
    const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, as_result);
    if (!error) co_return std::nullopt;
    const auto verdict = SSL_get_verify_result(tls_->native_handle());
    if (verdict == X509_V_OK) co_return unreachable(peer, "TLS: " + reason_of(error));
    co_return unreachable(peer,
                          std::string{"its certificate is not trusted: "} +
                              X509_verify_cert_error_string(verdict) + " (see --ca, --insecure)");
}

void Stream::close()
{
    closed_ = true;
    error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_both, ignored);
    socket_.close(ignored);
}

void beast_close_socket(Stream& stream)
{
    stream.close();
}

void teardown(boost::beast::role_type, Stream& stream, error_code& error)
{
    error = {};
    stream.close();
}

}  // namespace halley::client
