// What makes a script of a batch.

#include <boost/test/unit_test.hpp>

#include "src/http/callback_name.hpp"
#include "src/http/response_body.hpp"

using namespace halley;
using namespace halley::http;

namespace {

std::string text_of(const protocol::Delivery& delivery, const Framing& framing)
{
    const ResponseBody body{delivery, framing};
    auto pieces = body.pieces();
    std::string text;
    for (const auto& buffer : pieces.buffers())
        text.append(static_cast<const char*>(buffer.data()), buffer.size());
    BOOST_TEST(text.size() == body.pieces().bytes());
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scripts)

BOOST_AUTO_TEST_CASE(JSP_05_JSP_06_callback_names)
{
    for (const auto& name : {std::string{"a"},
                             std::string{"jsonpcallback"},
                             std::string{"_cometd_jsonp_0"},
                             std::string{"__jsonp1__"},
                             std::string{"$.a1.B_2"},
                             std::string(64, 'x')})
        BOOST_TEST(is_callback_name(name), name);
    for (const auto& name : {std::string{""},
                             std::string{"1a"},
                             std::string{"1-1"},
                             std::string{"a."},
                             std::string{".a"},
                             std::string{"a..b"},
                             std::string{"a.1"},
                             std::string{"a b"},
                             std::string{"a[0]"},
                             std::string{"alert(1)//"},
                             std::string{"a\n"},
                             std::string{"\xC3\xA4"},
                             std::string("a\0b", 3),
                             std::string(65, 'x')})
        BOOST_TEST(!is_callback_name(name), name);
}

BOOST_AUTO_TEST_CASE(JSP_07_line_separators)
{
    BOOST_TEST(script_text("a\xE2\x80\xA8z\xE2\x80\xA9") == "a\\u2028z\\u2029");
    BOOST_TEST(script_text("\xE2\x80\xA7\xE2\x80\xAA\xE2\x82\xAC") ==
               "\xE2\x80\xA7\xE2\x80\xAA\xE2\x82\xAC");
    BOOST_TEST(script_text("") == "");
    BOOST_TEST(script_text("\xE2\x80") == "\xE2\x80");
}

BOOST_AUTO_TEST_CASE(bodies)
{
    protocol::Delivery delivery;
    delivery.replies = "{r}";
    BOOST_TEST(text_of(delivery, {}) == "[{r}]");
    delivery.events = {protocol::Event::from_text("{\"\xE2\x80\xA8\"}"),
                       protocol::Event::from_text("{2}")};
    BOOST_TEST(text_of(delivery, {}) == "[{\"\xE2\x80\xA8\"},{2},{r}]");
    Framing framing;
    framing.before = "f(";
    framing.after = ");";
    framing.script = true;
    BOOST_TEST(text_of(delivery, framing) == "f([{\"\\u2028\"},{2},{r}]);");
    delivery.replies.clear();
    BOOST_TEST(text_of(delivery, framing) == "f([{\"\\u2028\"},{2}]);");
    delivery.events.clear();
    BOOST_TEST(text_of(delivery, framing) == "f([]);");
    delivery.envelope = protocol::Envelope::object;
    delivery.replies = "{r}";
    BOOST_TEST(text_of(delivery, {}) == "{r}");
}

BOOST_AUTO_TEST_SUITE_END()
