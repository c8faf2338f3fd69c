#include "services/framing/json_framer.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::services {
namespace {

constexpr std::size_t limit = 1024 * 1024;

using Reads = std::vector<std::string_view>;

/// The texts of a stream as one line: JSON as it is, `<plain text>`, `|` between them.
struct Texts {
    std::string line;
    std::string json_line;    // of the JSON texts alone
    std::string all_visible;  // whatever the texts are, without white space
    bool too_long = false;
};

void take(JsonFramer& framer, Texts& texts)
{
    while (const auto frame = framer.next()) {
        texts.line += texts.line.empty() ? "" : "|";
        texts.line += frame->json ? frame->text : '<' + frame->text + '>';
        texts.json_line += frame->json ? frame->text + '|' : "";
        for (const char c : frame->text) {
            texts.all_visible += std::string_view(" \t\r\n").find(c) == std::string::npos
                                     ? std::string(1, c)
                                     : std::string();
        }
    }
}

Texts feed(const Reads& reads, std::size_t frame_bytes = limit)
{
    JsonFramer framer(frame_bytes);
    Texts texts;
    for (const auto read : reads) {
        framer.receive(read);
        take(framer, texts);
    }
    framer.finish();
    take(framer, texts);
    texts.too_long = framer.error().has_value();
    return texts;
}

Reads bytes_of(std::string_view stream)
{
    Reads bytes;
    for (std::size_t i = 0; i < stream.size(); ++i) {
        bytes.push_back(stream.substr(i, 1));
    }
    return bytes;
}

/// Byte by byte, and cut in two at every place.
std::vector<Reads> splits_of(std::string_view stream)
{
    std::vector<Reads> splits{bytes_of(stream)};
    for (std::size_t i = 0; i <= stream.size(); ++i) {
        splits.push_back({stream.substr(0, i), stream.substr(i)});
    }
    return splits;
}

/// `one|two` is two reads.
Reads cut(std::string_view stream)
{
    Reads reads;
    while (true) {
        const auto end = stream.find('|');
        reads.push_back(stream.substr(0, end));
        if (end == std::string_view::npos) return reads;
        stream.remove_prefix(end + 1);
    }
}

struct Case {
    const char* name;
    std::string_view stream, texts;
};

BOOST_AUTO_TEST_SUITE(json_framer)

// Nothing here is relayed read by read, so no split may make a difference.
BOOST_AUTO_TEST_CASE(json_does_not_depend_on_reads)
{
    const Case cases[] = {
        {"nothing",                       "",                                   ""                                  },
        {"white space",                   " \t\r\n ",                           ""                                  },
        {"an object",                     R"({"result":42,"error":null})",      R"({"result":42,"error":null})"     },
        {"an empty object",               "{}",                                 "{}"                                },
        {"an array",                      "[1,2]",                              "[1,2]"                             },
        {"an empty array",                "[]",                                 "[]"                                },
        {"containers first in an array",  R"([[]][{}])",                        R"([[]]|[{}])"                      },
        {"scalars first in an array",     R"([""][-1][0][9])",                  R"([""]|[-1]|[0]|[9])"              },
        {"words first in an array",       "[true][false][null]",                "[true]|[false]|[null]"             },
        {"two objects",                   R"({"a":1}{"b":2})",                  R"({"a":1}|{"b":2})"                },
        {"object and array",              R"({"a":1}[2]{})",                    R"({"a":1}|[2]|{})"                 },
        {"white space around",            " \n{\"a\":1}\r\n\t[2] ",             R"({"a":1}|[2])"                    },
        {"white space inside",            "{ \n\"a\" : [ ] }[ \t1 ]",           "{ \n\"a\" : [ ] }|[ \t1 ]"         },
        {"nested",                        R"({"a":{"b":[{"c":[[]]}]}}[])",      R"({"a":{"b":[{"c":[[]]}]}}|[])"    },
        {"brackets in strings",           R"({"}":"]{["}["}{"])",               R"({"}":"]{["}|["}{"])"             },
        {"escaped quotes",                R"({"a\"}":"\\"}["\\\"]"])",          R"({"a\"}":"\\"}|["\\\"]"])"        },
        {"UTF-8",                         "{\"r\":\"\u00E9\u20AC\U0001F600\"}", "{\"r\":\"\u00E9\u20AC\U0001F600\"}"},
        {"invalid UTF-8",                 "{\"r\":\"\xC3(\"}",                  "{\"r\":\"\uFFFD(\"}"               },
        {"cut UTF-8",                     "{\"r\":\"\xE2\x82\"}[1]",            "{\"r\":\"\uFFFD\"}|[1]"            },
        {"invalid JSON is plain text",    R"({"a":}{"b":2})",                   R"(<{"a":}>|{"b":2})"               },
        {"the wrong bracket",             R"({"a":1][2])",                      R"(<{"a":1]>|[2])"                  },
        {"invalid, then white space",     "[01] \n{\"b\":2}",                   R"(<[01]>|{"b":2})"                 },
        {"invalid UTF-8 not in a string", "{\"a\":\xFF}[1]",                    "<{\"a\":\uFFFD}>|[1]"              },
        {"newline in a string",           "[\"\n\"][1]",                        "<[\"\n\"]>|[1]"                    },
        {"cut short",                     R"({"a":1}{"b":)",                    R"({"a":1}|<{"b":>)"                },
        {"cut short in a string",         R"(["a)",                             R"(<["a>)"                          },
        {"cut short in a character",      "[\"\xE2\x82",                        "<[\"\uFFFD>"                       },
        {"cut short after the bracket",   R"([1]{ )",                           R"([1]|<{ >)"                       },
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            BOOST_TEST(feed({c.stream}).line == c.texts);
            for (const auto& reads : splits_of(c.stream)) {
                BOOST_TEST(feed(reads).line == c.texts);
            }
        }
    }
}

