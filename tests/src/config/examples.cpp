#include <filesystem>

#include <boost/test/unit_test.hpp>

#include "tests/src/config/loading.hpp"

namespace halley::config {
namespace {

BOOST_AUTO_TEST_SUITE(examples)

BOOST_AUTO_TEST_CASE(all_load)
{
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator{EXAMPLES}) {
        if (entry.path().extension() != ".yaml") continue;
        ++count;
        const auto result = load_config_file(entry.path().string(), services);
        const auto* const errors = std::get_if<LoadErrors>(&result);
        BOOST_TEST(!errors, (errors ? lines(*errors) : ""));
    }
    BOOST_TEST(count > 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::config
