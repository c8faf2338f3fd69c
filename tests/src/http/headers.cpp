// What the server reads out of single headers and targets.

#include <boost/test/unit_test.hpp>

#include "src/http/answer.hpp"
#include "src/http/date.hpp"
#include "src/http/media_type.hpp"
#include "src/http/origin.hpp"
#include "src/http/target.hpp"

using namespace halley::http;

BOOST_AUTO_TEST_SUITE(headers)

BOOST_AUTO_TEST_CASE(LP_03_json_types)
{
    for (const auto* const type : {"application/json",
                                   "APPLICATION/JSON ; Charset=UTF-8",
                                   "text/json;charset=\"utf-8\"",
                                   "application/json; odata=verbose;charset=utf8"})
        BOOST_TEST(is_json_type(type), type);
    for (const auto* const type : {"",
                                   "json",
                                   "text/plain",
                                   "application/jsonx",
                                   "application/json;charset=latin1",
                                   "application/json;charset=utf-8;charset=utf-16",
                                   "text/plain; application/json"})
        BOOST_TEST(!is_json_type(type), type);
}

BOOST_AUTO_TEST_CASE(LP_02_form_types)
{
    for (const auto* const type : {"application/x-www-form-urlencoded",
                                   "Application/X-WWW-Form-Urlencoded ; charset=\"UTF-8\""})
        BOOST_TEST(is_form_type(type), type);
    for (const auto* const type : {"",
                                   "application/json",
                                   "multipart/form-data",
                                   "application/x-www-form-urlencodedx",
                                   "application/x-www-form-urlencoded; charset=latin1"})
        BOOST_TEST(!is_form_type(type), type);
}

BOOST_AUTO_TEST_CASE(accepted_types)
{
    for (const auto* const accept :
         {"text/event-stream", "Text/Event-Stream", "text/html, text/event-stream;q=0.9 , */*"})
        BOOST_TEST(accepts(accept, "text/event-stream"), accept);
    for (const auto* const accept :
         {"", "*/*", "text/*", "text/event-streams", ",", "text/plain;x"})
        BOOST_TEST(!accepts(accept, "text/event-stream"), accept);
}

BOOST_AUTO_TEST_CASE(WS_29_origins)
{
    BOOST_TEST(may_connect("http://a.test:8080", "a.test:8080", false, {}));
    BOOST_TEST(may_connect("https://a.test", "a.test:443", false, {}));
    BOOST_TEST(may_connect("http://[::1]:8080", "[::1]:8080", false, {}));
    BOOST_TEST(!may_connect("http://a.test:8080", "a.test", false, {}));
    BOOST_TEST(!may_connect("a.test", "a.test", false, {}));
    BOOST_TEST(!may_connect("http://", "", false, {}));
    BOOST_TEST(!may_connect("null", "a.test", false, {"https://b.test"}));
    BOOST_TEST(may_connect("https://b.test", "a.test", false, {"https://b.test/"}));
    BOOST_TEST(may_connect("null", "a.test", false, {"*"}));
}

BOOST_AUTO_TEST_CASE(LP_18_the_entry_for_an_origin)
{
    const std::vector<std::string> allowed{"*", "https://B.test/", "null"};
    BOOST_TEST(find_origin("https://b.test", allowed) == "https://B.test");
    BOOST_TEST(find_origin("null", allowed) == "null");
    BOOST_TEST(find_origin("https://b.test.evil", allowed) == "*");
    BOOST_TEST(find_origin("https://b.test", {}) == "");
    BOOST_TEST(find_origin("https://c.test", {"https://b.test"}) == "");
    BOOST_TEST(find_origin("", {"https://b.test", "/"}) == "");
}

BOOST_AUTO_TEST_CASE(targets)
{
    BOOST_TEST(Target::parse("/a?b=c#d").path == "/a");
    BOOST_TEST(Target::parse("/a?b=c#d").query == "b=c");
    BOOST_TEST(Target::parse("http://host/a?b").path == "/a");
    BOOST_TEST(Target::parse("http://host").path == "/");
    BOOST_TEST(Target::parse("http://host?a/b").path == "");
    BOOST_TEST(Target::parse("*").path == "*");
    BOOST_TEST(Target::parse("/a?xjsonp=1&jsonp").has_parameter("jsonp"));
    BOOST_TEST(!Target::parse("/a?xjsonp=1").has_parameter("jsonp"));
}

BOOST_AUTO_TEST_CASE(HSK_23_endpoints)
{
    const std::vector<std::string> endpoints{"/cometd", "/a/b/"};
    for (const auto* const path : {"/cometd", "/cometd/", "/cometd/x/y", "/a/b", "/a/b/c"})
        BOOST_TEST(is_endpoint(path, endpoints), path);
    for (const auto* const path : {"", "/", "/cometdx", "/a", "/a/bc", "cometd"})
        BOOST_TEST(!is_endpoint(path, endpoints), path);
    BOOST_TEST(is_endpoint("/anything", {"/"}));
}

BOOST_AUTO_TEST_CASE(heads)
{
    Head head;
    head.status = 405;
    head.content_length = 7;
    head.extra = "Allow: GET\r\n";
    head.keep_alive = false;
    const auto text = encode(head);
    BOOST_TEST(text.starts_with("HTTP/1.1 405 Method Not Allowed\r\nDate: "));
    BOOST_TEST(text.ends_with("\r\nAllow: GET\r\nConnection: close\r\n\r\n"));
    BOOST_TEST(text.find("\r\nContent-Length: 7\r\n") != std::string::npos);

    head.status = 200;
    head.content_length = std::nullopt;
    BOOST_TEST(encode(head).find("Content-Length") == std::string::npos);
    head.status = 204;
    BOOST_TEST(encode(head).find("Content-") == encode(head).find("Content-Type-Options"));
}

BOOST_AUTO_TEST_CASE(dates)
{
    const std::string date{date_now()};
    BOOST_TEST(date.size() == 29U);  // Sun, 06 Nov 1994 08:49:37 GMT
    BOOST_TEST(date.ends_with(" GMT"));
}

BOOST_AUTO_TEST_SUITE_END()
