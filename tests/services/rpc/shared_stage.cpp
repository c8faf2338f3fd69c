#include "tests/services/rpc/shared_stage.hpp"

#include <stdexcept>
#include <utility>

#include <boost/test/unit_test.hpp>

namespace halley::services::rpc {
namespace asio = boost::asio;
using asio::ip::tcp;

SharedStage::SharedStage(ServiceConfig config, ServiceLimits limits) : config_(std::move(config))
{
    bound_.open(tcp::v4());
    bound_.set_option(tcp::acceptor::reuse_address(true));
    bound_.bind({asio::ip::address_v4::loopback(), 0});
    port = bound_.local_endpoint().port();
    config_.shared = true;
    config_.port = port;
    service = make_tcp_service({context,
                                "calc",
                                config_,
                                limits,
                                logger,
                                [this](const std::string& channel, const std::string& data) {
                                    published.push_back(channel + " " + data);
                                },
                                internal_});
}

SharedStage::~SharedStage()
{
    BOOST_TEST(!reported_inside_call);
}

void SharedStage::start_backend(RpcBackend::OnText on_text)
{
    backend = std::make_unique<RpcBackend>(
        context, std::move(on_text), config_.framing.value_or(Framing::json), port);
}

SharedClient& SharedStage::open(const std::string& client_id)
{
    auto& client = clients.emplace_back();
    call([&] {
        client.connection = service->open({static_cast<std::uint32_t>(clients.size()), 1},
                                          {client_id, "192.0.2.1", {}, {}},
                                          [this, &client](const protocol::ServiceEvent& event) {
                                              reported_inside_call =
                                                  reported_inside_call || inside_call_;
                                              client.reports.push_back(describe(event));
                                              client.on_report(client.reports.back());
                                              return true;
                                          });
    });
    return client;
}

SharedClient& SharedStage::opened(const std::string& client_id)
{
    auto& client = open(client_id);
    run_until([&] { return !client.reports.empty(); });
    BOOST_REQUIRE(client.reports == Reports{"opened"});
    client.reports.clear();
    return client;
}

bool SharedStage::write(SharedClient& client, std::string text)
{
    bool taken = false;
    call([&] { taken = client.connection->write(std::move(text)); });
    return taken;
}

void SharedStage::call(const std::function<void()>& member)
{
    const bool outer = std::exchange(inside_call_, true);
    member();
    inside_call_ = outer;
}

void SharedStage::run_until(const std::function<bool()>& done)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!done()) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("the test waits in vain");
        context.restart();
        context.run_one_for(std::chrono::milliseconds(10));
    }
}

void SharedStage::run_for(std::chrono::milliseconds time)
{
    const auto end = std::chrono::steady_clock::now() + time;
    run_until([end] { return std::chrono::steady_clock::now() >= end; });
}

void SharedStage::answer_all(RpcBackend::Peer& peer, const std::string& text)
{
    if (text.find("\"id\":") != std::string::npos) peer.write(answer_to(text));
}

}  // namespace halley::services::rpc
