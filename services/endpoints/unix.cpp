#include "services/endpoints/unix.hpp"

#include <stdexcept>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/system/system_error.hpp>

#include "services/endpoints/stream_socket.hpp"
#include "services/kinds.hpp"

namespace halley::services {
namespace {

namespace asio = boost::asio;
using Unix = asio::local::stream_protocol;

constexpr std::chrono::milliseconds pause_before_next_try{10};

class UnixEndpoint final : public StreamSocket<Unix> {
public:
    UnixEndpoint(asio::io_context& context, const Unix::endpoint& backend)
        : StreamSocket(context), backend_(backend)
    {
    }

    // A backend that does not accept fast enough has the kernel refuse to wait,
    // which Asio takes for success. The connect timeout bounds how often we try.
    Task<ErrorCode> open() override
    {
        while (true) {
            const auto [failure] = co_await socket_.async_connect(backend_, as_results);
            if (closed_) co_return asio::error::operation_aborted;
            if (failure) co_return failure;
            ErrorCode error;
            socket_.remote_endpoint(error);
            if (!error) socket_.non_blocking(true, error);
            if (error != asio::error::not_connected) co_return error;
            Timer pause(socket_.get_executor(), pause_before_next_try);
            co_await pause.async_wait(as_results);
            if (closed_) co_return asio::error::operation_aborted;
        }
    }

private:
    Unix::endpoint backend_;
};

Unix::endpoint endpoint_of(const ServiceWorld& world)
{
    auto path = world.config.path;
    if (path.empty())
        throw std::invalid_argument("service " + world.name + ": a unix socket needs a path");
    if (path.front() == '@') path.front() = '\0';
    try {
        return {path};
    } catch (const boost::system::system_error&) {
        throw std::invalid_argument(
            "service " + world.name +
            ": the path is too long for a unix socket: " + world.config.path);
    }
}

}  // namespace

std::unique_ptr<Service> make_unix_service(const ServiceWorld& world)
{
    return make_stream_service(world, [backend = endpoint_of(world)](asio::io_context& context) {
        return std::make_unique<UnixEndpoint>(context, backend);
    });
}

}  // namespace halley::services
