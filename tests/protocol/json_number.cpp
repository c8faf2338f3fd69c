#include "protocol/json_number.hpp"

#include <limits>
#include <random>
#include <string>

#include <boost/test/unit_test.hpp>

#include "support/json_oracle.hpp"

namespace halley::protocol {

namespace {

constexpr auto most = std::numeric_limits<long long>::max();
constexpr auto least = std::numeric_limits<long long>::min();

struct ValueCase {
    const char* name;
    std::string number;
    long long value;
};

const ValueCase values[] = {
    {"zero",                     "0",                               0             },
    {"minus zero",               "-0",                              0             },
    {"small",                    "42",                              42            },
    {"negative",                 "-42",                             -42           },
    {"FMT-17 64 bits",           "9223372036854775807",             most          },
    {"FMT-17 64 bits, negative", "-9223372036854775808",            least         },
    {"one too large",            "9223372036854775808",             most          },
    {"one too small",            "-9223372036854775809",            least         },
    {"FMT-19 beyond 64 bits",    "123456789012345678901234567890",  most          },
    {"FMT-19 negative",          "-123456789012345678901234567890", least         },
    {"fraction",                 "1.999",                           1             },
    {"negative fraction",        "-1.999",                          -1            },
    {"small fraction",           "0.999",                           0             },
    {"FMT-20 exponent",          "1E2",                             100           },
    {"signed exponent",          "1e+2",                            100           },
    {"fraction and exponent",    "1.2345e2",                        123           },
    {"exponent makes it whole",  "1.5e1",                           15            },
    {"negative exponent",        "12345e-2",                        123           },
    {"all cut off",              "12345e-5",                        0             },
    {"FMT-18 beyond a double",   "1e400",                           most          },
    {"FMT-18 negative",          "-1e400",                          least         },
    {"below a double",           "1e-400",                          0             },
    {"exponent beyond 64 bits",  "1e99999999999999999999",          most          },
    {"exponent below 64 bits",   "1e-99999999999999999999",         0             },
    {"zero, however shifted",    "0e99999999999999999999",          0             },
    {"zero with a fraction",     "0.000e+99999999999999999999",     0             },
    {"long zeros, then a digit", "0." + std::string(400,            '0') + "7e401", 7},
    {"long, then shifted back",                          "7" + std::string(400,                                   '0') + "e-399",   70},
    {"long digits",                        std::string(1000,                                                         '9'),                                                         most},
    {"just fits by exponent",                      "9.223372036854775807e18",most},
    {"just does not","9.223372036854775808e18",               most                                                                            },
    {"nearly",                      "9.223372036854775806e18",                                     most - 1},
};

struct EndCase {
    std::string_view text;
    std::size_t end;
};

const EndCase ends[] = {
    {"",       0},
    {"x",      0},
    {"-",      0},
    {"-x",     0},
    {"+1",     0},
    {".5",     0},
    {"0",      1},
    {"00",     1},
    {"01",     1},
    {"-0",     2},
    {"12,",    2},
    {"12]",    2},
    {"1.",     1},
    {"1.x",    1},
    {"1.5",    3},
    {"1.50.1", 4},
    {"0.5",    3},
    {"1e",     1},
    {"1e+",    1},
    {"1e-x",   1},
    {"1e5",    3},
    {"1E-05",  5},
    {"1.5e+7", 6},
    {"1e5.5",  3},
    {"1e5e5",  3},
    {"--1",    0},
    {"1-1",    1},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(json_number)

BOOST_AUTO_TEST_CASE(truncates)
{
    for (const auto& c : values) {
        BOOST_TEST_CONTEXT(c.name)
        {
            BOOST_TEST(truncated_number(c.number) == c.value);
            BOOST_TEST(number_end(c.number, 0) == c.number.size());
        }
    }
}

BOOST_AUTO_TEST_CASE(finds_the_end)
{
    for (const auto& c : ends) {
        BOOST_TEST_CONTEXT(c.text)
        {
            BOOST_TEST(number_end(c.text, 0) == c.end);
            BOOST_TEST(number_end("[" + std::string{c.text}, 1) == c.end + 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(knows_whole_numbers)
{
    constexpr unsigned seed = 20;
    std::mt19937 random{seed};
    constexpr std::string_view letters = "0019-+.eE";
    for (int round = 0; round < 50'000; ++round) {
        std::string text(random() % 8, ' ');
        for (auto& c : text)
            c = letters[random() % letters.size()];
        const bool whole = !text.empty() && number_end(text, 0) == text.size();
        BOOST_TEST_CONTEXT("seed " << seed << ", text " << text)
        BOOST_TEST_REQUIRE(whole == test::JsonOracle::accepts(text, 0));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