// How plain text is cut is up to the reads; what it says is not, nor is JSON.
BOOST_AUTO_TEST_CASE(plain_text_comes_out_with_its_read)
{
    const Case cases[] = {
        {"a greeting",                 "READY",                    "<READY>"                   },
        {"a greeting and its newline", "READY\n",                  "<READY\n>"                 },
        {"several words",              "WATCHER READY : /var/log", "<WATCHER READY : /var/log>"},
        {"greeting and object",        R"(READY{"id":1})",         R"(<READY>|{"id":1})"       },
        {"greeting and empty object",  "READY{}",                  "<READY>|{}"                },
        {"greeting, newline, object",  "READY\r\n{\"id\":1}",      R"(<READY>|{"id":1})"       },
        {"greeting, indented object",  "READY\n  {\"id\":1}",      R"(<READY>|{"id":1})"       },
        {"object with space inside",   "READY{ \n\"id\":1}",       "<READY>|{ \n\"id\":1}"     },
        {"object and greeting",        R"({"id":1}READY)",         R"({"id":1}|<READY>)"       },
        {"object, newline, greeting",  "{\"id\":1}\nREADY",        R"({"id":1}|<READY>)"       },
        {"between objects",            R"({"a":1}x{"b":2})",       R"({"a":1}|<x>|{"b":2})"    },
        {"UTF-8 and object",           "\u00E9{\"a\":1}",          "<\u00E9>|{\"a\":1}"        },
        {"cut UTF-8 and object",       "\xC3{\"a\":1}",            "<\uFFFD>|{\"a\":1}"        },
        {"invalid UTF-8",              "a\xFF",                    "<a\uFFFD>"                 },
        {"cut UTF-8",                  "a\xE2\x82",                "<a>|<\uFFFD>"              },
        {"a number is plain text",     "42",                       "<42>"                      },
        {"a string is, too",           R"("a")",                   R"(<"a">)"                  },
        {"braces that open nothing",   "{x} {1} {",                "<{x} {1} {>"               },
        {"a brace at the end waits",   "READY{",                   "<READY>|<{>"               },
        {"the second brace opens",     R"({{"a":1})",              R"(<{>|{"a":1})"            },
        {"closing brackets",           "]}",                       "<]}>"                      },
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            const auto whole = feed({c.stream});
            BOOST_TEST(whole.line == c.texts);
            for (const auto& reads : splits_of(c.stream)) {
                const auto split = feed(reads);
                BOOST_TEST(split.json_line == whole.json_line);
                BOOST_TEST(split.all_visible == whole.all_visible);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(log_lines_stay_whole)
{
    const std::string lines[] = {
        "Nov 21 06:43:12 host sshd[1234]: Accepted",
        "GET /status {\"id\":1} 200 [ok]",
        "GET /status\t{\"id\":1}",
        "Nov 21 [info] [1] {\"a\":1}",
        "[warning] low on {memory}",
        "if (a[0]) { return; }",
        "READY\n[1]",
    };
    for (const auto& line : lines) {
        BOOST_TEST(feed({line}).line == '<' + line + '>');
    }
}

BOOST_AUTO_TEST_CASE(reads_cut_plain_text)
{
    const Case cases[] = {
        {"one text a read",           "one|two",            "<one>|<two>"             },
        {"the space between is kept", "one| two\n|\nthree", "<one>|< two\n>|<\nthree>"},
        {"also when it comes alone",  "one|\r|\n|two",      "<one>|<\r\ntwo>"         },
        {"but not before JSON",       "READY|\n|[1]",       "<READY>|[1]"             },
        {"nor after it",              "{}|\n|x",            "{}|<x>"                  },
        {"nor at the end",            "READY|\n",           "<READY>"                 },
        {"an array in its own read",  "READY|[1,|2]",       "<READY>|[1,2]"           },
        {"no character is cut",       "a\xE2|\x82|\xAC!",   "<a>|<\u20AC!>"           },
        {"rubbish does not wait",     "a\xE0\x80|b",        "<a\uFFFD\uFFFD>|<b>"     },
        {"a brace waits",             "a{| |\"b\":1}",      "<a>|{ \"b\":1}"          },
        {"and may open nothing",      "a[|{|x}",            "<a[>|<{x}>"              },
        {"so may a bracket",          "a|[|x]",             "<a>|<[x]>"               },
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            BOOST_TEST(feed(cut(c.stream)).line == c.texts);
        }
    }
}

BOOST_AUTO_TEST_CASE(texts_come_out_as_soon_as_they_are_complete)
{
    JsonFramer framer(limit);
    framer.receive(R"({"a":1}{"b")");
    BOOST_TEST((framer.next() == Frame{R"({"a":1})", true}));
    BOOST_TEST(!framer.next());
    framer.receive(":2");
    BOOST_TEST(!framer.next());
    framer.receive("}x");
    BOOST_TEST((framer.next() == Frame{R"({"b":2})", true}));
    BOOST_TEST((framer.next() == Frame{"x", false}));
    BOOST_TEST(!framer.next());
}

BOOST_AUTO_TEST_CASE(a_text_has_a_limit)
{
    const struct {
        const char* name;
        std::string_view stream, texts;
        bool too_long;
    } cases[] = {
        {"JSON of that size",            "[\"4567\"]|[1]",           "[\"4567\"]|[1]",        false},
        {"one more",                     "[1]|[\"45678\"]|[1]",      "[1]",                   true },
        {"while it grows",               "[1] [\"456|7890",          "[1]",                   true },
        {"white space in it counts",     "[        |1]",             "",                      true },
        {"white space between does not", "[1]        \n        [1]", "[1]|[1]",               false},
        {"plain text of that size",      "12345678|12345678",        "<12345678>|<12345678>", false},
        {"longer plain text",            "123456789|1",              "",                      true },
        {"a bracket too many",           "1234567{{",                "",                      true },
        {"white space after plain text", "x|         |1",            "<x>",                   true },
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            const auto texts = feed(cut(c.stream), 8);
            BOOST_TEST(texts.line == c.texts);
            BOOST_TEST(texts.too_long == c.too_long);
        }
    }
}

// Rescanning would make each of these 2^39 steps.
BOOST_AUTO_TEST_CASE(a_long_text_byte_by_byte_takes_linear_time)
{
    const struct {
        std::string head, filler, tail;
    } cases[] = {
        {R"({"r":")", "x",   R"("})"},
        {R"({"r":[)", "[],", "1]}"  },
        {R"({"r":)",  " ",   "1}"   },
        {"[",         " ",   "]"    },
        {"x[",        " ",   "x"    },
        {"x\n{",      " ",   "x"    },
    };
    for (const auto& c : cases) {
        auto text = c.head;
        while (text.size() + c.filler.size() + c.tail.size() <= limit) {
            text += c.filler;
        }
        text += c.tail;
        const auto texts = feed(bytes_of(text));
        BOOST_TEST(!texts.too_long);
        if (c.head[0] != 'x') {
            BOOST_TEST((texts.line == text));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
