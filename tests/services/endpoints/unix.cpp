#include "services/endpoints/unix.hpp"

#include <deque>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/services/endpoints/stream_backend.hpp"
#include "tests/support/temporary_folder.hpp"

namespace halley::services {
namespace {

namespace asio = boost::asio;
using Unix = asio::local::stream_protocol;
using test::TemporaryFolder;

class UnixBackend final : public StreamBackend {
public:
    UnixBackend()
        : path_(folder_.file("socket")),
          acceptor_(context_, Unix::endpoint(path_)),
          socket_(context_)
    {
    }

    void finish() override { socket_.shutdown(Unix::socket::shutdown_send); }
    void close() override { socket_.close(); }
    // Unread bytes make of a close a reset.
    void break_off() override
    {
        client.run_until([&] { return socket_.available() > 0; });
        socket_.close();
    }

protected:
    ServiceFactory kind() const override { return make_unix_service; }
    void lead_here(ServiceConfig& config) const override { config.path = path_; }
    void accept_one() override { acceptor_.accept(socket_); }
    void write_all(std::string_view bytes) override { asio::write(socket_, asio::buffer(bytes)); }
    std::string read_some(std::size_t most) override
    {
        std::string bytes(most, '\0');
        boost::system::error_code ended;
        bytes.resize(socket_.read_some(asio::buffer(bytes), ended));
        return bytes;
    }

private:
    TemporaryFolder folder_;
    std::string path_;
    asio::io_context context_;
    Unix::acceptor acceptor_;
    Unix::socket socket_;
};

// Opens a connection and returns the one report that there is.
Reports only_reports_of(const ServiceConfig& config)
{
    TestBackend client;
    const auto connection = client.open(*client.service(config, {}, make_unix_service));
    client.run_until_reports(1);
    BOOST_TEST(!connection->write("late"));
    client.settle();
    return client.reports;
}

BOOST_AUTO_TEST_SUITE(unix_endpoint)

BOOST_AUTO_TEST_CASE(speaks_a_stream)
{
    for (const auto& script : stream_scripts()) {
        BOOST_TEST_CONTEXT(script.name)
        {
            UnixBackend backend;
            script.run(backend);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_abstract_name)
{
    const TemporaryFolder unique;
    const auto name = unique.file("name");
    asio::io_context context;
    Unix::acceptor acceptor(context, Unix::endpoint(std::string(1, '\0') + name));
    TestBackend client;
    const auto connection =
        client.open(*client.service({.path = "@" + name}, {}, make_unix_service));
    client.run_until_reports(1);
    check_reports(client, {"opened"});
    connection->abort();
}

BOOST_AUTO_TEST_CASE(nobody_listens)
{
    const TemporaryFolder folder;
    const auto path = folder.file("socket");
    BOOST_TEST(only_reports_of({.path = path}) == Reports{failed(Errc::service_unreachable)});
    asio::io_context context;
    Unix::acceptor(context, Unix::endpoint(path)).close();
    BOOST_TEST(only_reports_of({.path = path}) == Reports{failed(Errc::service_refused)});
}

// The kernel answers at once that it cannot wait, and Asio that it is connected.
BOOST_AUTO_TEST_CASE(a_backend_that_does_not_accept)
{
    const TemporaryFolder folder;
    const Unix::endpoint endpoint(folder.file("socket"));
    asio::io_context context;
    Unix::acceptor acceptor(context, endpoint.protocol());
    acceptor.bind(endpoint);
    acceptor.listen(0);
    std::deque<Unix::socket> accepted;
    const auto knock = [&] {
        boost::system::error_code error;
        Unix::socket socket(context);
        socket.open(endpoint.protocol());
        socket.native_non_blocking(true);
        socket.connect(endpoint, error);
        socket.remote_endpoint(error);
        accepted.push_back(std::move(socket));
        return !error;
    };
    while (knock()) {
    }
    const ServiceConfig config{.path = endpoint.path(),
                               .connect_timeout = std::chrono::milliseconds(50)};
    BOOST_TEST(only_reports_of(config) == Reports{failed(Errc::service_timeout)});

    TestBackend client;
    const auto connection =
        client.open(*client.service({.path = endpoint.path()}, {}, make_unix_service));
    client.settle();
    const auto later = std::chrono::steady_clock::now() + std::chrono::milliseconds(30);
    client.run_until([&] { return std::chrono::steady_clock::now() > later; });
    BOOST_TEST(client.reports.empty());
    Unix::socket taken(context);
    acceptor.accept(taken);
    client.run_until_reports(1);
    check_reports(client, {"opened"});
    connection->abort();
}

BOOST_AUTO_TEST_CASE(paths_that_cannot_be)
{
    TestBackend client;
    const struct {
        std::string path;
        std::string reason;
    } cases[] = {
        {"",    "service test: a unix socket needs a path"                 },
        { std::string(200, 'x'), "service test: the path is too long for a unix socket: xxx"},
    };
    for (const auto& c : cases) {
        BOOST_CHECK_EXCEPTION((void)client.service({.path = c.path}, {}, make_unix_service),
                              std::invalid_argument,
                              [&](const std::invalid_argument& error) {
                                  return std::string_view(error.what()).starts_with(c.reason);
                              });
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
