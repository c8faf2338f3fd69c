#include "services/tcp_service.hpp"

#include <utility>

#include <boost/asio/ip/address.hpp>

#include "services/tcp_connection.hpp"

namespace halley::services {
namespace {

// What the client's side holds. Weak, because a socket must not outlive its
// io_context and nobody can tell how long this lives.
class TcpHandle final : public ServiceConnection {
public:
    explicit TcpHandle(std::weak_ptr<TcpConnection> connection) : connection_(std::move(connection))
    {
    }

    bool write(std::string bytes) override
    {
        const auto connection = connection_.lock();
        return connection && connection->write(std::move(bytes));
    }

    void finish() override
    {
        if (const auto connection = connection_.lock()) {
            connection->finish();
        }
    }

    void abort() override
    {
        if (const auto connection = connection_.lock()) {
            connection->abort();
        }
    }

private:
    std::weak_ptr<TcpConnection> connection_;
};

class TcpService final : public Service {
public:
    TcpService(const ServiceConfig& config, const ServiceLimits& limits)
    {
        boost::system::error_code not_an_address;
        const auto address = boost::asio::ip::make_address(config.domain, not_an_address);
        backend_ = std::make_shared<const TcpBackend>(TcpBackend{
            .host = config.domain,
            .port = config.port,
            .address = not_an_address ? std::nullopt : std::optional(address),
            .connect_timeout = config.connect_timeout,
            .limits = limits,
        });
    }

    std::shared_ptr<ServiceConnection>
    open(boost::asio::io_context& context, protocol::ServiceRef ref, ServiceSink sink) override
    {
        const auto connection =
            std::make_shared<TcpConnection>(context, backend_, ref, std::move(sink));
        connection->start();
        return std::make_shared<TcpHandle>(connection);
    }

private:
    std::shared_ptr<const TcpBackend> backend_;
};

}  // namespace

std::unique_ptr<Service> make_tcp_service(const ServiceConfig& config, const ServiceLimits& limits)
{
    return std::make_unique<TcpService>(config, limits);
}

}  // namespace halley::services
