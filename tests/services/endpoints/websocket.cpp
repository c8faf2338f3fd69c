#include "services/endpoints/websocket.hpp"

#include <atomic>

#include <boost/test/unit_test.hpp>

#include "tests/services/endpoints/websocket_backend.hpp"

namespace halley::services {
namespace {

namespace websocket = boost::beast::websocket;
using Backend = WebSocketBackend<boost::asio::ip::tcp::socket>;

BOOST_AUTO_TEST_SUITE(websocket_endpoint)

BOOST_AUTO_TEST_CASE(a_message_is_a_text)
{
    Backend backend;
    const auto connection = backend.open_and_accept();
    BOOST_TEST(connection->write("[1]"));
    BOOST_TEST(connection->write("[2]"));
    BOOST_TEST(backend.read() == "[1]");
    BOOST_TEST(backend.stream.got_text());
    BOOST_TEST(backend.read() == "[2]");
    backend.write("[3]");
    backend.write("");
    backend.write("[4][5]");
    backend.client.run_until_reports(3);
    check_reports(backend.client, {"opened", "json [3]", "text [4][5]"});
    connection->abort();
    BOOST_TEST(!connection->write("late"));
}

BOOST_AUTO_TEST_CASE(a_message_in_pieces)
{
    Backend backend;
    const auto connection = backend.open_and_accept();
    const std::string text = "{\"r\":\"\u00E9\"}";
    for (std::size_t i = 0; i < text.size(); ++i) {
        backend.stream.write_some(i + 1 == text.size(), boost::asio::buffer(&text[i], 1));
        backend.client.settle();
    }
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", "json " + text});
    connection->abort();
}

BOOST_AUTO_TEST_CASE(long_messages)
{
    Backend backend;
    const auto connection = backend.open_and_accept();
    const auto text = R"({"r":")" + std::string(500'000, 'x') + R"("})";
    BOOST_TEST(connection->write(text));
    BOOST_TEST((backend.read() == text));
    backend.write(text);
    backend.write("[1]");
    backend.client.run_until_reports(3);
    check_reports(backend.client, {"opened", "json " + text, "json [1]"});
    connection->abort();
}

BOOST_AUTO_TEST_CASE(binary_messages_are_texts_as_well)
{
    Backend backend;
    const auto connection = backend.open_and_accept();
    backend.stream.binary(true);
    backend.write("[1]");
    backend.write("caf\xC3");
    backend.client.run_until_reports(3);
    check_reports(backend.client, {"opened", "json [1]", "text caf\uFFFD"});
    connection->abort();
}

BOOST_AUTO_TEST_CASE(what_the_backend_is_asked_for)
{
    const struct {
        ServiceConfig config;
        std::string host;
        std::string path;
    } cases[] = {
        {{},                                          "127.0.0.1:", "/"       },
        {{.domain = "localhost", .path = "/a/b?c=1"}, "localhost:", "/a/b?c=1"},
    };
    for (const auto& c : cases) {
        Backend backend;
        const auto connection = backend.open(c.config);
        backend.accept();
        using boost::beast::http::field;
        BOOST_TEST(backend.request[field::host] == c.host + std::to_string(backend.port()));
        BOOST_TEST(backend.request.target() == c.path);
        BOOST_TEST(backend.request.count(field::sec_websocket_extensions) == 0u);
        connection->abort();
    }
}

BOOST_AUTO_TEST_CASE(the_client_finishes_first)
{
    Backend backend;
    const auto connection = backend.open();
    BOOST_TEST(connection->write("bye"));
    connection->finish();
    connection->finish();
    BOOST_TEST(!connection->write("late"));
    backend.accept();
    BOOST_TEST(backend.read() == "bye");
    backend.read_to_end();
    BOOST_TEST(backend.stream.reason().code == websocket::close_code::normal);
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", "closed"});
}

BOOST_AUTO_TEST_CASE(the_client_finishes_and_wants_no_more)
{
    Backend backend;
    const auto connection = backend.open_and_accept();
    backend.client.accepts_more = false;
    backend.write("[1]");
    backend.client.run_until_reports(2);
    connection->finish();
    backend.read_to_end();
    check_reports(backend.client, {"opened", "json [1]"});
    connection->resume();
    backend.client.run_until_reports(3);
    check_reports(backend.client, {"opened", "json [1]", "closed"});
}

BOOST_AUTO_TEST_CASE(the_backend_closes_first)
{
    for (const auto code : {websocket::close_code::normal, websocket::close_code::internal_error}) {
        Backend backend;
        const auto connection = backend.open_and_accept();
        backend.write("[1]");
        backend.close(code);
        backend.client.run_until_reports(3);
        check_reports(backend.client, {"opened", "json [1]", "closed"});
        BOOST_TEST(!connection->write("late"));
        connection->finish();
    }
}

BOOST_AUTO_TEST_CASE(the_backend_breaks_off)
{
    Backend backend;
    const auto connection = backend.open_and_accept();
    backend.write("[1]");
    backend.stream.write_some(false, boost::asio::buffer("[2]", 3));
    backend.client.run_until_reports(2);
    backend.break_off();
    backend.client.run_until_reports(3);
    check_reports(backend.client, {"opened", "json [1]", failed(Errc::service_closed)});
}

BOOST_AUTO_TEST_CASE(the_backend_breaks_off_while_we_write)
{
    Backend backend;
    const auto connection = backend.open_and_accept({.pending_bytes = 16'000'000});
    BOOST_TEST(connection->write(std::string(8'000'000, 'x')));
    backend.client.settle();
    backend.break_off();
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", failed(Errc::service_closed)});
}

BOOST_AUTO_TEST_CASE(a_message_that_is_too_long)
{
    Backend backend;
    const auto connection = backend.open_and_accept({.frame_bytes = 10});
    backend.write("1234567890");
    backend.write("12345678901");
    backend.read_to_end();
    backend.client.run_until_reports(3);
    check_reports(backend.client,
                  {"opened", "json 1234567890", failed(Errc::service_frame_too_long)});
}

BOOST_AUTO_TEST_CASE(pings_are_answered)
{
    Backend backend;
    const auto connection = backend.open_and_accept();
    std::atomic<bool> answered = false;
    backend.stream.control_callback([&](websocket::frame_type type, auto payload) {
        answered = type == websocket::frame_type::pong && payload == "are you there?";
    });
    backend.stream.ping("are you there?");
    auto size = std::async(std::launch::async, [&] {
        boost::beast::flat_buffer buffer;
        return backend.stream.read(buffer);
    });
    backend.client.run_until([&] { return answered.load(); });
    BOOST_TEST(connection->write("x"));
    backend.client.run_until([&] { return is_ready(size); });
    BOOST_TEST(size.get() == 1u);
    connection->abort();
}

BOOST_AUTO_TEST_CASE(a_backend_that_does_not_read)
{
    Backend backend;
    const auto connection = backend.open_and_accept({.pending_bytes = 100'000});
    const std::string text(10'000, 'x');
    std::size_t written = 0;
    while (connection->write(text)) {
        ++written;
        backend.client.settle();
        BOOST_REQUIRE(written < 100'000);
    }
    BOOST_TEST(connection->full());
    check_reports(backend.client, {"opened"});
    for (std::size_t i = 0; i < written; ++i)
        BOOST_REQUIRE((backend.read() == text));
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", "ready"});
    BOOST_TEST(!connection->full());
    connection->abort();
}

BOOST_AUTO_TEST_CASE(who_wants_no_more_is_left_alone_until_it_does)
{
    Backend backend;
    const auto connection = backend.open_and_accept();
    backend.client.accepts_more = false;
    backend.write("[1]");
    backend.write("[2]");
    backend.client.run_until_reports(2);
    backend.client.settle();
    check_reports(backend.client, {"opened", "json [1]"});
    backend.client.accepts_more = true;
    connection->resume();
    backend.client.run_until_reports(3);
    check_reports(backend.client, {"opened", "json [1]", "json [2]"});
    connection->abort();
}

BOOST_AUTO_TEST_CASE(abort_while_it_writes)
{
    Backend backend;
    const auto connection = backend.open_and_accept({.pending_bytes = 16'000'000});
    BOOST_TEST(connection->write(std::string(8'000'000, 'x')));
    backend.client.settle();
    connection->abort();
    backend.read_to_end();
    backend.client.settle();
    check_reports(backend.client, {"opened"});
}

// ASan tells whether anything is used after it is gone, or left behind.
BOOST_AUTO_TEST_CASE(the_context_goes_first)
{
    for (const bool finished : {false, true}) {
        Backend backend;
        const auto opening = backend.open();
        const auto connection = backend.open({}, {.pending_bytes = 16'000'000});
        backend.accept();
        connection->write(std::string(finished ? 1 : 8'000'000, 'x'));
        if (finished) connection->finish();
        backend.client.settle();
        backend.client.context = nullptr;
        BOOST_TEST(!connection->write("late"));
        connection->abort();
        opening->abort();
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
