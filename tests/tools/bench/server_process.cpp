#include "tools/bayeux-bench/measure/server_process.hpp"

#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

using halley::bench::ServerProcess;

BOOST_AUTO_TEST_SUITE(server_process)

BOOST_AUTO_TEST_CASE(this_one_uses_memory_and_time)
{
    const ServerProcess self{getpid()};
    const auto before = self.usage();
    BOOST_TEST(before.rss > 100'000);
    BOOST_TEST(before.pss <= before.rss);
    auto after = before;
    while (after.cpu_seconds <= before.cpu_seconds)
        after = self.usage();
    BOOST_TEST(after.cpu_seconds > before.cpu_seconds);
}

BOOST_AUTO_TEST_CASE(one_that_has_ended_is_told)
{
    const auto child = fork();
    if (child == 0) _exit(0);
    BOOST_TEST(waitpid(child, nullptr, 0) == child);
    BOOST_CHECK_EXCEPTION(ServerProcess{child}, std::runtime_error, [](const auto& error) {
        return std::string{error.what()}.find("there is no process") == 0;
    });
}

BOOST_AUTO_TEST_SUITE_END()
