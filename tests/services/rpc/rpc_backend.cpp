#include "tests/services/rpc/rpc_backend.hpp"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "protocol/json_member.hpp"

namespace halley::services::rpc {
namespace asio = boost::asio;
using asio::ip::tcp;

RpcBackend::RpcBackend(asio::io_context& context, OnText on_text, Framing framing, std::uint16_t at)
    : acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), at)),
      on_text_(std::move(on_text)),
      framing_(framing)
{
    port = acceptor_.local_endpoint().port();
    accept();
}

RpcBackend::~RpcBackend()
{
    while (!peers_.empty())
        peers_.front()->close();
}

void RpcBackend::accept()
{
    acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
        if (error) return;
        ++accepted;
        socket.set_option(tcp::no_delay(true));
        peers_.push_back(std::make_shared<Peer>(*this, std::move(socket)));
        if (reads_) peers_.back()->read();
        accept();
    });
}

void RpcBackend::reads(bool on)
{
    reads_ = on;
    if (!on) return;
    for (const auto& peer : peers_)
        peer->read();
}

RpcBackend::Peer::Peer(RpcBackend& backend, tcp::socket socket)
    : backend_(&backend),
      socket_(std::move(socket)),
      framer_(make_framer(backend.framing_, 1024 * 1024)),
      bytes_(65'536, '\0')
{
}

void RpcBackend::Peer::read()
{
    socket_.async_read_some(
        asio::buffer(bytes_),
        [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
            if (!self->backend_) return;
            if (error) return self->close();
            self->framer_->receive(std::string_view(self->bytes_).substr(0, size));
            while (self->backend_) {
                const auto frame = self->framer_->next();
                if (!frame) break;
                self->backend_->on_text_(*self, frame->text);
            }
            if (self->backend_ && self->backend_->reads_) self->read();
        });
}

void RpcBackend::Peer::write(std::string text)
{
    framer_->wrap(text);
    write_raw(std::move(text));
}

void RpcBackend::Peer::write_raw(std::string bytes)
{
    unsent_ += bytes;
    if (sending_.empty()) send();
}

void RpcBackend::Peer::send()
{
    sending_ = std::exchange(unsent_, {});
    asio::async_write(socket_,
                      asio::buffer(sending_),
                      [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                          self->sending_.clear();
                          if (!error && !self->unsent_.empty()) self->send();
                      });
}

void RpcBackend::Peer::close()
{
    boost::system::error_code ignored;
    socket_.close(ignored);
    if (auto* const backend = std::exchange(backend_, nullptr))
        backend->peers_.remove(shared_from_this());
}

std::string answer_to(const std::string& request)
{
    const auto params = protocol::json_member(request, "params");
    return R"({"jsonrpc":"2.0","result":)" + std::string{params.empty() ? "null" : params} +
           R"(,"id":)" + std::string{protocol::json_member(request, "id")} + "}";
}

}  // namespace halley::services::rpc
