#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "client.hpp"

BOOST_AUTO_TEST_SUITE(handshake)

using namespace halley;
using namespace halley::test;

namespace {

constexpr std::string_view accepted =
    R"({"channel":"/meta/handshake","successful":true,"version":"1.0","clientId":"*",
        "supportedConnectionTypes":["websocket","long-polling"],"error":null,
        "advice":{"reconnect":"retry","interval":0,"timeout":30000}})";
constexpr std::string_view refused_types =
    R"({"channel":"/meta/handshake","successful":false,"error":"301:*","clientId":null,
        "supportedConnectionTypes":["websocket","long-polling"],"advice":{"reconnect":"none"}})";
constexpr std::string_view refused_version =
    R"({"channel":"/meta/handshake","successful":false,"error":"300:*","clientId":null,
        "advice":{"reconnect":"none"}})";

struct Case {
    const char* name;
    const char* members;
    std::string_view reply;
};

// clang-format off
const Case cases[] = {
    {"HSK-01 fields of the reply",
     R"("version":"1.0","supportedConnectionTypes":["long-polling"])", accepted},
    {"HSK-02 id echoed",
     R"("version":"1.0","id":"a1")", R"({"successful":true,"id":"a1"})"},
    {"HSK-02 numeric id stays a number",
     R"("version":"1.0","id":12)", R"({"successful":true,"id":12})"},
    {"HSK-02 id true", R"("id":true)", R"({"successful":true,"id":true})"},
    {"HSK-02 no id, none back", R"("version":"1.0")", R"({"successful":true,"id":null})"},
    {"HSK-02 id as an object is an error",
     R"("id":{"a":1})", R"({"channel":"/meta/handshake","successful":false,"error":"405:*","id":null,"clientId":null})"},
    {"HSK-02 id as an array is an error",
     R"("id":[1])", R"({"channel":"/meta/handshake","successful":false,"error":"405:*","id":null,"clientId":null})"},
    {"HSK-03 version missing", R"("supportedConnectionTypes":["websocket"])", accepted},
    {"HSK-04 types missing", R"("version":"1.0")", accepted},
    {"HSK-05 nothing in common", R"("version":"1.0","supportedConnectionTypes":["foo"])", refused_types},
    {"HSK-05 an empty list has nothing in common", R"("supportedConnectionTypes":[])", refused_types},
    {"HSK-05 a list of the wrong type", R"("supportedConnectionTypes":5)", refused_types},
    {"HSK-05 the refusal echoes the id",
     R"("id":"x","supportedConnectionTypes":["foo"])", R"({"successful":false,"id":"x"})"},
    {"HSK-06 one of several is enough",
     R"("supportedConnectionTypes":["foo","websocket","callback-polling"])", accepted},
    {"HSK-06 looked up without regard to case", R"("supportedConnectionTypes":["Long-Polling"])", accepted},
    {"HSK-08 version 1.7 is answered with 1.0", R"("version":"1.7")", accepted},
    {"HSK-08 version 0.9 is answered with 1.0", R"("version":"0.9")", accepted},
    {"HSK-08 version 1.0beta", R"("version":"1.0beta")", accepted},
    {"HSK-08 version 2.0 without a minimum", R"("version":"2.0")", accepted},
    {"HSK-08 minimumVersion 1.0", R"("version":"2.0","minimumVersion":"1.0")", accepted},
    {"HSK-08 minimumVersion 0.9", R"("version":"1.0","minimumVersion":"0.9")", accepted},
    {"HSK-08 minimumVersion 1.0.1 is 1.0", R"("minimumVersion":"1.0.1")", accepted},
    {"HSK-08 minimumVersion 2.0", R"("version":"2.0","minimumVersion":"2.0")", refused_version},
    {"HSK-08 minimumVersion 1.1", R"("version":"1.0","minimumVersion":"1.1")", refused_version},
    {"HSK-08 minimumVersion 2", R"("minimumVersion":"2")", refused_version},
    {"HSK-08 a minimumVersion beyond any integer", R"("minimumVersion":"99999999999999999999.0")", refused_version},
    {"HSK-08 a minor beyond any integer", R"("minimumVersion":"1.99999999999999999999")", refused_version},
    {"HSK-17 a refusal", R"("supportedConnectionTypes":["foo"],"clientId":"x")", refused_types},
    {"HSK-12 a clientId in the request", R"("clientId":"bogus")", accepted},
    {"HSK-12 a clientId of the wrong type", R"("clientId":5)", accepted},
    {"HSK-15 advice", R"("version":"1.0")", R"({"advice":{"reconnect":"retry","interval":0,"timeout":30000}})"},
    {"HSK-16 minimumVersion in the reply", R"("version":"1.0")", R"({"minimumVersion":"1.0"})"},
    {"HSK-22 no authSuccessful", R"("version":"1.0")", R"({"authSuccessful":null})"},
    {"EXT-01 unknown ext, EXT-02 not echoed", R"("ext":{"x":1})", R"({"successful":true,"ext":null})"},
    {"EXT-03 ext of the wrong type", R"("ext":"x")", R"({"successful":true,"ext":null})"},
    {"CON-18 malformed advice", R"("advice":"x")", accepted},
    {"FMT-28 unknown fields", R"("foo":1,"successful":false,"error":"e")", accepted},
};
// clang-format on

