#include "protocol/timestamp.hpp"

#include "client.hpp"

// The timesync and timestamp extensions. The simulated calendar begins at
// 2001-02-03T04:05:06.789Z, which is 981173106789.

BOOST_AUTO_TEST_SUITE(times)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

std::string timesync(std::string_view value)
{
    return R"("ext":{"timesync":)" + std::string{value} + "}";
}

}  // namespace

BOOST_AUTO_TEST_CASE(TSY_01_02_03_04_06_values)
{
    struct {
        const char* name;
        const char* value;
        const char* reply;
    } const table[] = {
        {"TSY-02 in step",
         R"({"tc":981173106789,"l":0,"o":0})",                            R"({"ext":{"timesync":{"tc":981173106789,"ts":981173106789,"p":0,"a":0}}})"     },
        {"TSY-02 far behind",
         R"({"tc":981173006789,"l":20,"o":1000})",                        R"({"ext":{"timesync":{"tc":981173006789,"ts":981173106789,"p":0,"a":-98980}}})"},
        {"TSY-03 near enough",      R"({"tc":981173106780,"l":1,"o":0})", R"({"ext":null})"                                                               },
        {"TSY-03 just not",
         R"({"tc":981173106763,"l":1,"o":0})",                            R"({"ext":{"timesync":{"a":-25}}})"                                             },
        {"TSY-04 old style",
         R"({"tc":5})",                                                   R"({"ext":{"timesync":{"tc":5,"ts":981173106789,"p":0,"a":null}}})"             },
        {"TSY-01 fractions",
         R"({"tc":981173106789.75,"l":0.5,"o":-0.5})",                    R"({"ext":{"timesync":{"tc":981173106789,"a":0}}})"                             },
        {"TSY-06 text",             R"("x")",                             R"({"ext":null})"                                                               },
        {"TSY-06 nothing",          "{}",                                 R"({"ext":null})"                                                               },
        {"TSY-06 no number",        R"({"tc":"1"})",                      R"({"ext":null})"                                                               },
        {"TSY-06 out of range",     R"({"tc":1e300,"l":1,"o":1})",        R"({"ext":null})"                                                               },
        {"TSY-06 lag out of range", R"({"tc":5,"l":1e300})",              R"({"ext":{"timesync":{"a":null}}})"                                            },
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            const auto hello = R"([{"channel":"/meta/handshake",)" + timesync(row.value) + "}]";
            BOOST_TEST(like(world.request(hello)[0], row.reply));
            auto client = Client::polling(world);
            for (const auto& meta :
                 {subscribe_message("/a", timesync(row.value)),
                  unsubscribe_message("/a", timesync(row.value)),
                  subscribe_message("/meta/x", timesync(row.value)),
                  connect_message(R"("advice":{"timeout":0},)" + timesync(row.value)),
                  message("/meta/disconnect", timesync(row.value))})
                BOOST_TEST(like(client.say(batch_of({meta})).at(0), row.reply));
        }
    }
}

BOOST_AUTO_TEST_CASE(TSY_02_the_time_that_a_connect_was_held)
{
    Simulation world;
    auto client = Client::polling(world);
    world.advance(1s);
    const auto held = client.hold(timesync(R"({"tc":1,"l":2,"o":3})"));
    world.advance(31s);
    const auto reply = world.response(held)[0];
    BOOST_TEST(like(reply, R"({"ext":{"timesync":{"tc":1,"ts":981173107789,"a":-981173107783}}})"));
    BOOST_TEST(reply["ext"]["timesync"]["p"].number() >= 30'000);
    BOOST_TEST(reply["ext"]["timesync"]["p"].number() < 30'100);
}

BOOST_AUTO_TEST_CASE(it_can_be_switched_off)
{
    Config config;
    config.bayeux.extensions = {};
    Simulation world{config};
    const auto hello = R"([{"channel":"/meta/handshake",)" + timesync(R"({"tc":1})") + "}]";
    BOOST_TEST(like(world.request(hello)[0], R"({"ext":null,"timestamp":null})"));
}

BOOST_AUTO_TEST_CASE(TST_01_everything_that_is_sent)
{
    Config config;
    config.bayeux.extensions = {ExtensionName::timestamp};
    Simulation world{config};
    const auto hello = world.request(R"([{"channel":"/meta/handshake"}])");
    BOOST_TEST(like(hello, R"([{"timestamp":"2001-02-03T04:05:06.789Z"}])"));
    BOOST_TEST(!hello[0]["advice"].has("timestamp"));

    auto client = Client::streaming(world);
    world.advance(211ms);
    const auto now = R"({"timestamp":"2001-02-03T04:05:07.000Z"})";
    BOOST_TEST(like(client.say(batch_of({subscribe_message("/a")})).at(0), now));
    BOOST_TEST(like(client.say(batch_of({message("/meta/nothing")})).at(0), now));
    BOOST_TEST(like(client.say("[{}]").at(0), now));
    const auto own = client.publish("/a", "1");
    BOOST_TEST_REQUIRE(own.size() == 2u);
    BOOST_TEST(like(own[0], now));
    BOOST_TEST(like(own[1], now));
    const auto late = R"({"timestamp":"2001-02-03T04:05:08.000Z"})";
    world.advance(1s);
    BOOST_TEST(like(client.say(batch_of({message("/meta/disconnect")})).at(0), late));
}

BOOST_AUTO_TEST_CASE(dates)
{
    using protocol::iso_8601;
    using std::chrono::milliseconds;
    BOOST_TEST(iso_8601(milliseconds{0}) == "1970-01-01T00:00:00.000Z");
    BOOST_TEST(iso_8601(milliseconds{951827696789}) == "2000-02-29T12:34:56.789Z");
    BOOST_TEST(iso_8601(milliseconds{4107542399999}) == "2100-02-28T23:59:59.999Z");
    BOOST_TEST(iso_8601(milliseconds{-1}) == "1969-12-31T23:59:59.999Z");
}

BOOST_AUTO_TEST_SUITE_END()
