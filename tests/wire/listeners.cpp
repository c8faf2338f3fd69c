// Where the server listens, and how it says so.

#include <boost/test/unit_test.hpp>

#include "support/http_client.hpp"
#include "support/live_server.hpp"

using namespace halley;
using namespace halley::test;

namespace {

Config listening_on(std::vector<ListenConfig> listen)
{
    Config config;
    config.listen = std::move(listen);
    return config;
}

bool has_ipv6()
{
    try {
        LiveServer server{
            1, listening_on({{"::1", 0}}
             )
        };
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(listeners)

WIRE_TEST(each_is_logged_with_its_url)
{
    LiveServer server{
        shards, listening_on({{"127.0.0.1", 0}}
         )
    };
    const auto expected = "listening on http://127.0.0.1:" + std::to_string(server.port);
    BOOST_TEST(server.logger.entries() == std::vector{expected}, boost::test_tools::per_element());
}

WIRE_TEST(a_port_in_use_is_an_error)
{
    LiveServer server{shards};
    // Also for a second server that would be ready to share it.
    try {
        LiveServer second{
            shards, listening_on({{"127.0.0.1", server.port}}
             )
        };
        BOOST_ERROR("two servers on one port");
    } catch (const std::exception& error) {
        const std::string text = error.what();
        BOOST_TEST(text.find("cannot listen on 127.0.0.1 port " + std::to_string(server.port)) ==
                   0U);
    }
}

WIRE_TEST(a_port_is_free_again_after_the_stop)
{
    std::uint16_t port = 0;
    {
        LiveServer server{shards};
        port = server.port;
        HttpClient client{port};
        BOOST_TEST(client.get("/cometd").body == "PING");
    }
    LiveServer server{
        shards, listening_on({{"127.0.0.1", port}}
         )
    };
    HttpClient client{port};
    BOOST_TEST(client.get("/cometd").body == "PING");
}

BOOST_AUTO_TEST_CASE(ipv6_in_brackets,
                     *boost::unit_test::precondition([](auto) { return has_ipv6(); }))
{
    LiveServer server{
        2, listening_on({{"::1", 0}}
         )
    };
    const auto expected = "listening on http://[::1]:" + std::to_string(server.port);
    BOOST_TEST(server.logger.entries().front() == expected);
    TcpClient connection{server.port, "::1"};
    connection.send(http_request("GET", "/cometd"));
    BOOST_TEST(read_response(connection).body == "PING");
}

BOOST_AUTO_TEST_CASE(an_unknown_kind_of_service_is_an_error)
{
    Config config;
    config.services["x"].type = "carrier-pigeon";
    BOOST_CHECK_THROW((LiveServer{1, config}), std::exception);
}

BOOST_AUTO_TEST_SUITE_END()