std::string handshake_message(std::string_view members)
{
    return R"({"channel":"/meta/handshake",)" + std::string{members} + "}";
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_reply_over_http)
{
    for (const auto& row : cases) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            const auto body = world.request("[" + handshake_message(row.members) + "]");
            BOOST_TEST_REQUIRE(body.is_array());
            BOOST_TEST_REQUIRE(body.size() == 1u);
            BOOST_TEST(like(body[0], row.reply));
            BOOST_TEST(world.sessions() == (body[0]["successful"].truth() ? 1u : 0u));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_same_reply_over_websocket)
{
    for (const auto& row : cases) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            const auto socket = world.open();
            world.send(socket, "[" + handshake_message(row.members) + "]");
            const auto frames = world.frames(socket);
            BOOST_TEST_REQUIRE(frames.size() == 1u);
            BOOST_TEST_REQUIRE(frames[0].size() == 1u);
            BOOST_TEST(like(frames[0][0], row.reply));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_configured_transports_are_announced)
{
    struct {
        const char* name;
        std::vector<TransportName> transports;
        const char* types;
        bool successful;
    } const table[] = {
  // clang-format off
        {"HSK-07 long-polling alone", {TransportName::long_polling}, R"(["long-polling"])", true},
        {"HSK-06 websocket alone, asked for long-polling", {TransportName::websocket}, R"(["websocket"])", false},
        {"HSK-07 the order is the configured one", {TransportName::long_polling, TransportName::websocket},
         R"(["long-polling","websocket"])", true},
  // clang-format on
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Config config;
            config.bayeux.transports = row.transports;
            Simulation world{config};
            const auto reply = world.request(
                "[" + handshake_message(R"("supportedConnectionTypes":["long-polling"])") + "]")[0];
            BOOST_TEST(reply["supportedConnectionTypes"] == row.types);
            BOOST_TEST(reply["successful"].truth() == row.successful);
        }
    }
}

BOOST_AUTO_TEST_CASE(HSK_15_advice_is_the_configured_one)
{
    Config config;
    config.bayeux.timeout = std::chrono::seconds{45};
    config.bayeux.interval = std::chrono::milliseconds{1500};
    Simulation world{config};
    const auto reply = world.request("[" + handshake_message(R"("id":1)") + "]")[0];
    BOOST_TEST(reply["advice"] == R"({"reconnect":"retry","interval":1500,"timeout":45000})");
}

