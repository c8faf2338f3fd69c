#include "tools/bayeux-bench/wire/messages.hpp"

#include <boost/test/unit_test.hpp>

using namespace halley::bench;

BOOST_AUTO_TEST_SUITE(bench_messages)

BOOST_AUTO_TEST_CASE(each_message)
{
    const auto batch_of = [](auto append) {
        std::string batch;
        append(batch);
        close_batch(batch);
        return batch;
    };
    BOOST_TEST(batch_of([](auto& batch) { append_handshake(batch, "websocket"); }) ==
               R"([{"channel":"/meta/handshake","version":"1.0","minimumVersion":"1.0",)"
               R"("supportedConnectionTypes":["websocket"],"id":"1"}])");
    BOOST_TEST(batch_of([](auto& batch) { append_connect(batch, "c", "long-polling"); }) ==
               R"([{"channel":"/meta/connect","clientId":"c",)"
               R"("connectionType":"long-polling","id":"1"}])");
    BOOST_TEST(batch_of([](auto& batch) { append_disconnect(batch, "c"); }) ==
               R"([{"channel":"/meta/disconnect","clientId":"c","id":"1"}])");
}

BOOST_AUTO_TEST_CASE(several_in_a_batch)
{
    std::string batch;
    append_subscribe(batch, "c", "/a");
    begin_publish(batch, "c", "/\"", 12);
    batch += "1}";
    close_batch(batch);
    BOOST_TEST(batch ==
               R"([{"channel":"/meta/subscribe","clientId":"c","subscription":"/a","id":"1"},)"
               R"({"channel":"/\"","clientId":"c","id":"12","data":1}])");
}

BOOST_AUTO_TEST_SUITE_END()
