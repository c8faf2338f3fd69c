#include "services/dedicated_service.hpp"

#include <utility>

#include "services/endpoint_connection.hpp"
#include "services/hello.hpp"

namespace halley::services {
namespace {

// What the client's side holds. Weak, because an endpoint must not outlive its
// io_context and nobody can tell how long this lives.
class ConnectionHandle final : public ServiceConnection {
public:
    explicit ConnectionHandle(std::weak_ptr<EndpointConnection> connection)
        : connection_(std::move(connection))
    {
    }

    bool write(std::string text) override
    {
        const auto connection = connection_.lock();
        return connection && connection->write(std::move(text));
    }

    [[nodiscard]] bool full() const override
    {
        const auto connection = connection_.lock();
        return connection && connection->full();
    }

    void finish() override
    {
        if (const auto connection = connection_.lock()) connection->finish();
    }

    void resume() override
    {
        if (const auto connection = connection_.lock()) connection->resume();
    }

    void abort() override
    {
        if (const auto connection = connection_.lock()) connection->abort();
    }

private:
    std::weak_ptr<EndpointConnection> connection_;
};

class DedicatedService final : public Service {
public:
    DedicatedService(const ServiceWorld& world, EndpointFactory endpoints, FramerFactory framers)
        : loop_(world.loop),
          endpoints_(std::move(endpoints)),
          framers_(std::move(framers)),
          settings_{
              .connect_timeout = world.config.connect_timeout,
              .idle_timeout = world.config.idle_timeout.value_or(std::chrono::milliseconds{}),
              .limits = world.limits,
              .json_only = world.config.data == DataShape::json,
          },
          hello_(world.config.hello)
    {
    }

    std::shared_ptr<ServiceConnection>
    open(protocol::ServiceRef ref, const protocol::Caller& caller, ServiceSink sink) override
    {
        const auto connection = std::make_shared<EndpointConnection>(
            loop_, endpoints_(loop_), framers_(), settings_, ref, std::move(sink));
        if (hello_) connection->write(hello("hello", caller));
        connection->start();
        return std::make_shared<ConnectionHandle>(connection);
    }

private:
    boost::asio::io_context& loop_;
    EndpointFactory endpoints_;
    FramerFactory framers_;
    ConnectionSettings settings_;
    bool hello_;
};

}  // namespace

std::unique_ptr<Service>
make_dedicated_service(const ServiceWorld& world, EndpointFactory endpoints, FramerFactory framers)
{
    return std::make_unique<DedicatedService>(world, std::move(endpoints), std::move(framers));
}

}  // namespace halley::services
