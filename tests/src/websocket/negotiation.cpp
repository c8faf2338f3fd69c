// The opening handshake and the offers of compression (RFC 6455, 4; RFC 7692, 7.1).

#include "src/websocket/negotiation.hpp"

#include <boost/test/unit_test.hpp>

using namespace halley;
using namespace halley::websocket;

namespace {

// The parameters that are agreed to, as the client reads them; `none` without an agreement.
std::string answer(std::string_view offer, Compression mode = Compression::connection)
{
    HttpRequest request;
    request.insert(beast::http::field::sec_websocket_extensions, offer);
    const auto agreed = agree(request, mode);
    if (!agreed) return "none";
    const auto text = accept_response("dGhlIHNhbXBsZSBub25jZQ==", "", agreed);
    constexpr std::string_view before = "Sec-WebSocket-Extensions: permessage-deflate";
    const auto at = text.find(before) + before.size();
    return text.substr(at, text.find("\r\n", at) - at);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(websocket_negotiation)

BOOST_AUTO_TEST_CASE(offers)
{
    struct Case {
        const char* offer;
        const char* answer;
    };
    const Case cases[] = {
        {"permessage-deflate",                                                         "; server_max_window_bits=12"},
        {"PerMessage-Deflate",                                                         "; server_max_window_bits=12"},
        {"permessage-deflate; client_max_window_bits",
         "; server_max_window_bits=12; client_max_window_bits=12"                                                   },
        {"permessage-deflate; client_max_window_bits=10",
         "; server_max_window_bits=12; client_max_window_bits=10"                                                   },
        {"permessage-deflate; client_max_window_bits=\"9\"",
         "; server_max_window_bits=12; client_max_window_bits=9"                                                    },
        {"permessage-deflate; server_max_window_bits=9",                               "; server_max_window_bits=9" },
        {"permessage-deflate; server_max_window_bits=15",                              "; server_max_window_bits=12"},
        {"permessage-deflate; server_no_context_takeover",
         "; server_no_context_takeover; server_max_window_bits=12"                                                  },
        {"permessage-deflate; client_no_context_takeover",
         "; client_no_context_takeover; server_max_window_bits=12"                                                  },
        {"x-webkit-deflate-frame, permessage-deflate",                                 "; server_max_window_bits=12"},
 // The first that can be kept.
        {"permessage-deflate; server_max_window_bits=8, permessage-deflate",
         "; server_max_window_bits=12"                                                                              },
        {"permessage-deflate; mystery, permessage-deflate; server_max_window_bits=10",
         "; server_max_window_bits=10"                                                                              },
 // Declined (RFC 7692, 7.1.2 and 7.1.3).
        {"permessage-deflate; server_max_window_bits",                                 "none"                       },
        {"permessage-deflate; server_max_window_bits=16",                              "none"                       },
        {"permessage-deflate; server_max_window_bits=09",                              "none"                       },
        {"permessage-deflate; client_max_window_bits=7",                               "none"                       },
        {"permessage-deflate; client_max_window_bits=x",                               "none"                       },
        {"permessage-deflate; server_no_context_takeover=1",                           "none"                       },
        {"permessage-deflate; client_max_window_bits; client_max_window_bits",         "none"                       },
        {"permessage-bzip2",                                                           "none"                       },
        {"",                                                                           "none"                       },
        {";;=",                                                                        "none"                       },
    };
    for (const auto& each : cases) {
        BOOST_TEST_CONTEXT(each.offer)
        {
            BOOST_TEST(answer(each.offer) == each.answer);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_the_operator_wants)
{
    BOOST_TEST(answer("permessage-deflate", Compression::off) == "none");
    BOOST_TEST(answer("permessage-deflate", Compression::message) ==
               "; server_no_context_takeover; client_no_context_takeover"
               "; server_max_window_bits=12");
}

BOOST_AUTO_TEST_CASE(keys)
{
    BOOST_TEST(is_key("dGhlIHNhbXBsZSBub25jZQ=="));
    for (const auto* const text : {"",
                                   "short",
                                   "dGhlIHNhbXBsZSBub25jZQ=",
                                   "dGhlIHNhbXBsZSBub25jZQAA",
                                   "!!!lIHNhbXBsZSBub25jZQ==",
                                   "dGhlIHNhbXBsZSBub25jZQ==AAAA"})
        BOOST_TEST(!is_key(text), text);
}

BOOST_AUTO_TEST_CASE(the_answer)
{
    BOOST_TEST(accept_response("dGhlIHNhbXBsZSBub25jZQ==", "bayeux", std::nullopt) ==
               "HTTP/1.1 101 Switching Protocols\r\n"
               "Upgrade: websocket\r\n"
               "Connection: Upgrade\r\n"
               "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
               "Sec-WebSocket-Protocol: bayeux\r\n"
               "Server: Halley\r\n\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
