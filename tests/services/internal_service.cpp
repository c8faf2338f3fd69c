#include "services/internal_service.hpp"

#include <stdexcept>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "tests/services/test_backend.hpp"

namespace halley::services {
namespace {

/// Writes down what it is told, and does as the message says.
class Obedient final : public halley::Service {
public:
    void on_open(const ServiceClientPtr& client) override
    {
        diary.push_back("open " + client->id() + " " + client->address());
        client->send(R"("welcome")");
        last = client;
    }

    void on_message(const ServiceClientPtr& client, const ServiceMessage& message) override
    {
        diary.push_back("message " + message.data);
        const auto text = message.text();
        if (text == "throw") throw std::runtime_error("out of paper");
        if (text == "close") client->close();
        if (text == "fail") client->fail(message, R"({"error":1})");
        if (text == "reply") client->reply(message, "[1]");
        if (text == "text") client->send_text(std::string_view{"a\0\"\xff", 4});
        if (text == "bytes") client->send_bytes(std::string_view{"\0\xff\x10", 3});
    }

    void on_close(const ServiceClientPtr& client) override
    {
        diary.push_back("close " + client->id());
    }

    std::vector<std::string> diary;
    ServiceClientPtr last;
};

struct Fixture : TestBackend {
    Fixture() { internal["test"] = obedient; }
    ~Fixture() { obedient->last = nullptr; }  // It keeps its service, and that keeps it.

    std::shared_ptr<ServiceConnection> opened()
    {
        connection_service = service({.type = "internal"});
        auto connection = open(*connection_service);
        run_until_reports(2);
        return connection;
    }

    std::shared_ptr<Obedient> obedient = std::make_shared<Obedient>();
    std::unique_ptr<Service> connection_service;
};

protocol::ServiceMessage message(const std::string& data)
{
    return {data, "/service/test", "7"};
}

BOOST_AUTO_TEST_SUITE(internal_service)

BOOST_FIXTURE_TEST_CASE(it_is_opened_talked_to_and_closed, Fixture)
{
    const auto connection = opened();
    BOOST_TEST(connection->receive(message(R"("reply")")));
    BOOST_TEST(connection->receive(message(R"("fail")")));
    run_until_reports(4);
    connection->finish();
    run_until_reports(5);
    check_reports(
        *this,
        {"opened", R"(json "welcome")", "reply 7 [1]", R"(failure 7 {"error":1})", "closed"});
    BOOST_TEST(
        obedient->diary ==
            (Reports{"open c1 192.0.2.1", R"(message "reply")", R"(message "fail")", "close c1"}),
        boost::test_tools::per_element());
    BOOST_TEST(!connection->receive(message("1")));
}

BOOST_FIXTURE_TEST_CASE(any_text_and_any_bytes, Fixture)
{
    const auto connection = opened();
    BOOST_TEST(connection->receive(message(R"("text")")));
    BOOST_TEST(connection->receive(message(R"("bytes")")));
    run_until_reports(4);
    check_reports(*this,
                  {"opened", R"(json "welcome")", "json \"a\\u0000\\\"\uFFFD\"", R"(json "AP8Q")"});
    connection->abort();

    const auto bytes = [](const char* data) { return ServiceMessage{{}, data, {}}.bytes(); };
    BOOST_TEST(bytes(R"("AP8Q")") == (std::string{"\0\xff\x10", 3}));
    BOOST_TEST(bytes(R"("AA==")") == (std::string{"\0", 1}));
    BOOST_TEST(bytes(R"("AAA=")") == (std::string{"\0\0", 2}));
    BOOST_TEST(bytes(R"("")").empty());
    for (const auto* data : {R"("A")", R"("AAA")", R"("????")", "7", "null", R"(["AAAA"])"})
        BOOST_CHECK_THROW(bytes(data), std::invalid_argument);
}

BOOST_FIXTURE_TEST_CASE(it_closes, Fixture)
{
    const auto connection = opened();
    BOOST_TEST(connection->receive(message(R"("close")")));
    run_until_reports(3);
    check_reports(*this, {"opened", R"(json "welcome")", "closed"});
    BOOST_TEST(obedient->diary.back() == "close c1");
    obedient->last->send("1");
    settle();
    BOOST_TEST(reports.size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(an_exception_ends_this_use_and_no_other, Fixture)
{
    const auto first = opened();
    const auto second = open(*connection_service);
    run_until_reports(4);
    BOOST_TEST(first->receive(message(R"("throw")")));
    run_until_reports(5);
    BOOST_TEST(reports.back() == failed(Errc::service_closed));
    BOOST_TEST(logger.entries() == Reports{"service test: out of paper"});
    BOOST_TEST(second->receive(message(R"("reply")")));
    run_until_reports(6);
    BOOST_TEST(reports.back() == "reply 7 [1]");
    second->abort();
}

BOOST_FIXTURE_TEST_CASE(abort_is_told_and_nothing_follows, Fixture)
{
    const auto connection = opened();
    obedient->last->send("1");
    connection->abort();
    obedient->last->send("2");
    settle();
    check_reports(*this, {"opened", R"(json "welcome")"});
    BOOST_TEST(obedient->diary.back() == "close c1");
    connection->abort();
    BOOST_TEST(obedient->diary.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(what_is_no_json_is_not_sent, Fixture)
{
    const auto connection = opened();
    BOOST_CHECK_THROW(obedient->last->send("{"), std::invalid_argument);
    BOOST_CHECK_THROW(obedient->last->reply({}, "\xff"), std::invalid_argument);
    connection->abort();
}

BOOST_FIXTURE_TEST_CASE(it_sends_from_another_thread_and_after_the_end, Fixture)
{
    const auto connection = opened();
    const auto client = obedient->last;
    std::thread{[&] { client->send("1"); }}.join();
    run_until_reports(3);
    BOOST_TEST(reports.back() == "json 1");
    connection_service = nullptr;
    context = nullptr;
    client->send("2");
    client->close();
    BOOST_TEST(reports.size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(there_is_no_such_service, Fixture)
{
    internal.clear();
    internal["other"] = obedient;
    BOOST_CHECK_EXCEPTION(
        service({.type = "internal"}), std::invalid_argument, [](const auto& error) {
            BOOST_TEST(error.what() == "service test: there is no internal service of that name; "
                                       "there is other");
            return true;
        });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
