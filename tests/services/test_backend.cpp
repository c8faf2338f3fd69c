#include "tests/services/test_backend.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/test/unit_test.hpp>

#include "services/internal_service.hpp"

namespace halley::services {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

protocol::ServiceRef ref_of(const protocol::ServiceEvent& event)
{
    return std::visit([](const auto& e) { return e.service; }, event);
}

constexpr protocol::ServiceRef test_ref{7, 3};

class WatchedConnection final : public ServiceConnection {
public:
    WatchedConnection(std::shared_ptr<ServiceConnection> connection, bool& inside_call)
        : connection_(std::move(connection)), inside_call_(inside_call)
    {
    }

    bool write(std::string bytes) override
    {
        inside_call_ = true;
        const auto taken = connection_->write(std::move(bytes));
        inside_call_ = false;
        return taken;
    }

    bool full() const override { return connection_->full(); }

    void resume() override
    {
        inside_call_ = true;
        connection_->resume();
        inside_call_ = false;
    }

    bool receive(protocol::ServiceMessage message) override
    {
        inside_call_ = true;
        const auto taken = connection_->receive(std::move(message));
        inside_call_ = false;
        return taken;
    }

    void finish() override
    {
        inside_call_ = true;
        connection_->finish();
        inside_call_ = false;
    }

    void abort() override
    {
        inside_call_ = true;
        connection_->abort();
        inside_call_ = false;
    }

private:
    std::shared_ptr<ServiceConnection> connection_;
    bool& inside_call_;
};

}  // namespace

std::string describe(const protocol::ServiceEvent& event)
{
    struct {
        std::string operator()(const protocol::ServiceOpened&) const { return "opened"; }
        std::string operator()(const protocol::ServiceReply& e) const
        {
            return (e.successful ? "reply " : "failure ") + e.message_id + " " + e.text;
        }
        std::string operator()(const protocol::ServiceBusy&) const { return "busy"; }
        std::string operator()(const protocol::ServiceReady&) const { return "ready"; }
        std::string operator()(const protocol::ServiceClosed&) const { return "closed"; }
        std::string operator()(const protocol::ServiceFailed& e) const { return failed(e.error); }
        std::string operator()(const protocol::ServiceData& e) const
        {
            return (e.json ? "json " : "text ") + e.text;
        }
    } visitor;
    return std::visit(visitor, event);
}

std::string failed(Errc error)
{
    return "failed " + std::to_string(static_cast<int>(error));
}

void check_reports(const TestBackend& backend, const Reports& expected)
{
    BOOST_TEST(backend.reports == expected, boost::test_tools::per_element());
    BOOST_TEST(!backend.reported_inside_call);
}

TestBackend::TestBackend()
    : context(std::make_unique<asio::io_context>(1)),
      acceptor_(own_context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      socket_(own_context_)
{
    port = acceptor_.local_endpoint().port();
    acceptor_.non_blocking(true);
}

TestBackend::~TestBackend() = default;

std::unique_ptr<Service>
TestBackend::service(ServiceConfig config, ServiceLimits limits, ServiceFactory make)
{
    if (config.port == 0) config.port = port;
    configs_.push_back(std::move(config));
    if (configs_.back().type == "internal") make = make_internal_service;
    return make({*context,
                 "test",
                 configs_.back(),
                 limits,
                 logger,
                 [this](const std::string& channel, const std::string& data) {
                     published.push_back(channel + " " + data);
                 },
                 internal});
}

std::shared_ptr<ServiceConnection> TestBackend::open(Service& service)
{
    inside_call = true;
    auto connection = service.open(test_ref, caller, [this](const protocol::ServiceEvent& event) {
        reported_inside_call = reported_inside_call || inside_call || ref_of(event) != test_ref;
        reports.push_back(describe(event));
        on_report(reports.back());
        return accepts_more;
    });
    inside_call = false;
    return std::make_shared<WatchedConnection>(std::move(connection), inside_call);
}

std::shared_ptr<ServiceConnection> TestBackend::open_and_accept(ServiceLimits limits)
{
    auto connection = open(*service({}, limits));
    accept();
    run_until_reports(1);
    return connection;
}

void TestBackend::accept()
{
    run_until([this] {
        boost::system::error_code error;
        acceptor_.accept(socket_, error);
        return !error;
    });
    socket_.set_option(tcp::no_delay(true));
    socket_.non_blocking(true);
}

void TestBackend::write(std::string_view bytes)
{
    run_until([&] {
        boost::system::error_code error;
        bytes.remove_prefix(socket_.write_some(asio::buffer(bytes), error));
        return bytes.empty();
    });
}

// The other side gets its turn again and again, so that it could take something.
std::size_t TestBackend::write_until_it_blocks(std::string_view bytes)
{
    std::size_t taken = 0;
    for (int blocked = 0; blocked < 100;) {
        boost::system::error_code error;
        taken += socket_.write_some(asio::buffer(bytes), error);
        blocked = error ? blocked + 1 : 0;
        settle();
    }
    return taken;
}

std::string TestBackend::read(std::size_t size)
{
    std::string bytes;
    run_until([&] {
        std::string more(size - bytes.size(), '\0');
        boost::system::error_code error;
        more.resize(socket_.read_some(asio::buffer(more), error));
        bytes += more;
        return bytes.size() == size;
    });
    return bytes;
}

std::string TestBackend::read_to_end()
{
    std::string bytes;
    run_until([&] {
        std::array<char, 65'536> more;
        boost::system::error_code error;
        bytes.append(more.data(), socket_.read_some(asio::buffer(more), error));
        return error && error != asio::error::would_block;
    });
    return bytes;
}

void TestBackend::finish()
{
    socket_.shutdown(tcp::socket::shutdown_send);
}

void TestBackend::close()
{
    socket_.close();
}

void TestBackend::reset()
{
    socket_.set_option(asio::socket_base::linger(true, 0));
    socket_.close();
}

void TestBackend::run_until_reports(std::size_t count)
{
    run_until([&] { return reports.size() >= count; });
}

void TestBackend::run_until(const std::function<bool()>& done)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!done()) {
        if (std::chrono::steady_clock::now() > deadline) {
            throw std::runtime_error("the test waits in vain");
        }
        context->restart();
        context->run_one_for(std::chrono::milliseconds(1));
    }
}

void TestBackend::settle()
{
    context->restart();
    context->poll();
}

}  // namespace halley::services
