#pragma once

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "services/framing/framer.hpp"

namespace halley::services::rpc {

/// A JSON-RPC server on a port of its own, which does with each text what the test wants.
class RpcBackend {
public:
    class Peer;
    using OnText = std::function<void(Peer&, const std::string& text)>;

    /// Port 0: any.
    RpcBackend(boost::asio::io_context& context,
               OnText on_text,
               Framing framing = Framing::json,
               std::uint16_t port = 0);
    ~RpcBackend();
    RpcBackend(const RpcBackend&) = delete;
    RpcBackend& operator=(const RpcBackend&) = delete;

    class Peer : public std::enable_shared_from_this<Peer> {
    public:
        Peer(RpcBackend& backend, boost::asio::ip::tcp::socket socket);

        void write(std::string text);
        void write_raw(std::string bytes);
        void close();

    private:
        friend RpcBackend;
        void read();
        void send();

        RpcBackend* backend_;
        boost::asio::ip::tcp::socket socket_;
        std::unique_ptr<Framer> framer_;
        std::string bytes_;
        std::string unsent_;
        std::string sending_;
    };

    /// Those that are connected.
    const std::list<std::shared_ptr<Peer>>& peers() const { return peers_; }

    /// While false, nothing is read.
    void reads(bool on);

    std::uint16_t port = 0;
    std::size_t accepted = 0;

private:
    void accept();

    boost::asio::ip::tcp::acceptor acceptor_;
    OnText on_text_;
    Framing framing_;
    bool reads_ = true;
    std::list<std::shared_ptr<Peer>> peers_;
};

/// An answer to a request with an `id`: its params as the result.
std::string answer_to(const std::string& request);

}  // namespace halley::services::rpc
