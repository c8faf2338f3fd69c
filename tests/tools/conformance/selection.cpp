#include <boost/test/unit_test.hpp>

#include "tools/bayeux-conformance/catalogue.hpp"
#include "tools/bayeux-conformance/run.hpp"

using namespace halley::conformance;

namespace {

constexpr auto nothing = [](Run&) {};

// clang-format off
const std::vector<Case> cases{
    {"HSK-01", "One",   Level::must,      "1.0, 4", Medium::any,          nothing},
    {"HSK-02", "Two",   Level::hardening, "CometD", Medium::websocket,    nothing},
    {"LP-01",  "Three", Level::must,      "1.0, 6", Medium::long_polling, nothing, false, "--max-hold 30"},
};
// clang-format on

std::string chosen(const Selection& selection)
{
    std::string text;
    for (const auto& job : choose(cases, selection))
        (((text += job.tested->id) += "/") += name_of(job.medium)) += " ";
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(selection)

BOOST_AUTO_TEST_CASE(by_id_level_and_transport)
{
    BOOST_TEST(chosen({}) ==
               "HSK-01/long-polling HSK-01/websocket HSK-02/websocket LP-01/long-polling ");
    BOOST_TEST(chosen({.globs = {"hsk-*"}, .levels = {Level::must}}) ==
               "HSK-01/long-polling HSK-01/websocket ");
    BOOST_TEST(chosen({
                   .globs = {"LP-??", "X"}
    }) == "LP-01/long-polling ");
    BOOST_TEST(chosen({.media = {Medium::websocket}}) == "HSK-01/websocket HSK-02/websocket ");
    BOOST_TEST(chosen({.globs = {"HSK"}}).empty());
}

BOOST_AUTO_TEST_CASE(globs)
{
    BOOST_TEST(matches("*", ""));
    BOOST_TEST(matches("*-0?", "HSK-01"));
    BOOST_TEST(!matches("?", ""));
    BOOST_TEST(!matches("HSK-0", "HSK-01"));
}

BOOST_AUTO_TEST_CASE(a_list_has_one_line_a_case)
{
    BOOST_TEST(list_text(choose(cases, {})) == "HSK-01  MUST      long-polling,websocket One\n"
                                               "HSK-02  hardening websocket              Two\n"
                                               "LP-01   MUST      long-polling           Three\n");
}

BOOST_AUTO_TEST_CASE(an_explanation_tells_level_and_source)
{
    const auto text = explanation(cases, "hsk-02");
    BOOST_TEST(text.starts_with("HSK-02  Two\nlevel       hardening: "));
    BOOST_TEST(text.find("source      CometD\ntransports  websocket\n") != std::string::npos);
    BOOST_TEST(text.find("otherwise   weak\n") != std::string::npos);
    BOOST_TEST(text.find("\nneeds ") == std::string::npos);
    BOOST_TEST(explanation(cases, "LP-01").find("needs       --max-hold 30\n") !=
               std::string::npos);
    BOOST_TEST(explanation(cases, "HSK-03").empty());
}

BOOST_AUTO_TEST_CASE(logins_are_not_written_down)
{
    Server server;
    server.options.secrets = {"geheim", "geheimer", "1"};
    Run run{server, Medium::long_polling};
    auto& conversation = run.conversation();
    conversation.sent("A", "Authorization: Bearer geheimer\r\nX: geheim1");
    conversation.received("A", std::string(1997, '.') + "geheim");
    BOOST_TEST(conversation.entries()[0].text == "Authorization: Bearer (hidden)\r\nX: (hidden)1");
    BOOST_TEST(conversation.entries()[1].text.find("geh") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(requests_have_the_headers_and_cookies_of_the_operator)
{
    Server server;
    server.options.headers = {
        {"Authorization", "Basic x"}
    };
    server.options.cookies = {
        {"a", "1"},
        {"b", "2"}
    };
    const Run run{server, Medium::long_polling};
    const auto request = run.post("[]");
    const auto value = [&](std::string_view name) {
        HttpResponse same;
        same.headers = request.headers;
        return same.header(name).value_or("none");
    };
    BOOST_TEST(value("Content-Type") == "application/json");
    BOOST_TEST(value("Authorization") == "Basic x");
    BOOST_TEST(value("Cookie") == "a=1; b=2");

    Headers own;
    own.emplace_back("Authorization", "none");
    own.emplace_back("Cookie", "c=3");
    BOOST_TEST((run.with_operators(own) == own));
}

BOOST_AUTO_TEST_SUITE_END()
