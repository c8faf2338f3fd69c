#include "services/endpoints/websocket.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "services/bounded_log.hpp"
#include "services/endpoints/tcp_connect.hpp"
#include "services/kinds.hpp"
#include "services/tls/tls_context.hpp"

namespace halley::services {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

using TlsStream = asio::ssl::stream<TcpSocket>;

std::string host_of(const ServiceConfig& config)
{
    const bool is_ipv6 = config.domain.find(':') != std::string::npos;
    const auto host = is_ipv6 ? "[" + config.domain + "]" : config.domain;
    const auto usual_port = config.tls ? 443 : 80;
    return config.port == usual_port ? host : host + ":" + std::to_string(config.port);
}

std::string path_of(const ServiceWorld& world)
{
    const auto& path = world.config.path;
    const bool printable =
        std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c < '\x7F'; });
    if (path.empty()) return "/";
    if (path.front() == '/' && printable) return path;
    throw std::invalid_argument("service " + world.name + ": not the path of a URL: " + path);
}

// What the connections of one service have in common.
struct WebSocketTarget {
    explicit WebSocketTarget(const ServiceWorld& world)
        : tcp(world.config.domain, world.config.port),
          host(host_of(world.config)),
          path(path_of(world)),
          message_bytes(world.limits.frame_bytes),
          log(world.logger, "service " + world.name, rate_of_failures)
    {
        if (world.config.tls) tls.emplace(world.name, world.config);
    }

    TcpTarget tcp;
    std::string host;  ///< As in the header `Host`.
    std::string path;
    std::size_t message_bytes;
    std::optional<TlsContext> tls;
    BoundedLog log;
};

template <class NextLayer> class WebSocketEndpoint final : public Endpoint {
public:
    WebSocketEndpoint(asio::io_context& loop, std::shared_ptr<WebSocketTarget> target)
        : target_(std::move(target)), link_(make_link(loop, *target_))
    {
        if constexpr (has_tls) target_->tls->prepare(tls().native_handle());
        stream().read_message_max(target_->message_bytes);
    }

    Task<ErrorCode> open() override
    {
        auto error = co_await connect_tcp(target_->tcp, socket(), closed_);
        if (closed_) co_return asio::error::operation_aborted;
        if (error) co_return error;
        if constexpr (has_tls) {
            std::tie(error) =
                co_await tls().async_handshake(asio::ssl::stream_base::client, as_results);
            if (error) {
                log_failure("TLS handshake failed: ", tls_failure(tls().native_handle(), error));
                co_return error;
            }
        }
        websocket::response_type response;
        std::tie(error) =
            co_await stream().async_handshake(response, target_->host, target_->path, as_results);
        if (error == websocket::error::upgrade_declined) {
            log_failure("WebSocket handshake failed with status ",
                        std::to_string(response.result_int()));
        } else if (error) {
            log_failure("WebSocket handshake failed: ", error.message());
        }
        co_return error;
    }

    Task<Read> read() override
    {
        if (buffer_.capacity() > kept_capacity) buffer_ = {};
        buffer_.clear();
        const auto [error, size] = co_await stream().async_read(buffer_, as_results);
        if (error) co_return Read{end_of(error), {}};
        const auto message = buffer_.cdata();
        co_return Read{
            {              },
            { static_cast<const char*>(message.data()), message.size()}
        };
    }

    Task<ErrorCode> write(std::string_view text) override
    {
        const auto [error, size] = co_await stream().async_write(asio::buffer(text), as_results);
        if (error) {
            // Reading ends once what has already come is read.
            ErrorCode ignored;
            socket().shutdown(TcpSocket::shutdown_both, ignored);
        }
        co_return error;
    }

    void finish() override
    {
        if (std::exchange(finished_, true) || !stream().is_open()) return;
        stream().async_close(websocket::close_code::normal, [link = link_](ErrorCode error) {
            link->closed = link->closed || !error;
        });
    }

    void close() override
    {
        closed_ = true;
        ErrorCode ignored;
        socket().close(ignored);
    }

private:
    static constexpr bool has_tls = std::is_same_v<NextLayer, TlsStream>;
    static constexpr std::size_t kept_capacity = 4096;

    // Shared with what closes it, which may end later than the endpoint.
    struct Link {
        template <class... Args> explicit Link(Args&&... args) : stream(std::forward<Args>(args)...)
        {
        }

        websocket::stream<NextLayer, false> stream;
        bool closed = false;  ///< By both sides, as it should be.
    };

    static std::shared_ptr<Link> make_link(asio::io_context& loop, WebSocketTarget& target)
    {
        if constexpr (has_tls) {
            return std::make_shared<Link>(loop.get_executor(), target.tls->context());
        } else {
            return std::make_shared<Link>(loop.get_executor());
        }
    }

    websocket::stream<NextLayer, false>& stream() { return link_->stream; }
    NextLayer& tls() { return link_->stream.next_layer(); }
    TcpSocket& socket() { return beast::get_lowest_layer(link_->stream); }

    // Only a close handshake is an end: without one the backend is lost.
    ErrorCode end_of(ErrorCode error) const
    {
        if (error == websocket::error::closed || link_->closed) return asio::error::eof;
        if (error == websocket::error::message_too_big) return asio::error::message_size;
        return error == asio::error::eof ? asio::error::connection_reset : error;
    }

    void log_failure(std::string_view what, const std::string& why)
    {
        if (!closed_) target_->log.write(LogLevel::warning, std::string(what) + why);
    }

    std::shared_ptr<WebSocketTarget> target_;
    std::shared_ptr<Link> link_;
    beast::flat_buffer buffer_;
    bool finished_ = false;
    bool closed_ = false;
};

template <class NextLayer>
std::unique_ptr<Service> make(const ServiceWorld& world, std::shared_ptr<WebSocketTarget> target)
{
    return make_message_service(world, [target](asio::io_context& loop) {
        return std::make_unique<WebSocketEndpoint<NextLayer>>(loop, target);
    });
}

}  // namespace

std::unique_ptr<Service> make_websocket_service(const ServiceWorld& world)
{
    auto target = std::make_shared<WebSocketTarget>(world);
    if (target->tls) return make<TlsStream>(world, std::move(target));
    return make<TcpSocket>(world, std::move(target));
}

}  // namespace halley::services