BOOST_AUTO_TEST_CASE(HSK_09_to_11_client_ids)
{
    Simulation world{{}, 2};
    std::set<std::string> ids;
    std::vector<std::set<char>> alphabet_at;
    for (unsigned i = 0; i < 10'000; ++i) {
        const auto id = world.handshake({.shard = static_cast<protocol::ShardId>(i % 2)});
        BOOST_REQUIRE(ids.insert(id).second);
        BOOST_REQUIRE(std::all_of(
            id.begin(), id.end(), [](unsigned char c) { return std::isalnum(c) != 0; }));
        alphabet_at.resize(std::max(alphabet_at.size(), id.size()));
        for (std::size_t at = 0; at < id.size(); ++at)
            alphabet_at[at].insert(id[at]);
    }
    // HSK-11: 26 positions of 5 random bits each; a counter or a timestamp would leave fewer.
    const auto random = std::count_if(
        alphabet_at.begin(), alphabet_at.end(), [](const auto& all) { return all.size() >= 32; });
    BOOST_TEST(random >= 26);
    BOOST_TEST(world.sessions() == 10'000u);

    // LIM-07: a flood of handshakes is reclaimed.
    world.advance(std::chrono::seconds{11});
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(a_batch_with_a_handshake_is_that_handshake)
{
    const auto hello = handshake_message(R"("id":"h")");
    struct {
        const char* name;
        std::vector<std::string> batch;
        std::string_view id;
    } const table[] = {
        {"HSK-13 handshake first",  {hello, connect_message(), publish_message("/a", "1")}, "h"},
        {"HSK-14 handshake second", {publish_message("/a", "1"), hello},                    "h"},
        {"HSK-14 after nonsense",   {R"({"id":"9"})", hello},                               "h"},
        {"HSK-13 two handshakes",   {hello, handshake_message(R"("id":"h2")")},             "h"},
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            auto listener = Client::streaming(world);
            listener.subscribe("/a");
            auto other = Client::polling(world);
            const auto body = other.request(batch_of(row.batch));
            BOOST_TEST_REQUIRE(body.size() == 1u);
            BOOST_TEST(body[0]["channel"].string() == "/meta/handshake");
            BOOST_TEST(body[0]["id"].string() == row.id);
            BOOST_TEST(listener.received().empty());
            BOOST_TEST(world.sessions() == 3u);
        }
    }
}

BOOST_AUTO_TEST_CASE(HSK_18_after_a_refusal)
{
    Simulation world;
    const auto socket = world.open();
    world.send(socket, "[" + handshake_message(R"("supportedConnectionTypes":["x"])") + "]");
    world.send(socket, R"([{"channel":"/a","data":1},{"channel":"/meta/connect"}])");
    BOOST_TEST(like(world.frames(socket).at(1), R"([{"error":"402:*","advice":null},
        {"error":"402:*","advice":{"reconnect":"handshake"}}])"));
}

BOOST_AUTO_TEST_CASE(HSK_19_the_cookie_is_set_once)
{
    Simulation world;
    const auto hello = "[" + handshake_message(R"("id":1)") + "]";
    const auto first = world.post(hello);
    const auto cookie = world.cookie_of(first);
    BOOST_TEST(cookie.size() >= 20u);

    const auto again = world.post(hello, {.cookie = cookie});
    BOOST_TEST(world.cookie_of(again).empty());

    // LP-11: a value that we did not issue is replaced.
    const auto foreign = world.post(hello, {.foreign_cookie = true});
    BOOST_TEST(!world.cookie_of(foreign).empty());
    BOOST_TEST(world.cookie_of(foreign) != cookie);

    // Nothing but a successful handshake sets it.
    const auto refused =
        world.post("[" + handshake_message(R"("supportedConnectionTypes":["x"])") + "]");
    BOOST_TEST(world.cookie_of(refused).empty());
    const auto unknown = world.post(R"([{"channel":"/meta/connect","clientId":"zzz"}])");
    BOOST_TEST(world.cookie_of(unknown).empty());
}

BOOST_AUTO_TEST_CASE(who_may_use_a_session)
{
    enum class Cookie { none, own, other, foreign };
    struct {
        const char* name;
        bool required;
        Cookie cookie;
        bool over_http;
        bool over_websocket;
    } const table[] = {
        {"LP-07 without any cookie",                  false, Cookie::none,    true,  true },
        {"LP-07 without any cookie, required",        true,  Cookie::none,    false, false},
        {"LP-07 with its own",                        false, Cookie::own,     true,  true },
        {"LP-07 with its own, required",              true,  Cookie::own,     true,  true },
        {"LP-08 with that of another session",        false, Cookie::other,   false, false},
 // A WebSocket may have been opened before the handshake replaced the cookie.
        {"LP-11 with one we did not issue",           false, Cookie::foreign, false, true },
        {"LP-11 with one we did not issue, required", true,  Cookie::foreign, false, false},
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Config config;
            config.bayeux.cookies.required = row.required;
            Simulation world{config};
            const auto hello = world.post("[" + handshake_message(R"("id":1)") + "]");
            const auto id = world.response(hello)[0]["clientId"].string();
            const auto other = world.post("[" + handshake_message(R"("id":1)") + "]");
            From from;
            if (row.cookie == Cookie::own) from.cookie = world.cookie_of(hello);
            if (row.cookie == Cookie::other) from.cookie = world.cookie_of(other);
            if (row.cookie == Cookie::foreign) from.foreign_cookie = true;

            const auto body =
                with_id(batch_of({connect_message(), publish_message("/a", "1")}), id);
            const auto replies = world.request(body, from);
            BOOST_TEST(replies[0]["successful"].truth() == row.over_http);
            BOOST_TEST(replies[1]["successful"].truth() == row.over_http);
            if (!row.over_http) BOOST_TEST(like(replies[0], R"({"error":"402:*"})"));

            // The same over a WebSocket, whose upgrade brought the cookie.
            const auto socket = world.open(from);
            world.send(socket, with_id(batch_of({publish_message("/a", "1")}), id));
            BOOST_TEST(world.messages(socket).at(0)["successful"].truth() == row.over_websocket);
        }
    }
}

