#include <set>

#include "client.hpp"

// The grammar of channels as a client meets it; the parser has its own tests.

BOOST_AUTO_TEST_SUITE(channels_on_the_wire)

using namespace halley;
using namespace halley::test;

namespace {

struct Name {
    const char* name;
    const char* channel;  ///< As it stands in JSON.
    bool publish;         ///< Whether it may be published to,
    bool subscribe;       ///< and subscribed to.
};

// clang-format off
const Name names[] = {
    {"CHN-01 no slash in front",          "foo",               false, false},
    {"CHN-01 empty",                      "",                  false, false},
    {"CHN-02 the slash alone",            "/",                 false, false},
    {"CHN-03 letters and digits",         "/aZ09",             true,  true},
    {"CHN-03 -",                          "/a-b",              true,  true},
    {"CHN-03 _",                          "/a_b",              true,  true},
    {"CHN-03 !",                          "/a!b",              true,  true},
    {"CHN-03 ~",                          "/a~b",              true,  true},
    {"CHN-03 ( )",                        "/a(b)",             true,  true},
    {"CHN-03 $",                          "/a$b",              true,  true},
    {"CHN-03 @",                          "/a@b",              true,  true},
    {"CHN-04 space",                      "/a b",              true,  true},
    {"CHN-04 #",                          "/a#b",              true,  true},
    {"CHN-04 +",                          "/a+b",              true,  true},
    {"CHN-04 .",                          "/a.b",              true,  true},
    {"CHN-04 { }",                        "/a{b}",             true,  true},
    {"CHN-05 %",                          "/a%",               false, false},
    {"CHN-05 < >",                        "/a<b>",             false, false},
    {"CHN-05 not ASCII",                  "/é",                false, false},
    {"CHN-05 an escaped control",         "/a\\u0001",         false, false},
    {"CHN-05 an escaped NUL",             "/a\\u0000b",        false, false},
    {"CHN-05 a quote",                    "/a\\\"b",           false, false},
    {"CHN-05 a backslash",                "/a\\\\b",           false, false},
    {"CHN-06 empty segment",              "/a//b",             false, false},
    {"CHN-06 nothing but slashes",        "//",                false, false},
    {"CHN-07 trailing slash",             "/a/",               false, false},
    {"CHN-11 /*",                         "/*",                false, true},
    {"CHN-11 /**",                        "/**",               false, true},
    {"CHN-12 star in the middle",         "/a/*/b",            false, false},
    {"CHN-12 two stars in the middle",    "/**/b",             false, false},
    {"CHN-12 both",                       "/*/**",             false, false},
    {"CHN-13 star inside a segment",      "/foo*",             true,  true},
    {"CHN-13 three stars",                "/foo/***",          true,  true},
    {"CHN-18 /meta alone",                "/meta",             false, false},
    {"CHN-18 /service alone",             "/service",          false, false},
    {"CHN-18 /metal is ordinary",         "/metal",            true,  true},
    {"CHN-18 /services/x is ordinary",    "/services/x",       true,  true},
    {"PUB-10 publish to a pattern",       "/a/*",              false, true},
    {"PUB-10 publish to a deep pattern",  "/a/**",             false, true},
    {"PUB-11 unknown meta channel",       "/meta/foo",         false, false},
    {"PUB-11 below a meta channel",       "/meta/connect/x",   false, false},
    {"SUB-07 /meta/*",                    "/meta/*",           false, false},
    {"SUB-07 /meta/**",                   "/meta/**",          false, false},
    {"CHN-20 depth 16",                   "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", true, true},
    {"CHN-20 depth 17",                   "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", false, false},
    {"FMT-23 escapes are decoded",        "/\\u0061\\/b",      true,  true},
};
// clang-format on

}  // namespace

BOOST_AUTO_TEST_CASE(publish_and_subscribe)
{
    for (const auto& row : names) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            auto client = Client::polling(world);
            const auto published = client.request(batch_of({publish_message(row.channel, "1")}));
            BOOST_TEST_REQUIRE(published.size() == 1u);
            BOOST_TEST(published[0]["successful"].truth() == row.publish);
            BOOST_TEST(published[0].has("error") == !row.publish);

            const auto subscribed = client.request(batch_of({subscribe_message(row.channel)}));
            BOOST_TEST_REQUIRE(subscribed.size() == 1u);
            BOOST_TEST(subscribed[0]["successful"].truth() == row.subscribe);
            BOOST_TEST(world.subscriptions() == (row.subscribe ? 1u : 0u));

            const auto back = client.request(batch_of({unsubscribe_message(row.channel)}));
            BOOST_TEST(back[0]["successful"].truth() == row.subscribe);
            BOOST_TEST(world.subscriptions() == 0u);
        }
    }
}

BOOST_AUTO_TEST_CASE(CHN_20_length)
{
    Simulation world;
    auto client = Client::polling(world);
    const std::string longest = "/" + std::string(254, 'a');
    BOOST_TEST(client.publish(longest, "1")[0]["successful"].truth());
    BOOST_TEST(!client.publish(longest + "a", "1")[0]["successful"].truth());
    client.subscribe(longest);
    BOOST_TEST(data_of(client.publish(longest, "1")).size() == 1u);
}

