#include <algorithm>
#include <cctype>

#include "client.hpp"
#include "halley/errc.hpp"
#include "protocol/reply.hpp"

BOOST_AUTO_TEST_SUITE(errors)

using namespace halley;
using namespace halley::test;

namespace {

// ERR-01: three digits, arguments separated by commas, a text.
bool well_formed(const std::string& error)
{
    if (error.size() < 6 || error[3] != ':') return false;
    if (!std::all_of(
            error.begin(), error.begin() + 3, [](unsigned char c) { return std::isdigit(c) != 0; }))
        return false;
    const auto second = error.find(':', 4);
    return second != std::string::npos && second + 1 < error.size() &&
           error.find(':', second + 1) == std::string::npos;
}

struct Case {
    const char* name;
    const char* message;
    const char* error;
};

// clang-format off
const Case cases[] = {
    {"FMT-04 no channel", R"({"clientId":"$ID","id":"1"})", "400::channel_missing"},
    {"FMT-05 channel is a number", R"({"channel":5,"clientId":"$ID","id":"1"})", "400::channel_missing"},
    {"FMT-05 channel is an object", R"({"channel":{},"clientId":"$ID","id":"1"})", "400::channel_missing"},
    {"FMT-05 channel is null", R"({"channel":null,"clientId":"$ID","id":"1"})", "400::channel_missing"},
    {"ERR-04 session", R"({"channel":"/a","clientId":"zzz","id":"1","data":1})", "402::session_unknown"},
    {"LIM-10 clientId is a number", R"({"channel":"/a","clientId":5,"id":"1","data":1})", "402::session_unknown"},
    {"ERR-04 channel", R"({"channel":"//","clientId":"$ID","id":"1","data":1})", "405://:channel_invalid"},
    {"ERR-04 channel, spaces stay out", R"({"channel":"/ a/","clientId":"$ID","id":"1","data":1})", "405::channel_invalid"},
    {"ERR-06 channel, markup stays out", R"({"channel":"/<b>","clientId":"$ID","id":"1","data":1})", "405::channel_invalid"},
    {"ERR-03 channel, commas stay out", R"({"channel":"a,b","clientId":"$ID","id":"1","data":1})", "405::channel_invalid"},
    {"PUB-26 ERR-05 publish to meta", R"({"channel":"/meta/x","clientId":"$ID","id":"1","data":1})", "403:/meta/x:publish_denied"},
    {"PUB-07 data", R"({"channel":"/a","clientId":"$ID","id":"1"})", "400::data_missing"},
    {"PUB-12 service", R"({"channel":"/service/x","clientId":"$ID","id":"1","data":1})", "404:/service/x:service_unknown"},
    {"ERR-04 subscription", R"({"channel":"/meta/subscribe","clientId":"$ID","id":"1"})", "403::subscription_missing"},
    {"ERR-04 subscription invalid", R"({"channel":"/meta/subscribe","clientId":"$ID","id":"1","subscription":1})", "403::subscription_invalid"},
    {"ERR-04 subscribe to meta", R"({"channel":"/meta/subscribe","clientId":"$ID","id":"1","subscription":"/meta/*"})", "403:/meta/*:subscribe_denied"},
    {"ERR-04 unsubscribe meta", R"({"channel":"/meta/unsubscribe","clientId":"$ID","id":"1","subscription":"/meta/connect"})", "403:/meta/connect:unsubscribe_denied"},
};
// clang-format on

}  // namespace

BOOST_AUTO_TEST_CASE(ERR_01_02_every_error_of_a_message)
{
    for (const auto& row : cases) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            auto client = Client::polling(world);
            const auto reply = client.request(std::string{"["} + row.message + "]");
            BOOST_TEST_REQUIRE(reply.size() == 1u);
            BOOST_TEST(
                like(reply[0], R"({"id":"1","successful":false,"advice":null,"data":null})"));
            BOOST_TEST(reply[0]["error"].string() == row.error);
            BOOST_TEST(well_formed(row.error));
        }
    }
}

BOOST_AUTO_TEST_CASE(ERR_02_no_error_on_success)
{
    Simulation world;
    auto client = Client::handshaken(world);
    const auto replies = client.request(batch_of({connect_message(),
                                                  subscribe_message("/a"),
                                                  unsubscribe_message("/a"),
                                                  publish_message("/a", "1"),
                                                  message("/meta/disconnect")}));
    BOOST_TEST(replies.size() == 5u);
    for (const auto& reply : replies.elements())
        BOOST_TEST(like(reply, R"({"successful":true,"error":null})"));
}

BOOST_AUTO_TEST_CASE(ERR_01_the_form_of_all_errors)
{
    for (int i = 0; i <= static_cast<int>(Errc::service_idle); ++i) {
        const auto error = static_cast<Errc>(i);
        for (const auto* argument : {"", "/a/b", "/a:b", "a,b", "/<script>", "/a b", "/\x01", "/é"})
            BOOST_TEST(well_formed(protocol::error_text(error, argument)),
                       protocol::error_text(error, argument));
    }
}

// Its length alone must not make a reply long.
BOOST_AUTO_TEST_CASE(LIM_11_a_long_name_is_not_quoted)
{
    Simulation world;
    auto client = Client::polling(world);
    const auto reply =
        client.request(batch_of({subscribe_message("/" + std::string(100'000, 'a'))}));
    BOOST_TEST(reply[0]["error"].string().size() < 400u);
}

BOOST_AUTO_TEST_CASE(ERR_06_what_a_client_sends_is_escaped)
{
    Simulation world;
    auto client = Client::polling(world);
    for (const auto* odd : {R"(/\"\\)", R"(/\u0000\u001f)", R"(/</script>)", R"(/\u2028)", "/é"}) {
        const auto body = "[" + publish_message(odd, "1", R"("id":"\"\\\u0001")") + "]";
        const auto reply = client.request(body);  // Throws when it is no JSON.
        BOOST_TEST(reply[0]["id"].string() == "\"\\\x01");
        BOOST_TEST(!reply[0]["successful"].truth());
    }
}

BOOST_AUTO_TEST_CASE(PUB_09_a_very_long_id_is_refused)
{
    Simulation world;
    auto client = Client::polling(world);
    const auto longest = R"("id":")" + std::string(1022, 'x') + "\"";
    const auto too_long = R"("id":")" + std::string(1023, 'x') + "\"";
    BOOST_TEST(like(client.request(batch_of({publish_message("/a", "1", longest)})),
                    R"([{"successful":true}])"));
    const auto refused =
        batch_of({publish_message("/a", "1", too_long), connect_message(too_long)});
    BOOST_TEST(like(client.request(refused),
                    R"([{"successful":false,"error":"405::message_id_invalid","id":null},
                        {"successful":false,"error":"405::message_id_invalid","id":null}])"));
    BOOST_TEST(like(world.request(R"([{"channel":"/meta/handshake",)" + too_long + "}]"),
                    R"([{"successful":false,"id":null,"clientId":null}])"));
}

BOOST_AUTO_TEST_SUITE_END()