BOOST_AUTO_TEST_CASE(HSK_20_an_older_session_lives_on)
{
    Simulation world;
    const auto hello = "[" + handshake_message(R"("id":1)") + "]";
    const auto first = world.post(hello);
    const auto cookie = world.cookie_of(first);
    const auto second = world.post(hello, {.cookie = cookie});
    for (const auto exchange : {first, second}) {
        const auto id = world.response(exchange)[0]["clientId"].string();
        const auto reply =
            world.request(with_id(batch_of({publish_message("/a", "1")}), id), {.cookie = cookie});
        BOOST_TEST(reply[0]["successful"].truth());
    }
}

// WS-16 in our reading: a socket may carry several sessions.
BOOST_AUTO_TEST_CASE(HSK_20_two_sessions_on_one_socket)
{
    Simulation world;
    const auto socket = world.open();
    Client a{&world, {}, world.connected(socket), socket};
    Client b{&world, {}, world.connected(socket), socket};
    a.subscribe("/a");
    b.subscribe("/b");
    BOOST_TEST(data_of(a.publish("/b", "1")) == std::vector<std::string>{"1"});
    BOOST_TEST(data_of(b.publish("/a", "2")) == std::vector<std::string>{"2"});
    world.lose(socket);
    BOOST_TEST(world.sessions() == 2u);
    world.advance(std::chrono::seconds{11});
    BOOST_TEST(world.sessions() == 0u);
    BOOST_TEST(world.subscriptions() == 0u);
}

BOOST_AUTO_TEST_CASE(HSK_21_no_events_in_a_handshake_response)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    Client::polling(world).publish("/a", "1");
    // The same client shakes hands again: nothing of its older session comes with it.
    const auto body = client.request("[" + handshake_message(R"("clientId":"$ID")") + "]");
    BOOST_TEST(body.size() == 1u);
    BOOST_TEST(data_of(client.poll().elements()) == std::vector<std::string>{"1"});
}

BOOST_AUTO_TEST_CASE(FMT_02_a_bare_object_is_answered_with_an_array)
{
    Simulation world;
    const auto body =
        world.request(handshake_message(R"("id":"1","supportedConnectionTypes":["long-polling"])"));
    BOOST_TEST_REQUIRE(body.is_array());
    BOOST_TEST(like(body[0], accepted));
}

BOOST_AUTO_TEST_SUITE_END()
