#include <limits>
#include <string>

#include <boost/test/unit_test.hpp>

#include "protocol/message_reader.hpp"
#include "support/batch_views.hpp"

namespace halley::protocol {

namespace {

using namespace std::string_literals;

constexpr auto absent = Field::absent;
constexpr auto valid = Field::valid;
constexpr auto wrong = Field::wrong_type;

Message read(Batch& batch, std::string_view body)
{
    BOOST_REQUIRE(!read_batch(body, {}, batch));
    BOOST_REQUIRE(batch.messages.size() == 1u);
    BOOST_TEST(test::views_hold(batch));
    batch.own();  // The body may be a temporary.
    return batch.messages.front();
}

struct TextCase {
    const char* name;
    std::string value;  // Empty: no such member.
    Field state;
    std::string text{};
};

const TextCase texts[] = {
    {"FMT-04 absent",             "",                         absent                                          },
    {"plain",                     R"("/a/b")",                valid,                                            "/a/b"},
    {"empty",                           R"("")",                                               valid,                                                              ""},
    {"white space in it",                         R"(" a ")",                                                   valid,                    " a "},
    {"not ASCII",                      "\"\xC3\xA9\"",valid,                      "\xC3\xA9"},
    {"escaped",R"("\/\u0061\n")",                     valid,                                      "/a\n"},
    {"escaped at the beginning",                   R"("\u0061aaa")",                                     valid,                                                            "aaaa"},
    {"an escaped quote",                           R"("a\"b")",                            valid,                                          "a\"b"},
    {"FMT-21 lone surrogate",                     R"("/\ud83d")",                                               valid,                   "/\xEF\xBF\xBD"},
    {"FMT-21 lone low",                      R"("/\ude00/")",               valid,                      "/\xEF\xBF\xBD/"},
    {"FMT-21 after a Hangul",R"("\ud7ff\ude00")",valid,"\xED\x9F\xBF\xEF\xBF\xBD"},
    {"FMT-21 NUL",           R"("a\u0000")", valid,                              "a\0"s},
    {"FMT-05 number",                           "5",                               wrong                                                                   },
    {"FMT-05 large number", "1e400",                           wrong                                                                                 },
    {"FMT-05 null",                      "null",                                          wrong                                                            },
    {"FMT-05 true","true",wrong},
    {"FMT-05 object",                    R"({"channel":"/a"})",               wrong},
    {"FMT-05 array",R"(["/a"])",wrong},
};

struct TextMember {
    const char* name;
    TextField Message::*field;
};

const TextMember text_members[] = {
    {"channel",        &Message::channel        },
    {"clientId",       &Message::client_id      },
    {"version",        &Message::version        },
    {"minimumVersion", &Message::minimum_version},
    {"connectionType", &Message::connection_type},
};

struct IdCase {
    const char* name;
    std::string value;
    std::string id;
    bool id_valid;
};

const IdCase ids[] = {
    {"HSK-02 absent",       "",            "",            true },
    {"HSK-02 string",       R"("12")",     R"("12")",     true },
    {"HSK-02 escaped",      R"("\u0031")", R"("\u0031")", true },
    {"HSK-02 empty string", R"("")",       R"("")",       true },
    {"HSK-02 number",       "12",          "12",          true },
    {"HSK-02 large number", "1e400",       "1e400",       true },
    {"HSK-02 null",         "null",        "null",        true },
    {"HSK-02 true",         "true",        "true",        true },
    {"HSK-02 object",       R"({"a":1})",  "",            false},
    {"HSK-02 array",        "[1]",         "",            false},
};

struct NamesCase {
    const char* name;
    std::string value;
    Field state;
    std::vector<std::string> list{};
    bool array = false;
};

const NamesCase names[] = {
    {"SUB-10 absent",         "",                         absent, {},              false},
    {"SUB-10 string",         R"("/a")",                  valid,  {"/a"},          false},
    {"SUB-10 escaped",        R"("\/a")",                 valid,  {"/a"},          false},
    {"SUB-10 array",          R"(["/a","/b/**"])",        valid,  {"/a", "/b/**"}, true },
    {"SUB-10 escapes in it",  R"([ "\/a" , "\u002fb" ])", valid,  {"/a", "/b"},    true },
    {"SUB-10 the same twice", R"(["/a","/a"])",           valid,  {"/a", "/a"},    true },
    {"SUB-10 empty array",    "[]",                       valid,  {},              true },
    {"SUB-10 number",         "5",                        wrong,  {},              false},
    {"SUB-10 null",           "null",                     wrong,  {},              false},
    {"SUB-10 object",         R"({"a":"/b"})",            wrong,  {},              false},
    {"SUB-10 number in it",   R"(["/a",5])",              wrong,  {},              false},
    {"SUB-10 number first",   R"([5,"/a"])",              wrong,  {},              false},
    {"SUB-10 null in it",     R"([null])",                wrong,  {},              false},
    {"SUB-10 array in it",    R"(["/a",["/b"],"/c"])",    wrong,  {},              false},
    {"SUB-10 object in it",   R"([{"a":"/b"},"/c"])",     wrong,  {},              false},
};

struct AdviceCase {
    const char* name;
    std::string value;
    bool present;
    std::optional<long long> timeout{};
    std::optional<long long> interval{};
};

constexpr auto none = std::nullopt;
constexpr auto most = std::numeric_limits<long long>::max();
constexpr auto least = std::numeric_limits<long long>::min();

const AdviceCase advices[] = {
    {"CON-05 absent",        "",                                       false, none,  none },
    {"CON-05 zero",          R"({"timeout":0})",                       true,  0,     none },
    {"CON-06 timeout",       R"({"timeout":1000})",                    true,  1000,  none },
    {"CON-21 both",          R"({"interval":5,"timeout":60000})",      true,  60000, 5    },
    {"CON-08 interval",      R"({"interval":2000})",                   true,  none,  2000 },
    {"CON-18 empty",         "{}",                                     true,  none,  none },
    {"CON-18 negative",      R"({"timeout":-1})",                      true,  -1,    none },
    {"CON-18 fraction",      R"({"timeout":1.9,"interval":-1.9})",     true,  1,     -1   },
    {"CON-18 exponent",      R"({"timeout":1.5e3})",                   true,  1500,  none },
    {"CON-18 huge",          R"({"timeout":1e400,"interval":-1e400})", true,  most,  least},
    {"CON-18 long",          R"({"timeout":99999999999999999999})",    true,  most,  none },
    {"CON-18 white space",   "{ \"timeout\" :\n 7 , \"interval\":8 }", true,  7,     8    },
    {"CON-18 escaped name",  R"({"time\u006fut":7})",                  true,  7,     none },
    {"CON-18 string",        R"({"timeout":"1000"})",                  true,  none,  none },
    {"CON-18 null",          R"({"timeout":null,"interval":4})",       true,  none,  4    },
    {"CON-18 nested",        R"({"a":{"timeout":1},"b":[2]})",         true,  none,  none },
    {"CON-18 in an object",  R"({"timeout":{"interval":5}})",          true,  none,  none },
    {"CON-18 in an array",   R"({"timeout":[5],"interval":6})",        true,  none,  6    },
    {"CON-18 others",        R"({"reconnect":"retry","x":3})",         true,  none,  none },
    {"CON-18 after another", R"({"timeout":1,"x":3})",                 true,  1,     none },
    {"CON-18 number",        "5",                                      false, none,  none },
    {"CON-18 null alone",    "null",                                   false, none,  none },
    {"CON-18 text",          R"("timeout")",                           false, none,  none },
    {"CON-18 array",         R"([5,{"timeout":5}])",                   false, none,  none },
    {"FMT-23 the last wins", R"({"timeout":1,"timeout":2})",           true,  2,     none },
    {"FMT-23 with its type", R"({"timeout":1,"timeout":"x"})",         true,  none,  none },
};

// The same member, first with a value that must not shine through.
const char* const earlier[] = {R"("x")", "5", "null", "[1]", R"(["/x"])", R"({"timeout":3})"};

}  // namespace

BOOST_AUTO_TEST_SUITE(message_reader_fields)

BOOST_AUTO_TEST_CASE(reads_text)
{
    for (const auto& [member, field] : text_members) {
        for (const auto& c : texts) {
            BOOST_TEST_CONTEXT(c.name << ", " << member)
            {
                Batch batch;
                const auto body = c.value.empty() ? std::string{"[{}]"}
                                                  : std::string{"[{\""} + member + "\":" + c.value +
                                                        R"(,"foo":"bar"}])";
                const auto message = read(batch, body);
                BOOST_TEST(((message.*field).state == c.state));
                if (c.state == valid) BOOST_TEST((message.*field).text == c.text);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(reads_ids)
{
    for (const auto& c : ids) {
        BOOST_TEST_CONTEXT(c.name)
        {
            Batch batch;
            const auto message =
                read(batch, c.value.empty() ? "{}" : R"({ "id" : )" + c.value + " }");
            BOOST_TEST(message.id == c.id);
            BOOST_TEST(message.id_valid == c.id_valid);
        }
    }
}

BOOST_AUTO_TEST_CASE(reads_names)
{
    const auto check = [](const NamesCase& c, Field state, const auto& list) {
        BOOST_TEST((state == c.state));
        if (c.state != valid) return;
        BOOST_TEST(std::vector<std::string>(list.begin(), list.end()) == c.list,
                   boost::test_tools::per_element());
    };
    for (const auto& c : names) {
        BOOST_TEST_CONTEXT(c.name)
        {
            const auto body = c.value.empty()
                                  ? std::string{"{}"}
                                  : R"({"subscription":)" + c.value +
                                        R"(,"supportedConnectionTypes":)" + c.value + "}";
            Batch batch;
            const auto message = read(batch, body);
            check(c, message.subscription, message.subscriptions);
            check(c, message.connection_types, message.supported_connection_types);
            if (c.state == valid) BOOST_TEST(message.subscription_is_array == c.array);
        }
    }
}

BOOST_AUTO_TEST_CASE(reads_advice)
{
    for (const auto& c : advices) {
        // Text that RapidJSON refuses takes another way: it must not matter.
        for (const auto* data : {"1", "1e400", R"("\ud83d")"}) {
            BOOST_TEST_CONTEXT(c.name << ", data " << data)
            {
                const auto advice = c.value.empty() ? c.value : R"("advice":)" + c.value + ",";
                Batch batch;
                const auto message = read(batch, "[{" + advice + R"("data":)" + data + "}]");
                BOOST_TEST(message.advice.present == c.present);
                BOOST_TEST((message.advice.timeout == c.timeout));
                BOOST_TEST((message.advice.interval == c.interval));
                BOOST_TEST(message.data == data);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(last_member_wins)  // FMT-23
{
    const auto check = [](const std::string& member, const std::string& value) {
        const auto last = "\"" + member + "\":" + value;
        Batch once;
        read(once, "{" + last + "}");
        for (const auto* first : earlier) {
            BOOST_TEST_CONTEXT(first << ", then " << last)
            {
                Batch batch;
                const auto body = "{\"" + member + "\":" + first + "," + last + "}";
                read(batch, body);
                BOOST_TEST(test::described(batch) == test::described(once));
            }
        }
    };
    for (const auto& [member, field] : text_members) {
        for (const auto& c : texts) {
            if (c.state == valid) check(member, c.value);
        }
    }
    for (const auto& c : ids) {
        if (!c.value.empty()) check("id", c.value);
    }
    for (const auto& c : names) {
        if (c.state == valid) check("subscription", c.value);
        if (c.state == valid) check("supportedConnectionTypes", c.value);
    }
    for (const auto& c : advices) {
        if (!c.value.empty()) check("advice", c.value);
    }
    for (const auto* value : {"1", R"({"a":[2]})", "[]"}) {
        check("data", value);
        check("ext", value);
    }
}

BOOST_AUTO_TEST_CASE(wrong_type_wins_when_it_is_last)  // FMT-23
{
    Batch batch;
    const auto message = read(batch,
                              R"({"channel":"/a","channel":5,"subscription":["/a"],"id":1,)"
                              R"("subscription":{},"id":[],"advice":{"timeout":1},"advice":2})");
    BOOST_TEST((message.channel.state == wrong));
    BOOST_TEST((message.subscription == wrong));
    BOOST_TEST(!message.id_valid);
    BOOST_TEST(message.id == "");
    BOOST_TEST(!message.advice.present);
}

BOOST_AUTO_TEST_CASE(knows_escaped_names)
{
    Batch batch;
    const auto message =
        read(batch, R"([{"ch\u0061nnel":"/a","d\u0061ta" : [1] ,"Channel":"/b"}])");
    BOOST_TEST(message.channel.text == "/a");
    BOOST_TEST(message.data == "[1]");
}

// FMT-05: what one message has must not leak into the next.
BOOST_AUTO_TEST_CASE(separates_messages)
{
    Batch batch;
    const auto error =
        read_batch(R"([{"channel":"/a","id":[],"advice":{"timeout":5},"subscription":)"
                   R"(["/x"]},{},{"interval":7,"timeout":8,"data":"x"}])",
                   {},
                   batch);
    BOOST_REQUIRE(!error);
    Batch empty;
    BOOST_REQUIRE(!read_batch(R"([{},{"data":"x"}])", {}, empty));
    batch.messages.erase(batch.messages.begin());
    BOOST_TEST(test::described(batch) == test::described(empty));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
