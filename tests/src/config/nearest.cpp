#include "src/config/nearest.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

namespace halley::config {
namespace {

BOOST_AUTO_TEST_SUITE(nearest_key)

BOOST_AUTO_TEST_CASE(is_found_within_a_third_of_its_letters)
{
    const std::vector<std::string_view> known{
        "port", "address", "timeout", "message_bytes", "max_interval", "interval"};
    const struct {
        std::string_view word, expected;
    } cases[] = {
        {"portt",        "port"         },
        {"prot",         "port"         },
        {"prt",          "port"         },
        {"sort",         "port"         },
        {"PORT",         "port"         },
        {"support",      ""             },
        {"part of it",   ""             },
        {"tmeout",       "timeout"      },
        {"time_out",     "timeout"      },
        {"tiemuot",      "timeout"      },
        {"adress",       "address"      },
        {"messageBytes", "message_bytes"},
        {"maxInterval",  "max_interval" },
        {"intervall",    "interval"     },
        {"tls",          ""             },
        {"",             ""             },
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.word)
        {
            BOOST_TEST(nearest(c.word, known).value_or("") == c.expected);
        }
    }
    BOOST_TEST(!nearest(std::string(1'000'000, 'p'), known));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::config
