#include "tools/bayeux-conformance/runner.hpp"

#include <boost/test/unit_test.hpp>

#include "tools/bayeux-conformance/run.hpp"

using namespace halley::conformance;

namespace {

Case case_that(void (*run)(Run&))
{
    return {"HSK-01", "Title", Level::should, "source", Medium::long_polling, run};
}

Result result_of(const Case& tested)
{
    const Server server;
    return run_all(server,
                   {
                       {&tested, tested.medium}
    },
                   1,
                   [](const Result&) {})
        .front();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(runner)

BOOST_AUTO_TEST_CASE(what_a_case_tells_is_kept_whatever_the_verdict)
{
    const auto passed = result_of(case_that([](Run& run) { run.tell("much"); }));
    BOOST_TEST((passed.verdict == Verdict::pass));
    BOOST_TEST(passed.detail == "much");

    const auto failed = result_of(case_that([](Run& run) {
        run.tell("much");
        run.expect(false, "more", "less");
    }));
    BOOST_TEST((failed.verdict == Verdict::warn));
    BOOST_TEST(failed.expected == "more");
    BOOST_TEST(failed.received == "less");
    BOOST_TEST(failed.detail == "much");
}

BOOST_AUTO_TEST_CASE(a_skipped_case_has_its_reason_for_a_detail)
{
    const auto result = result_of(case_that([](Run& run) {
        run.tell("much");
        run.skip("needs something");
    }));
    BOOST_TEST((result.verdict == Verdict::skipped));
    BOOST_TEST(result.detail == "needs something");
}

BOOST_AUTO_TEST_SUITE_END()
