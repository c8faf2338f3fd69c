#include "src/config/units.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::config {
namespace {

// The number, or the objection.
std::string show(const Parsed<std::uint64_t>& parsed)
{
    if (const auto* objection = std::get_if<Objection>(&parsed)) return objection->text;
    return std::to_string(std::get<std::uint64_t>(parsed));
}

std::string show(const Parsed<std::chrono::milliseconds>& parsed)
{
    if (const auto* objection = std::get_if<Objection>(&parsed)) return objection->text;
    return std::to_string(std::get<std::chrono::milliseconds>(parsed).count());
}

struct Case {
    std::string_view text, expected;
};

BOOST_AUTO_TEST_SUITE(units)

BOOST_AUTO_TEST_CASE(durations_are_read)
{
    const Case cases[] = {
        {"30s",                   "30000"                                         },
        {"500ms",                 "500"                                           },
        {"2m",                    "120000"                                        },
        {"1h",                    "3600000"                                       },
        {"30 s",                  "30000"                                         },
        {"0",                     "0"                                             },
        {"0s",                    "0"                                             },
        {"0h",                    "0"                                             },
        {"",                      "is not a duration such as 30s, 500ms, 2m or 1h"},
        {"s",                     "is not a duration such as 30s, 500ms, 2m or 1h"},
        {"+1s",                   "is not a duration such as 30s, 500ms, 2m or 1h"},
        {"1",                     "has no unit; write 1ms, 1s, 1m or 1h"          },
        {"1.5s",                  "is not a whole number of ms, s, m or h"        },
        {"1S",                    "is not a whole number of ms, s, m or h"        },
        {"1s1s",                  "is not a whole number of ms, s, m or h"        },
        {"-1s",                   "is negative"                                   },
        {"9223372036854775807ms", "9223372036854775807"                           },
        {"9223372036854775808ms", "is too large"                                  },
        {"9223372036854775807s",  "is too large"                                  },
        {"99999999999999999999h", "is too large"                                  },
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.text)
        {
            BOOST_TEST(show(parse_duration(c.text)) == c.expected);
        }
    }
}

BOOST_AUTO_TEST_CASE(sizes_are_read)
{
    const Case cases[] = {
        {"0",                      "0"                                                          },
        {"65536",                  "65536"                                                      },
        {"10B",                    "10"                                                         },
        {"16KiB",                  "16384"                                                      },
        {"1 MiB",                  "1048576"                                                    },
        {"2GiB",                   "2147483648"                                                 },
        {"4kB",                    "4000"                                                       },
        {"4KB",                    "4000"                                                       },
        {"4MB",                    "4000000"                                                    },
        {"4GB",                    "4000000000"                                                 },
        {"",                       "is not a size such as 65536, 16KiB or 4MiB"                 },
        {"MiB",                    "is not a size such as 65536, 16KiB or 4MiB"                 },
        {"1M",                     "is not a whole number of bytes, KiB, MiB, GiB, KB, MB or GB"},
        {"1.5MiB",                 "is not a whole number of bytes, KiB, MiB, GiB, KB, MB or GB"},
        {"-1",                     "is negative"                                                },
        {"9223372036854775807GiB", "is too large"                                               },
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.text)
        {
            BOOST_TEST(show(parse_size(c.text)) == c.expected);
        }
    }
}

BOOST_AUTO_TEST_CASE(are_printed_without_fractions)
{
    using std::chrono::milliseconds;
    BOOST_TEST(print_duration(milliseconds{0}) == "0s");
    BOOST_TEST(print_duration(milliseconds{1500}) == "1500ms");
    BOOST_TEST(print_duration(milliseconds{90'000}) == "90s");
    BOOST_TEST(print_duration(milliseconds{120'000}) == "2m");
    BOOST_TEST(print_duration(milliseconds{7'200'000}) == "2h");
    BOOST_TEST(print_size(0) == "0");
    BOOST_TEST(print_size(1000) == "1000");
    BOOST_TEST(print_size(1025) == "1025");
    BOOST_TEST(print_size(16384) == "16KiB");
    BOOST_TEST(print_size(3 << 20) == "3MiB");
    BOOST_TEST(print_size(std::uint64_t{1} << 40) == "1024GiB");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::config
