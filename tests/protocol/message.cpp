#include "protocol/message.hpp"

#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "protocol/message_reader.hpp"
#include "support/batch_views.hpp"

namespace halley::protocol {

namespace {

const std::string body =
    R"([{"channel":"/a","clientId":"c1","id":"7","data":{"x":[1]},"ext":{"e":1},)"
    R"("version":"1.0","minimumVersion":"0.9","connectionType":"websocket",)"
    R"("subscription":["/a/*","/\u0062"],"supportedConnectionTypes":"x"},)"
    R"({"channel":"/\u0062\/c","data":"","subscription":"","id":null}])";

}  // namespace

BOOST_AUTO_TEST_SUITE(message)

BOOST_AUTO_TEST_CASE(views_the_body)
{
    Batch batch;
    BOOST_REQUIRE(!read_batch(body, {}, batch));
    BOOST_TEST(test::views_hold(batch));
    BOOST_TEST((batch.body.data() == body.data()));
    BOOST_TEST(batch.decoded.size() == 2u);
    BOOST_TEST(test::lies_within(batch.messages.front().channel.text, body));
}

// With the address sanitizer a view that stayed behind is found out.
BOOST_AUTO_TEST_CASE(owns_the_body)
{
    Batch batch;
    auto buffer = std::make_unique<std::string>(body);
    BOOST_REQUIRE(!read_batch(*buffer, {}, batch));
    const auto expected = test::described(batch);
    batch.own();
    BOOST_TEST(!test::lies_within(batch.body, *buffer));
    buffer.reset();
    BOOST_TEST(test::described(batch) == expected);
    BOOST_TEST(test::views_hold(batch));
    BOOST_TEST(batch.body == body);
}

BOOST_AUTO_TEST_CASE(owns_once)
{
    Batch batch;
    BOOST_REQUIRE(!read_batch(body, {}, batch));
    batch.own();
    const auto* const place = batch.body.data();
    batch.own();
    BOOST_TEST((batch.body.data() == place));
}

BOOST_AUTO_TEST_CASE(stays_whole_when_moved)
{
    Batch batch;
    {
        const std::string buffer = body;
        BOOST_REQUIRE(!read_batch(buffer, {}, batch));
        batch.own();
    }
    const auto expected = test::described(batch);
    Batch second = std::move(batch);
    Batch third;
    third = std::move(second);
    BOOST_TEST(test::described(third) == expected);
    BOOST_TEST(test::views_hold(third));
}

BOOST_AUTO_TEST_CASE(is_empty_after_clear)
{
    Batch batch;
    BOOST_REQUIRE(!read_batch(R"({"channel":"\/a"})", {}, batch));
    batch.own();
    batch.clear();
    BOOST_TEST(batch.messages.empty());
    BOOST_TEST(batch.decoded.empty());
    BOOST_TEST(batch.body.empty());
    BOOST_TEST(!batch.bare);
    batch.own();
    BOOST_TEST(batch.body.empty());
}

// A connection reads all its messages into the same batch.
BOOST_AUTO_TEST_CASE(is_used_again)
{
    Batch batch;
    BOOST_REQUIRE(!read_batch(R"([{"data":1},{"data":2}])", {}, batch));
    batch.own();
    const std::string other = R"({"channel":"/b"})";
    BOOST_REQUIRE(!read_batch(other, {}, batch));
    BOOST_TEST(batch.messages.size() == 1u);
    BOOST_TEST(batch.bare);
    BOOST_TEST((batch.body.data() == other.data()));
    batch.own();
    BOOST_TEST((batch.body.data() != other.data()));
    BOOST_TEST(batch.messages.front().channel.text == "/b");
    BOOST_TEST(test::views_hold(batch));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
