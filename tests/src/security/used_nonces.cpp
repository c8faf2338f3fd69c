#include "src/security/used_nonces.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace halley::security {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds lasts{300};

BOOST_AUTO_TEST_SUITE(used_nonces)

BOOST_AUTO_TEST_CASE(each_is_used_once)
{
    UsedNonces used{lasts};
    BOOST_TEST(used.use("a", milliseconds{300}, milliseconds{0}));
    BOOST_TEST(used.use("b", milliseconds{300}, milliseconds{0}));
    BOOST_TEST(!used.use("a", milliseconds{300}, milliseconds{1}));
    BOOST_TEST(!used.use("b", milliseconds{300}, milliseconds{299}));
}

// Or whoever has an account could log in until the login of somebody else is forgotten.
BOOST_AUTO_TEST_CASE(none_is_good_again_after_too_many)
{
    UsedNonces used{lasts, 10};
    BOOST_TEST(used.use("overheard", milliseconds{300}, milliseconds{0}));
    for (int number = 0; number < 25; ++number)
        used.use(std::to_string(number), milliseconds{300 + number}, milliseconds{number});
    BOOST_TEST(!used.use("overheard", milliseconds{300}, milliseconds{30}));
}

BOOST_AUTO_TEST_CASE(those_given_out_afterwards_are_good)
{
    UsedNonces used{lasts, 2};
    BOOST_TEST(used.use("a", milliseconds{300}, milliseconds{0}));
    BOOST_TEST(used.use("b", milliseconds{300}, milliseconds{0}));
    BOOST_TEST(!used.use("c", milliseconds{310}, milliseconds{20}));
    BOOST_TEST(!used.use("given out before", milliseconds{320}, milliseconds{25}));
    BOOST_TEST(used.use("given out after", milliseconds{321}, milliseconds{25}));
}

BOOST_AUTO_TEST_CASE(those_that_are_over_leave_room)
{
    UsedNonces used{lasts, 2};
    for (int time = 0; time < 3000; time += 200)
        BOOST_TEST(used.use(std::to_string(time), milliseconds{time} + lasts, milliseconds{time}));
}

BOOST_AUTO_TEST_CASE(only_one_of_many_at_once)
{
    UsedNonces used{lasts};
    std::atomic<int> accepted{0};
    std::vector<std::thread> threads;
    for (int number = 0; number < 8; ++number)
        threads.emplace_back([&] {
            for (int nonce = 0; nonce < 1000; ++nonce)
                accepted += used.use(std::to_string(nonce), milliseconds{300}, milliseconds{0});
        });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(accepted == 1000);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::security
