// The main of all test programs: runs the tests and prints one line of TAP 13
// for each, so that Meson and the summary count cases and not programs. The plan
// comes first: a program that dies in the middle is found out.

#define BOOST_TEST_NO_MAIN
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>

#include <boost/test/framework.hpp>
#include <boost/test/results_collector.hpp>
#include <boost/test/tree/observer.hpp>
#include <boost/test/tree/test_unit.hpp>
#include <boost/test/tree/traverse.hpp>
#include <boost/test/tree/visitor.hpp>
#include <boost/test/unit_test.hpp>
#include <boost/test/unit_test_log.hpp>
#include <boost/test/unit_test_parameters.hpp>

namespace ut = boost::unit_test;

namespace {

// What Boost.Test has to say about the tests since the last line of TAP.
std::ostringstream& test_log()
{
    static std::ostringstream log;
    return log;
}

class TapReporter : public ut::test_observer {
public:
    void test_start(ut::counter_t, ut::test_unit_id root) override
    {
        CaseCounter counter;
        ut::traverse_test_tree(root, counter);
        std::cout << "TAP version 13\n1.." << counter.count << std::endl;
    }

    void test_unit_start(const ut::test_unit&) override { test_log().str({}); }

    void test_unit_finish(const ut::test_unit& unit, unsigned long) override
    {
        if (unit.p_type == ut::TUT_CASE) {
            const bool passed = ut::results_collector.results(unit.p_id).passed();
            print(unit, passed ? "ok" : "not ok", {});
        }
        print_log();  // A suite has something to say when its fixture fails.
    }

    void test_unit_skipped(const ut::test_unit& unit, ut::const_string reason) override
    {
        // With a suite its cases are skipped, which nobody else mentions.
        SkippedCases cases{
            *this, "# SKIP " + std::string{reason.begin(), reason.end()}
        };
        ut::traverse_test_tree(unit, cases);
    }

    // Behind all others: they decide whether a test has passed.
    int priority() override { return 10; }

private:
    struct CaseCounter : ut::test_tree_visitor {
        void visit(const ut::test_case&) override { ++count; }
        unsigned count = 0;
    };

    struct SkippedCases : ut::test_tree_visitor {
        SkippedCases(TapReporter& to, std::string why) : reporter(to), directive(std::move(why)) {}
        void visit(const ut::test_case& test) override { reporter.print(test, "ok", directive); }
        TapReporter& reporter;
        const std::string directive;
    };

    void print(const ut::test_unit& unit, std::string_view verdict, std::string_view directive)
    {
        std::cout << verdict << ' ' << ++number_ << " - " << unit.full_name();
        if (!directive.empty()) std::cout << ' ' << directive;
        std::cout << std::endl;
    }

    static void print_log()
    {
        std::istringstream lines{test_log().str()};
        for (std::string line; std::getline(lines, line);)
            std::cout << "# " << line << '\n';
        std::cout.flush();
        test_log().str({});
    }

    unsigned number_ = 0;
};

// Runs when Boost.Test has set up its own log, which goes to the standard output.
bool redirect_log()
{
    if (!ut::runtime_config::has(ut::runtime_config::btrt_log_sink))
        ut::unit_test_log.set_stream(test_log());
    return true;
}

}  // namespace

int main(int argc, char* argv[])
{
    test_log();  // Outlives whatever the framework destroys.
    static TapReporter reporter;
    ut::framework::register_observer(reporter);
    setenv("BOOST_TEST_COLOR_OUTPUT", "no", 0);  // NOLINT(concurrency-mt-unsafe)
    return ut::unit_test_main(&redirect_log, argc, argv);
}
