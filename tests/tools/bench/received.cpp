#include "tools/bayeux-bench/wire/received.hpp"

#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace halley::bench;

namespace {

struct Outcome {
    std::vector<Received> messages;
    bool sound;
};

Outcome read(std::string_view text)
{
    Reception reception{text};
    Outcome outcome{};
    while (auto received = reception.next())
        outcome.messages.push_back(*received);
    outcome.sound = reception.sound();
    return outcome;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(received)

BOOST_AUTO_TEST_CASE(events_and_replies)
{
    const auto outcome = read(
        R"([{"channel":"/a","data":{"channel":"/inner","n":[1,"]}"]},"id":"7"},
            {"id":8,"channel":"/meta/connect","successful":true,"advice":{"interval":2000},"clientId":"c"},
            {"channel":"/a","successful":false,"error":"403:/a:no","data":1}])");
    BOOST_TEST(outcome.sound);
    BOOST_TEST(outcome.messages.size() == 3);
    const auto& event = outcome.messages.at(0);
    BOOST_TEST(event.is_event());
    BOOST_TEST(event.channel == "/a");
    BOOST_TEST(event.data == R"({"channel":"/inner","n":[1,"]}"]})");
    BOOST_TEST(event.id == "7");
    const auto& reply = outcome.messages.at(1);
    BOOST_TEST(!reply.is_event());
    BOOST_TEST((reply.successful == true));
    BOOST_TEST(reply.id == "8");
    BOOST_TEST(reply.client_id == "c");
    BOOST_TEST(advised(reply.advice, "interval").value() == 2000);
    const auto& refusal = outcome.messages.at(2);
    BOOST_TEST(!refusal.is_event());
    BOOST_TEST((refusal.successful == false));
    BOOST_TEST(refusal.error == "403:/a:no");
}

BOOST_AUTO_TEST_CASE(answers_of_services_are_events)
{
    const auto outcome = read(R"([{"channel":"/service/a","successful":true},
                                  {"channel":"/service/a","successful":true,"data":1},
                                  {"channel":"/service/a","data":1},
                                  {"channel":"/service/a","successful":false,"data":1},
                                  {"channel":"/a","successful":true,"data":1}])");
    std::vector<bool> events;
    for (const auto& message : outcome.messages)
        events.push_back(message.is_event());
    BOOST_TEST(events == (std::vector<bool>{false, true, true, false, false}));
}

BOOST_AUTO_TEST_CASE(forms_of_texts)
{
    struct Row {
        const char* text;
        std::size_t messages;
    };
    const Row rows[] = {
        {"[]",                                     0},
        {" [ ] \n",                                0},
        {"{}",                                     1},
        {"[{}]",                                   1},
        {"[{},{}]",                                2},
        {R"({"channel":"/a"})",                    1},
        {R"( [ { "channel" : "/a" } , { } ] )",    2},
        {R"([{"a\"b":"c\\","d":"\\\""}])",         1},
        {R"([{"a":null,"b":-1.5e3,"c":[[],{}]}])", 1},
    };
    for (const auto& row : rows) {
        const auto outcome = read(row.text);
        BOOST_TEST(outcome.sound, row.text);
        BOOST_TEST(outcome.messages.size() == row.messages, row.text);
    }
}

BOOST_AUTO_TEST_CASE(broken_texts)
{
    for (const auto* const text : {"",
                                   " ",
                                   "x",
                                   "1",
                                   "[",
                                   "[{}",
                                   "[{},",
                                   "[{},]",
                                   "[{}{}]",
                                   "[1]",
                                   "{}{}",
                                   "[]x",
                                   "{",
                                   R"({"a)",
                                   R"({"a")",
                                   R"({"a":)",
                                   R"({"a":})",
                                   R"({"a":"b)",
                                   R"({"a":"b\")",
                                   R"({"a":[1})",
                                   R"({"a":1 "b":2})",
                                   R"({"a":1,})",
                                   R"({a:1})"})
        BOOST_TEST(!read(text).sound, text);
}

// The scan trusts lengths only: cut anywhere, or with any byte changed, it stays within its text.
// Each text is an allocation of its own, so that a sanitizer sees one step too far.
BOOST_AUTO_TEST_CASE(no_text_is_left)
{
    const std::string text =
        R"([{"channel":"/a","data":{"n":[1,"\"]}"]},"id":7},{"successful":true,"advice":{}}])";
    for (std::size_t size = 0; size < text.size(); ++size) {
        const auto cut = std::make_unique<char[]>(size);
        text.copy(cut.get(), size);
        BOOST_TEST(!read({cut.get(), size}).sound);
        for (const char c : {'"', '\\', '{', '}', '[', ']', ',', ':', '\0', ' '}) {
            const auto changed = std::make_unique<char[]>(text.size());
            text.copy(changed.get(), text.size());
            changed[size] = c;
            BOOST_TEST(read({changed.get(), text.size()}).messages.size() <= 2);
        }
    }
}

BOOST_AUTO_TEST_CASE(numbers_of_advice)
{
    struct Row {
        const char* advice;
        std::optional<long> interval;
    };
    const Row rows[] = {
        {R"({"reconnect":"retry","interval":0,"timeout":30000})", 0  },
        {R"({"interval" : 500})",                                 500},
        {R"({"interval":"250"})",                                 250},
        {R"({"interval":-1})",                                    {} },
        {R"({"interval":null})",                                  {} },
        {R"({"timeout":1})",                                      {} },
        {R"({"interval")",                                        {} },
        {"",                                                      {} },
    };
    for (const auto& row : rows)
        BOOST_TEST((advised(row.advice, "interval") == row.interval), row.advice);
}

BOOST_AUTO_TEST_SUITE_END()
