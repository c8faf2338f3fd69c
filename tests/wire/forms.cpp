// Batches that come as the `message` of a form, and whose forms are taken.

#include <boost/test/unit_test.hpp>

#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/url.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

namespace {

HttpResponse post(TcpClient& connection, std::string_view body, const Headers& more = {})
{
    Headers headers{
        {"Content-Type", "application/x-www-form-urlencoded"}
    };
    headers.insert(headers.end(), more.begin(), more.end());
    connection.send(http_request("POST", "/cometd", headers, body));
    return read_response(connection);
}

std::string form(std::string_view batch)
{
    return "message=" + percent_encoded(batch);
}

std::string object_of(const std::string& batch)
{
    return batch.substr(1, batch.size() - 2);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(forms)

WIRE_TEST(LP_02_objects_and_arrays_one_or_several)
{
    LiveServer server{shards};
    TcpClient connection{server.port};
    const auto handshake = post(connection, form(handshake_message()));
    BOOST_TEST(handshake.status == 200U);
    BOOST_TEST(handshake.header("content-type") == "application/json; charset=utf-8");
    const auto id = client_id_of(handshake.json()[0]);

    const auto subscribe = subscribe_message(id, "s", "/a");
    const auto publish = publish_message(id, "p", "/a", R"("50% & + \u20ac €")");
    const auto one = post(connection, form(object_of(subscribe))).json();
    BOOST_TEST(one.is_array());
    BOOST_TEST(one[0]["successful"].truth());

    const auto several =
        post(connection, form(object_of(subscribe)) + "&x=y&" + form(publish)).json();
    BOOST_TEST(several.size() == 3U);
    BOOST_TEST(several[0]["data"].string() == "50% & + € €");
    BOOST_TEST(several[1]["id"].string() == "s");
    BOOST_TEST(several[2]["id"].string() == "p");
    BOOST_TEST(post(connection, form("[]")).body == "[]");
}

WIRE_TEST(LP_02_a_connect_is_held)
{
    LiveServer server{shards};
    TcpClient poll{server.port};
    TcpClient other{server.port};
    const auto id = client_id_of(post(poll, form(handshake_message())).json()[0]);
    post(poll, form(connect_message(id, "1")));
    post(poll, form(subscribe_message(id, "s", "/a")));
    poll.send(http_request("POST",
                           "/cometd",
                           {
                               {"Content-Type", "application/x-www-form-urlencoded"}
    },
                           form(connect_message(id, "2"))));
    HttpClient publisher{server.port};
    publisher.post(publish_message(publisher.handshake(), "p", "/a", "1"));
    const auto replies = read_response(poll).json();
    BOOST_TEST(replies[0]["data"].text() == "1");
    BOOST_TEST(replies[1]["id"].string() == "2");
}

WIRE_TEST(FMT_06_malformed_forms)
{
    Config config;
    config.limits.message_bytes = 1000;
    LiveServer server{shards, config};
    TcpClient connection{server.port};
    struct Case {
        std::string body;
        unsigned status;
    };
    const Case cases[] = {
        {"",                                400     },
        {"message=",                        400     },
        {"messages=" + handshake_message(), 400     },
        {"message=%5",                      400     },
        {"message=%zz",                     400     },
        {"message=[]&x=%",                  400     },
        {"message=[",                       400     },
        {"message=[{}&message={}]",         400     },
        {"message=%FF",                     400     },
        {"message=%00",                     400     },
        {"message=[[]]",                    400     },
        {"message=" + std::string(2000,     'x'),     413},
        {handshake_message(),                                 400                      },
        {form(handshake_message()) + "&message=[[",                                 400},
    };
    for (const auto& each : cases) {
        BOOST_TEST_CONTEXT(each.body)
        {
            TcpClient one{server.port};
            const auto response = post(one, each.body);
            BOOST_TEST(response.status == each.status);
            BOOST_TEST(
                response.json()["error"].string().starts_with(std::to_string(each.status) + "::"));
        }
    }
    const auto type = [&](const char* name) {
        connection.send(http_request("POST",
                                     "/cometd",
                                     {
                                         {"Content-Type", name}
        },
                                     form(handshake_message())));
        return read_response(connection).status;
    };
    BOOST_TEST(type("Application/X-WWW-Form-URLencoded; charset=UTF-8") == 200U);
    BOOST_TEST(type("application/x-www-form-urlencoded; charset=ISO-8859-1") == 415U);
}

// A form is posted to any site without asking it: whose page it was decides.
WIRE_TEST(pages_of_other_origins_post_nothing)
{
    Config config;
    config.security.allowed_origins = {"https://www.example.org"};
    LiveServer server{shards, config};
    struct Case {
        const char* origin;
        unsigned status;
    };
    const Case cases[] = {
        {"http://halley.test",      200},
        {"https://halley.test",     200},
        {"https://www.example.org", 200},
        {"https://evil.test",       403},
        {"http://halley.test.evil", 403},
        {"null",                    403},
        {"",                        403},
    };
    for (const auto* const type : {"application/x-www-form-urlencoded", "application/json"}) {
        const bool is_form = std::string_view{type} != "application/json";
        for (const auto& each : cases) {
            BOOST_TEST_CONTEXT(type << " from " << each.origin)
            {
                TcpClient connection{server.port};
                connection.send(
                    http_request("POST",
                                 "/cometd",
                                 {
                                     {"Content-Type", type       },
                                     {"Origin",       each.origin}
                },
                                 is_form ? form(handshake_message()) : handshake_message()));
                const auto response = read_response(connection);
                BOOST_TEST(response.status == each.status);
                if (each.status == 403)
                    BOOST_TEST(response.json()["error"].string() == "403::origin_denied");
            }
        }
    }
    TcpClient twice{server.port};
    BOOST_TEST(post(twice,
                    form(handshake_message()),
                    {
                        {"Origin", "https://www.example.org"},
                        {"Origin", "https://evil.test"      }
    })
                   .status == 403U);
}

BOOST_AUTO_TEST_SUITE_END()