BOOST_AUTO_TEST_CASE(which_pattern_matches_what)
{
    struct {
        const char* name;
        const char* pattern;
        const char* channel;
        bool matches;
    } const table[] = {
        {"CHN-08 case",                     "/Foo",   "/foo",     false},
        {"CHN-09 one more segment",         "/w/*",   "/w/a",     true },
        {"CHN-09 not itself",               "/w/*",   "/w",       false},
        {"CHN-09 not two more",             "/w/*",   "/w/a/b",   false},
        {"CHN-09 not a longer name",        "/w/*",   "/wx",      false},
        {"CHN-09 not a longer name, below", "/w/*",   "/wx/a",    false},
        {"CHN-10 one more",                 "/w/**",  "/w/a",     true },
        {"CHN-10 several more",             "/w/**",  "/w/a/b/c", true },
        {"CHN-10 not itself",               "/w/**",  "/w",       false},
        {"CHN-10 not a longer name",        "/w/**",  "/wx/a",    false},
        {"CHN-11 /* one",                   "/*",     "/a",       true },
        {"CHN-11 /* not two",               "/*",     "/a/b",     false},
        {"CHN-11 /** one",                  "/**",    "/a",       true },
        {"CHN-11 /** any",                  "/**",    "/a/b/c",   true },
        {"CHN-13 no wildcard",              "/foo*",  "/foobar",  false},
        {"CHN-13 itself",                   "/foo*",  "/foo*",    true },
        {"CHN-13 *a is a name",             "/*a",    "/ba",      false},
        {"CHN-19 braces are literal",       "/t/{x}", "/t/1",     false},
        {"CHN-19 braces match themselves",  "/t/{x}", "/t/{x}",   true },
        {"CHN-10 no prefix of a segment",   "/a/b",   "/a/bc",    false},
        {"CHN-10 no shorter",               "/a/b/c", "/a/b",     false},
        {"CHN-16 /metal is no meta",        "/**",    "/metal/a", true },
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            auto subscriber = Client::streaming(world);
            subscriber.subscribe(row.pattern);
            auto publisher = Client::polling(world);
            BOOST_TEST_REQUIRE(publisher.publish(row.channel, "1")[0]["successful"].truth());
            const auto events = subscriber.received();
            BOOST_TEST_REQUIRE(events.size() == (row.matches ? 1u : 0u));
            if (!row.matches) continue;
            BOOST_TEST(events[0]["channel"].string() == row.channel);  // CHN-15

            subscriber.unsubscribe(row.pattern);
            publisher.publish(row.channel, "2");
            BOOST_TEST(subscriber.received().empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(CHN_14_overlapping_patterns_give_one_copy)
{
    Simulation world;
    auto client = Client::streaming(world);
    for (const auto* pattern : {"/w/a", "/w/*", "/w/**", "/**"})
        client.subscribe(pattern);
    auto other = Client::polling(world);
    other.publish("/w/a", "1");
    BOOST_TEST(client.received().size() == 1u);
    for (const auto* pattern : {"/w/a", "/w/*", "/w/**"}) {
        client.unsubscribe(pattern);
        other.publish("/w/a", "1");
        BOOST_TEST(client.received().size() == 1u);
    }
    client.unsubscribe("/**");
    other.publish("/w/a", "1");
    BOOST_TEST(client.received().empty());
}

BOOST_AUTO_TEST_CASE(CHN_16_17_meta_and_service_traffic_is_private)
{
    Config config;
    config.services["echo"] = {};
    Simulation world{config};
    auto curious = Client::streaming(world);
    for (const auto* pattern : {"/**", "/*", "/service/**", "/service/*", "/service/x"})
        curious.subscribe(pattern);
    world.service_calls();  // Whatever subscribing opened.

    auto other = Client::polling(world);
    other.subscribe("/a");
    other.publish("/service/x", "1");
    const auto parked = other.post(batch_of({publish_message("/service/echo", R"("hello")")}));
    const auto calls = world.service_calls();
    BOOST_TEST_REQUIRE(calls.size() == 1u);
    world.opened(calls[0]);
    BOOST_TEST(world.answered(parked));
    world.data(calls[0], R"({"answer":1})");
    other.say(batch_of({message("/meta/foo"), message("/meta/connect")}));
    other.say(batch_of({message("/meta/disconnect")}));
    BOOST_TEST(curious.received().empty());
}

BOOST_AUTO_TEST_CASE(CHN_20_many_channels_leave_nothing_behind)
{
    Simulation world;
    auto client = Client::polling(world);
    for (int i = 0; i < 100; ++i) {
        std::vector<std::string> publishes;
        for (int j = 0; j < 1000; ++j)
            publishes.push_back(publish_message(
                "/random/" + std::to_string(i) + "/" + std::to_string(j * 7919 % 1000), "1"));
        client.post(batch_of(publishes));
    }
    BOOST_TEST(world.subscriptions() == 0u);
    client.say(batch_of({message("/meta/disconnect")}));
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
