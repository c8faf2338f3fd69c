#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "services/service.hpp"
#include "tests/services/rpc/rpc_backend.hpp"
#include "tests/services/test_backend.hpp"
#include "tests/support/recording_logger.hpp"

namespace halley::services::rpc {

/// One client of a service.
struct SharedClient {
    Reports reports;  ///< As `describe` says it, in order.
    std::shared_ptr<ServiceConnection> connection;
    std::function<void(const std::string&)> on_report = [](const std::string&) {};
};

/// A shared service, its clients and, once started, its backend, in one thread.
class SharedStage {
public:
    explicit SharedStage(ServiceConfig config = {}, ServiceLimits limits = {});
    ~SharedStage();

    /// At the same port each time.
    void start_backend(RpcBackend::OnText on_text = answer_all);
    void stop_backend() { backend.reset(); }

    SharedClient& open(const std::string& client_id = "c1");
    /// Opens it and waits.
    SharedClient& opened(const std::string& client_id = "c1");
    bool write(SharedClient& client, std::string text);
    /// `finish` or `abort`, watched as all calls are: nothing may be reported from within.
    void call(const std::function<void()>& member);

    void run_until(const std::function<bool()>& done);
    void run_for(std::chrono::milliseconds time);

    static void answer_all(RpcBackend::Peer& peer, const std::string& text);

    boost::asio::io_context context{1};
    test::RecordingLogger logger;
    Reports published;  ///< Each as `channel data`.
    std::uint16_t port = 0;
    std::unique_ptr<RpcBackend> backend;
    std::deque<SharedClient> clients;
    bool reported_inside_call = false;

private:
    boost::asio::ip::tcp::acceptor bound_{context};  ///< Never listens, but keeps the port.
    ServiceConfig config_;
    InternalServices internal_;
    bool inside_call_ = false;

public:
    std::unique_ptr<Service> service;  ///< Gone before everything that it uses.
};

}  // namespace halley::services::rpc
