#include "src/security/express.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <future>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/recording_logger.hpp"
#include "tests/support/temporary_folder.hpp"

namespace halley::security {
namespace {

namespace ip = boost::asio::ip;

// As express-session writes it for the id `abc.def` and the secret `keyboard cat`.
constexpr auto cookie =
    "connect.sid=s%3Aabc.def.R3mKOD9L1tL5Ys2h%2B%2Bsc4X1DmM5o%2B%2B2PdB6wVkiY9VI";

BOOST_AUTO_TEST_SUITE(express)

// Clients must not be able to fill the log by coming while Redis is away.
BOOST_AUTO_TEST_CASE(a_redis_that_is_away_is_logged_now_and_then)
{
    boost::asio::io_context unused;
    // Bound, and nobody listens: nobody else gets that port.
    ip::tcp::socket bound{
        unused, {ip::make_address("127.0.0.1"), 0}
    };
    test::TemporaryFolder folder;
    std::ofstream{folder.file("secret")} << "keyboard cat\n";
    AuthenticationConfig config;
    config.type = AuthenticationType::express;
    config.secret = folder.file("secret");
    config.redis = "127.0.0.1:" + std::to_string(bound.local_endpoint().port());
    test::RecordingLogger logger;
    const auto redis = make_express(config, logger);

    const std::vector<HeaderField> headers{
        {"Cookie", cookie}
    };
    const RequestView request{"192.0.2.1", "POST", "/bayeux", false, headers};
    for (int turn = 0; turn < 50; ++turn) {
        std::promise<std::string> reason;
        auto ready = reason.get_future();
        BOOST_TEST(redis->authenticate({request}, [&reason](const Admission& admission) {
            reason.set_value(admission.verdict.reason);
        }));
        BOOST_TEST(ready.get() == "authentication_unavailable");
    }
    const auto entries = logger.entries();
    const auto about = std::count_if(entries.begin(), entries.end(), [](const auto& entry) {
        return entry.find("cannot connect to Redis") != std::string::npos;
    });
    BOOST_TEST(about >= 1);
    BOOST_TEST(about < 50);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::security
