#include "tools/bayeux-conformance/party.hpp"

#include <atomic>
#include <thread>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>
#include <sys/socket.h>

using namespace halley::conformance;

namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds patience{20};

/// Answers one request on each of so many connections, with an empty batch, and ends it
/// without a word.
class CuttingServer {
public:
    explicit CuttingServer(int connections)
        : thread_{[this, connections] {
              for (int i = 0; i < connections; ++i) {
                  boost::system::error_code stopped;
                  auto socket = acceptor_.accept(stopped);
                  if (stopped) return;
                  ++connections_;
                  serve(std::move(socket));
              }
          }}
    {
    }

    ~CuttingServer() { shutdown(acceptor_.native_handle(), SHUT_RDWR); }

    Server as_found_out() const
    {
        Server server;
        server.options.patience = patience;
        auto& url = server.options.endpoint.url;
        url.host = "127.0.0.1";
        url.port = std::to_string(acceptor_.local_endpoint().port());
        url.target = "/";
        return server;
    }

    int connections() const { return connections_; }

private:
    static void serve(asio::ip::tcp::socket socket)
    {
        std::string request;
        asio::read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n[]");
        constexpr std::string_view response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";
        asio::write(socket, asio::buffer(response));
    }

    std::atomic<int> connections_{0};
    asio::io_context context_;
    asio::ip::tcp::acceptor acceptor_{
        context_, {asio::ip::address_v4::loopback(), 0}
    };
    std::jthread thread_;
};

Json json(std::string_view text)
{
    return *Json::parse(text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(parties)

BOOST_AUTO_TEST_CASE(a_connection_that_the_server_has_ended_is_not_used_again)
{
    CuttingServer cutting{2};
    const auto server = cutting.as_found_out();
    Run run{server, Medium::long_polling};
    Party party{run, "A"};
    BOOST_TEST(party.request("[]").empty());
    const auto until = Clock::now() + patience;
    while (cutting.connections() < 2 && Clock::now() < until)
        party.http();
    BOOST_TEST_REQUIRE(cutting.connections() == 2);
    BOOST_TEST(party.request("[]").empty());
}

// HSK-02: CometD answers 12 with "12"; that "12" is answered with 12 is known of nobody.
BOOST_AUTO_TEST_CASE(a_reply_is_told_by_the_id_that_was_sent)
{
    struct {
        const char* sent;
        const char* echoed;
        bool same;
    } const rows[] = {
        {R"("7")", R"("7")",     true },
        {R"("7")", "7",          false},
        {R"("7")", R"("\"7\"")", false},
        {R"("7")", R"("70")",    false},
        {"7",      "7",          true },
        {"7",      R"("7")",     true },
        {"7",      "70",         false},
        {"7",      "null",       false},
    };
    for (const auto& row : rows) {
        BOOST_TEST_CONTEXT(row.sent << " as " << row.echoed)
        {
            const auto reply =
                json(std::string{R"({"channel":"/a","successful":true,"id":)"} + row.echoed + "}");
            BOOST_TEST(!reply_with({reply}, row.sent).missing() == row.same);
        }
    }
    const auto event = json(R"({"channel":"/a","data":1,"id":"7"})");
    BOOST_TEST(reply_with({event}, R"("7")").missing());
}

BOOST_AUTO_TEST_CASE(a_client_id_is_put_in_as_json)
{
    const Server server;
    Run run{server, Medium::long_polling};
    Party party{run, "A"};
    party.client_id = "a\"$ID";
    BOOST_TEST(party.fill(R"({"clientId":"$ID","id":"$ID"})") ==
               R"({"clientId":"a\"$ID","id":"a\"$ID"})");
}

BOOST_AUTO_TEST_SUITE_END()
