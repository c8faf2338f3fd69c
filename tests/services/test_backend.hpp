#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "services/endpoints/tcp.hpp"
#include "tests/support/recording_logger.hpp"

namespace halley::services {

/// Far more than any test needs; only a failing test waits for it.
constexpr std::chrono::seconds patience{30};

using protocol::Caller;
using Reports = std::vector<std::string>;

/** A client's side and a backend's side of service connections, in one thread.

    The backend's sockets are used without waiting, in turns with the
    `io_context` of the connection under test, so a test is a plain script.
*/
class TestBackend {
public:
    TestBackend();
    ~TestBackend();

    /// A service that leads here. Anything in `config` but the port is kept, and
    /// 0 for a port means this one.
    [[nodiscard]] std::unique_ptr<Service> service(ServiceConfig config = {},
                                                   ServiceLimits limits = {},
                                                   ServiceFactory make = make_tcp_service);

    /// Opens a connection that reports to `reports`. Every call to it is watched:
    /// it must not report from within.
    std::shared_ptr<ServiceConnection> open(Service& service);

    /// Opens one and accepts it; `reports` is then "opened".
    std::shared_ptr<ServiceConnection> open_and_accept(ServiceLimits limits = {});

    void accept();
    void write(std::string_view bytes);
    /// Writes it again and again; returns how many bytes the kernel took.
    std::size_t write_until_it_blocks(std::string_view bytes);
    std::string read(std::size_t size);
    /// Whatever comes until the client's side has closed or reset it.
    std::string read_to_end();
    void finish();
    void close();
    void reset();

    /// Runs until that many reports were made.
    void run_until_reports(std::size_t count);
    void run_until(const std::function<bool()>& done);
    /// Runs what is ready to run.
    void settle();

    /// Every report so far, one line each: `opened`, `json {}`, `text READY`,
    /// `closed`, `failed 2`.
    Reports reports;
    /// Called with every report, after it was noted.
    std::function<void(const std::string&)> on_report = [](const std::string&) {};
    bool accepts_more = true;  ///< What each report is answered with.
    bool inside_call = false;
    bool reported_inside_call = false;

    Reports published;  ///< Each as `channel data`.
    Caller caller{"c1", "192.0.2.1", {}, {}};
    test::RecordingLogger logger;
    InternalServices internal;

    std::unique_ptr<boost::asio::io_context> context;
    std::uint16_t port = 0;

private:
    std::deque<ServiceConfig> configs_;
    boost::asio::io_context own_context_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::ip::tcp::socket socket_;
};

/// How `reports` says it.
std::string describe(const protocol::ServiceEvent& event);

/// How `reports` says that a connection failed.
std::string failed(Errc error);

/// Exactly these, and none from within a call.
void check_reports(const TestBackend& backend, const Reports& expected);

}  // namespace halley::services
