#include "services/endpoints/tcp.hpp"

#include <utility>

#include "services/endpoints/stream_socket.hpp"
#include "services/endpoints/tcp_connect.hpp"
#include "services/kinds.hpp"

namespace halley::services {
namespace {

class TcpEndpoint final : public StreamSocket<Tcp> {
public:
    TcpEndpoint(boost::asio::io_context& context, std::shared_ptr<const TcpTarget> target)
        : StreamSocket(context), target_(std::move(target))
    {
    }

    Task<ErrorCode> open() override { return connect_tcp(*target_, socket_, closed_); }

private:
    std::shared_ptr<const TcpTarget> target_;
};

}  // namespace

std::unique_ptr<Service> make_tcp_service(const ServiceWorld& world)
{
    const auto target = std::make_shared<const TcpTarget>(world.config.domain, world.config.port);
    return make_stream_service(world, [target](boost::asio::io_context& context) {
        return std::make_unique<TcpEndpoint>(context, target);
    });
}

}  // namespace halley::services
