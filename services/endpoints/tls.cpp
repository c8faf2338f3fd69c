#include "services/endpoints/tls.hpp"

#include <utility>

#include "services/bounded_log.hpp"
#include "services/broken_pipes.hpp"
#include "services/kinds.hpp"
#include "services/tls/tls_socket.hpp"

namespace halley::services {
namespace {

namespace asio = boost::asio;

// What the connections of one service have in common.
struct TlsTarget {
    explicit TlsTarget(const ServiceWorld& world)
        : tcp(world.config.domain, world.config.port),
          tls(world.name, world.config),
          log(world.logger, "service " + world.name, rate_of_failures)
    {
    }

    TcpTarget tcp;
    TlsContext tls;
    BoundedLog log;
};

class TlsEndpoint final : public Endpoint {
public:
    TlsEndpoint(asio::io_context& loop, std::shared_ptr<TlsTarget> target)
        : target_(std::move(target)), socket_(std::make_shared<TlsSocket>(loop, target_->tls))
    {
    }

    Task<ErrorCode> open() override
    {
        auto error = co_await connect_tcp(target_->tcp, socket_->socket(), closed_);
        if (closed_) co_return asio::error::operation_aborted;
        if (error) co_return error;
        error = co_await socket_->handshake();
        if (error) log_failure("TLS handshake failed: ", error);
        co_return error;
    }

    Task<Read> read() override
    {
        const auto read = co_await socket_->read();
        if (read.error == asio::error::eof) socket_->finish();
        // A backend may refuse our certificate after the handshake.
        if (read.error.category() == asio::error::get_ssl_category())
            log_failure("TLS failed: ", read.error);
        co_return read;
    }

    Task<ErrorCode> write(std::string_view frame) override
    {
        const auto error = co_await socket_->write(frame);
        if (error && !closed_) {
            // Reading ends once what has already come is read.
            ErrorCode ignored;
            socket_->socket().shutdown(TcpSocket::shutdown_both, ignored);
        }
        co_return error;
    }

    void finish() override { socket_->finish(); }

    void close() override
    {
        closed_ = true;
        socket_->close();
    }

private:
    void log_failure(const std::string& what, ErrorCode error)
    {
        if (!closed_)
            target_->log.write(LogLevel::warning,
                               what + tls_failure(socket_->native_handle(), error));
    }

    std::shared_ptr<TlsTarget> target_;
    std::shared_ptr<TlsSocket> socket_;
    bool closed_ = false;
};

}  // namespace

std::unique_ptr<Service> make_tls_service(const ServiceWorld& world)
{
    ignore_broken_pipes();
    const auto target = std::make_shared<TlsTarget>(world);
    return make_stream_service(world, [target](asio::io_context& loop) {
        return std::make_unique<TlsEndpoint>(loop, target);
    });
}

}  // namespace halley::services
