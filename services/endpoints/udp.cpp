#include "services/endpoints/udp.hpp"

#include <array>
#include <optional>
#include <utility>

#include <boost/asio/basic_datagram_socket.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/udp.hpp>

#include "services/kinds.hpp"

namespace halley::services {
namespace {

namespace asio = boost::asio;
using Udp = asio::ip::udp;
using Socket = asio::basic_datagram_socket<Udp, Executor>;

constexpr std::chrono::seconds default_idle_timeout{60};

struct UdpTarget {
    std::string host;
    std::uint16_t port;
};

class UdpEndpoint final : public Endpoint {
public:
    UdpEndpoint(asio::io_context& context, std::shared_ptr<const UdpTarget> target)
        : target_(std::move(target)), socket_(context.get_executor())
    {
    }

    Task<ErrorCode> open() override
    {
        ErrorCode error;
        const auto address = asio::ip::make_address(target_->host, error);
        if (!error) {
            co_await next_turn(socket_.get_executor());
            if (!closed_) socket_.connect({address, target_->port}, error);
        } else {
            asio::ip::basic_resolver<Udp, Executor> resolver(socket_.get_executor());
            const auto port = std::to_string(target_->port);
            const auto [failure, backends] =
                co_await resolver.async_resolve(target_->host, port, as_results);
            error = failure;
            if (!error && !closed_) asio::connect(socket_, backends, error);
        }
        if (!error && !closed_) socket_.non_blocking(true, error);
        co_return error;
    }

    Task<Read> read() override
    {
        while (!over_) {
            const auto [error] = co_await socket_.async_wait(Socket::wait_read, as_results);
            if (over_) break;
            if (error) co_return Read{error, {}};
            const auto read = receive();
            if (read.error ? read.error != asio::error::would_block : !read.bytes.empty())
                co_return read;
        }
        co_return Read{*over_, {}};
    }

    Task<ErrorCode> write(std::string_view text) override
    {
        const auto [error, size] = co_await socket_.async_send(asio::buffer(text), as_results);
        if (error) end(error);
        co_return error;
    }

    void finish() override { end(asio::error::eof); }

    void close() override
    {
        closed_ = true;
        ErrorCode ignored;
        socket_.close(ignored);
    }

private:
    static constexpr std::size_t longest_datagram = 65'535;

    Read receive()
    {
        thread_local std::array<char, longest_datagram> scratch;
        Read read;
        const auto size = socket_.receive(asio::buffer(scratch), 0, read.error);
        read.bytes = {scratch.data(), size};
        return read;
    }

    // Lets reading end. A socket that is shut down would not: it has no end to report.
    void end(ErrorCode reason)
    {
        if (!over_) over_ = reason;
        ErrorCode ignored;
        socket_.cancel(ignored);
    }

    std::shared_ptr<const UdpTarget> target_;
    Socket socket_;
    std::optional<ErrorCode> over_;  ///< Why there is nothing more to read.
    bool closed_ = false;            ///< Maybe while a lookup was under way.
};

// Keeps a configuration in which there is an idle timeout.
class UdpService final : public Service {
public:
    explicit UdpService(const ServiceWorld& world) : config_(world.config)
    {
        if (!config_.idle_timeout) config_.idle_timeout = default_idle_timeout;
        const auto target =
            std::make_shared<const UdpTarget>(UdpTarget{config_.domain, config_.port});
        service_ = make_message_service({world.loop,
                                         world.name,
                                         config_,
                                         world.limits,
                                         world.logger,
                                         world.broadcast,
                                         world.internal},
                                        [target](asio::io_context& context) {
                                            return std::make_unique<UdpEndpoint>(context, target);
                                        });
    }

    std::shared_ptr<ServiceConnection>
    open(protocol::ServiceRef ref, const protocol::Caller& caller, ServiceSink sink) override
    {
        return service_->open(ref, caller, std::move(sink));
    }

    void stop() override { service_->stop(); }

private:
    ServiceConfig config_;
    std::unique_ptr<Service> service_;
};

}  // namespace

std::unique_ptr<Service> make_udp_service(const ServiceWorld& world)
{
    return std::make_unique<UdpService>(world);
}

}  // namespace halley::services
