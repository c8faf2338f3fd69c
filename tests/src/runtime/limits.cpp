#include "src/runtime/limits.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/recording_logger.hpp"

namespace halley::runtime {

BOOST_AUTO_TEST_SUITE(limits)

BOOST_AUTO_TEST_CASE(refusals_are_counted_and_logged_at_a_bounded_rate)
{
    test::RecordingLogger logger;
    const LimitsConfig config;
    Limits limits{config, logger};
    for (int i = 0; i < 1000; ++i)
        limits.refused(Limit::sessions, "192.0.2.1");
    limits.refused(Limit::handshakes_per_address, "192.0.2.2");
    BOOST_TEST(limits.refusals(Limit::sessions) == 1000u);
    BOOST_TEST(limits.refusals(Limit::handshakes_per_address) == 1u);
    BOOST_TEST(limits.refusals(Limit::connections) == 0u);

    const auto entries = logger.entries();
    BOOST_TEST_REQUIRE(entries.size() >= 2u);
    BOOST_TEST(entries.size() < 20u);
    BOOST_TEST(entries.front() == "limits.sessions: refused 192.0.2.1");
    BOOST_TEST(entries.back() == "limits.handshakes_per_address: refused 192.0.2.2");
}

BOOST_AUTO_TEST_CASE(all_have_names)
{
    for (std::size_t i = 0; i < limits_count; ++i)
        BOOST_TEST(!name_of(static_cast<Limit>(i)).empty());
    BOOST_TEST(name_of(Limit::proxy_protocol) == "listen.proxy_protocol");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::runtime
