#include "halley/channel_id.hpp"

#include <string>
#include <type_traits>

#include <boost/test/unit_test.hpp>

namespace halley {

namespace {

using namespace std::string_literals;

struct NameCase {
    const char* name;  // CHN-nn: see docs/conformance.md
    std::string text;
    ChannelKind kind;
    Wildcard wildcard;
    std::string service;
};

constexpr auto meta = ChannelKind::meta;
constexpr auto service = ChannelKind::service;
constexpr auto broadcast = ChannelKind::broadcast;
constexpr auto single = Wildcard::single;
constexpr auto deep = Wildcard::deep;
constexpr auto none = Wildcard::none;

const NameCase names[] = {
    {"CHN-03 letters",                  "/abcxyzABCXYZ",     broadcast, none,   ""      },
    {"CHN-03 digits",                   "/0189",             broadcast, none,   ""      },
    {"CHN-03 marks",                    "/-_!~()$@",         broadcast, none,   ""      },
    {"CHN-03 one character",            "/a",                broadcast, none,   ""      },
    {"CHN-04 CometD's marks",           "/a b#c*d+e.f{g}",   broadcast, none,   ""      },
    {"CHN-04 only a space",             "/ ",                broadcast, none,   ""      },
    {"CHN-04 dots",                     "/..",               broadcast, none,   ""      },
    {"CHN-09 one more segment",         "/foo/*",            broadcast, single, ""      },
    {"CHN-10 any depth",                "/foo/**",           broadcast, deep,   ""      },
    {"CHN-11 everything at the top",    "/*",                broadcast, single, ""      },
    {"CHN-11 everything",               "/**",               broadcast, deep,   ""      },
    {"CHN-13 star behind letters",      "/foo*",             broadcast, none,   ""      },
    {"CHN-13 star before letters",      "/*foo/x",           broadcast, none,   ""      },
    {"CHN-13 three stars",              "/a/***",            broadcast, none,   ""      },
    {"CHN-16 meta",                     "/meta/connect",     meta,      none,   ""      },
    {"CHN-16 meta pattern",             "/meta/*",           meta,      single, ""      },
    {"CHN-16 meta deep pattern",        "/meta/**",          meta,      deep,   ""      },
    {"CHN-17 service",                  "/service/random",   service,   none,   "random"},
    {"CHN-17 below a service",          "/service/random/x", service,   none,   "random"},
    {"CHN-17 pattern below a service",  "/service/random/*", service,   single, "random"},
    {"CHN-17 service pattern",          "/service/*",        service,   single, ""      },
    {"CHN-17 service deep pattern",     "/service/**",       service,   deep,   ""      },
    {"CHN-17 star inside of its name",  "/service/a*",       service,   none,   "a*"    },
    {"CHN-18 only begins like meta",    "/metal",            broadcast, none,   ""      },
    {"CHN-18 only begins like service", "/services/x",       broadcast, none,   ""      },
    {"CHN-18 service further down",     "/a/service",        broadcast, none,   ""      },
    {"CHN-08 case matters for meta",    "/Meta",             broadcast, none,   ""      },
    {"CHN-08 case matters for service", "/SERVICE/x",        broadcast, none,   ""      },
    {"CHN-19 braces are literal",       "/a/{x}",            broadcast, none,   ""      },
};

struct RefusedCase {
    const char* name;
    std::string text;
};

const RefusedCase refused[] = {
    {"CHN-01 no slash",            "foo"      },
    {"CHN-01 slash later",         "foo/bar"  },
    {"CHN-01 empty",               ""         },
    {"CHN-01 space first",         " /foo"    },
    {"CHN-02 slash alone",         "/"        },
    {"CHN-05 percent",             "/a%"      },
    {"CHN-05 less",                "/a<b>"    },
    {"CHN-05 not ASCII",           "/\xC3\xA9"},
    {"CHN-05 quote",               "/a\"b"    },
    {"CHN-05 backslash",           "/a\\b"    },
    {"CHN-05 comma",               "/a,b"     },
    {"CHN-05 line end",            "/a\n"     },
    {"CHN-05 NUL",                 "/a\0b"s   },
    {"CHN-05 DEL",                 "/a\x7F"   },
    {"CHN-06 empty segment",       "/a//b"    },
    {"CHN-06 two slashes",         "//"       },
    {"CHN-06 empty first segment", "//a"      },
    {"CHN-07 trailing slash",      "/a/"      },
    {"CHN-07 after a pattern",     "/a/*/"    },
    {"CHN-12 star in the middle",  "/a/*/b"   },
    {"CHN-12 stars in the middle", "/a/**/b"  },
    {"CHN-12 stars first",         "/**/b"    },
    {"CHN-12 star twice",          "/*/*"     },
    {"CHN-18 meta alone",          "/meta"    },
    {"CHN-18 service alone",       "/service" },
    {"CHN-18 meta and a slash",    "/meta/"   },
};

}  // namespace

BOOST_AUTO_TEST_SUITE(channel_id)

BOOST_AUTO_TEST_CASE(parses_names_and_patterns)
{
    for (const auto& c : names) {
        BOOST_TEST_CONTEXT(c.name)
        {
            const auto id = ChannelId::parse(c.text);
            BOOST_TEST_REQUIRE(id.has_value());
            BOOST_TEST(id->text() == c.text);
            BOOST_TEST((id->kind() == c.kind));
            BOOST_TEST((id->wildcard() == c.wildcard));
            BOOST_TEST(id->service_name() == c.service);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_all_else)
{
    for (const auto& c : refused) {
        BOOST_TEST_CONTEXT(c.name) BOOST_TEST(!ChannelId::parse(c.text).has_value());
    }
}

// CHN-03, CHN-04 and CHN-05 for every byte, in every place of a segment.
BOOST_AUTO_TEST_CASE(knows_its_alphabet)
{
    const std::string alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                 "-_!~()$@ #*+.{}";
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        const bool allowed = alphabet.find(c) != std::string::npos;
        BOOST_TEST_CONTEXT("byte " << byte)
        {
            BOOST_TEST(ChannelId::parse(std::string{"/x"} + c + "y/z").has_value() ==
                       (allowed || c == '/'));
            BOOST_TEST(ChannelId::parse(std::string{"/"} + c).has_value() == allowed);
            BOOST_TEST(ChannelId::parse(std::string{"/x/y"} + c).has_value() == allowed);
        }
    }
}

BOOST_AUTO_TEST_CASE(is_limited_in_length)  // CHN-20
{
    for (const std::size_t most : {2u, 10u, 255u, 100'000u}) {
        const ChannelLimits limits{.bytes = most, .segments = 16};
        BOOST_TEST(ChannelId::parse("/" + std::string(most - 1, 'x'), limits).has_value());
        BOOST_TEST(!ChannelId::parse("/" + std::string(most, 'x'), limits).has_value());
    }
    BOOST_TEST(ChannelId::parse("/" + std::string(254, 'x')).has_value());
    BOOST_TEST(!ChannelId::parse("/" + std::string(255, 'x')).has_value());
}

BOOST_AUTO_TEST_CASE(is_limited_in_depth)  // CHN-20
{
    std::string text;
    for (std::size_t segments = 1; segments <= 20; ++segments) {
        text += "/x";
        BOOST_TEST(ChannelId::parse(text).has_value() == (segments <= 16));
        BOOST_TEST(ChannelId::parse(text, {.bytes = 255, .segments = 3}).has_value() ==
                   (segments <= 3));
    }
    BOOST_TEST(ChannelId::parse("/a/*", {.bytes = 255, .segments = 2}).has_value());
    BOOST_TEST(!ChannelId::parse("/a/*", {.bytes = 255, .segments = 1}).has_value());
}

BOOST_AUTO_TEST_CASE(views_the_text)
{
    const std::string text = "/service/random/x";
    const auto id = ChannelId::parse(text);
    BOOST_REQUIRE(id.has_value());
    BOOST_TEST((id->text().data() == text.data()));
    BOOST_TEST((id->service_name().data() == text.data() + 9));
    static_assert(std::is_trivially_copyable_v<ChannelId>);
}

BOOST_AUTO_TEST_CASE(equals_by_text)  // CHN-08
{
    const std::string copy = "/Foo";
    BOOST_TEST((ChannelId::parse("/Foo") == ChannelId::parse(copy)));
    BOOST_TEST((ChannelId::parse("/Foo") != ChannelId::parse("/foo")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley
