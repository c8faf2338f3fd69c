// A session with a server that loses connections at any moment and now and then all it knows:
// every publication is confirmed once, and taken in order, at least once.
#include <deque>
#include <map>
#include <random>
#include <set>

#include <boost/test/unit_test.hpp>

#include "tests/tools/client/session_script.hpp"

namespace halley::client {
namespace {

using test::SessionScript;
using namespace std::chrono_literals;

class Chaos {
public:
    explicit Chaos(unsigned seed) : engine_(seed)
    {
        script_.open();
        sessions_.insert("c");
        script_.session.subscribe("/s", script_.now);
    }

    void run()
    {
        for (unsigned step = 0; step < 20'000 && confirmed_.size() < publications; ++step) {
            const bool room =
                published_ < std::min<std::size_t>(publications, confirmed_.size() + window);
            if (room && chance(30)) {
                script_.session.publish("/p", std::to_string(++published_), "", script_.now);
            }
            work();
        }
        check();
    }

private:
    static constexpr unsigned publications = 200;
    static constexpr unsigned window = 16;  // As programs have one: what is lost is sent again.

    bool chance(unsigned percent) { return engine_() % 100 < percent; }

    void work()
    {
        for (auto& action : script_.actions())
            std::visit([this](auto& each) { on(each); }, action);
        if (broken_) {
            script_.fail();
        } else if (!answers_.empty()) {
            const auto answer = std::move(answers_.front());
            answers_.pop_front();
            script_.receive(answer);
        } else if (chance(50) && !held_.empty()) {
            script_.receive(std::exchange(held_, {}));
        } else {
            script_.pass(50ms);
        }
        BOOST_TEST_REQUIRE((script_.session.next_timeout() > script_.now));
    }

    void on(const Send& send)
    {
        if (broken_ || (broken_ = chance(2))) return;
        if (++sent_ % 50 == 0) sessions_.clear();
        const auto message = read_messages(send.message).value().at(0);
        auto answer = reply_to(message);
        if ((broken_ = chance(2))) return;
        if (send.lane == Lane::connect && sessions_.contains(message.client_id)) {
            held_ = std::move(answer);
        } else {
            answers_.push_back(std::move(answer));
        }
    }

    void on(const Reset&)
    {
        broken_ = false;
        answers_.clear();
        held_.clear();
    }

    void on(const Published& published)
    {
        BOOST_TEST(published.error == "");
        ++confirmed_[published.number];
    }

    void on(const Ended& ended) { BOOST_FAIL("it ended: " + ended.text); }
    void on(const Event&) {}
    void on(const Subscribed&) {}
    void on(const Notice&) {}

    std::string reply_to(const Message& message)
    {
        std::string reply = R"([{"channel":")" + message.channel + R"(","id":")" + message.id;
        if (message.channel == "/meta/handshake") {
            const auto id = "c" + std::to_string(sent_);
            sessions_.insert(id);
            return reply + R"(","successful":true,"clientId":")" + id + "\"}]";
        }
        if (!sessions_.contains(message.client_id))
            return reply + R"(","successful":false,"error":"402::Unknown client"}])";
        if (!message.is_meta()) taken_.push_back(std::stoul(std::string{message.data}));
        if (message.channel == "/meta/subscribe") subscribed_.insert(message.client_id);
        return reply + R"(","successful":true}])";
    }

    void check()
    {
        BOOST_TEST(confirmed_.size() == publications);
        for (const auto& [number, times] : confirmed_)
            BOOST_TEST(times == 1u, number << " was confirmed " << times << " times");
        unsigned long last = 0;
        for (const auto number : taken_) {
            BOOST_TEST(number <= last + 1, number << " came behind " << last);
            last = std::max(last, number);
        }
        BOOST_TEST(last == publications);
        BOOST_TEST(subscribed_.size() > 1u);
    }

    std::mt19937 engine_;
    SessionScript script_;
    std::set<std::string> sessions_;
    std::set<std::string> subscribed_;
    std::deque<std::string> answers_;
    std::string held_;  ///< The answer to the connect that is held.
    bool broken_ = false;
    unsigned sent_ = 0;
    unsigned published_ = 0;
    std::vector<unsigned long> taken_;
    std::map<std::uint64_t, unsigned> confirmed_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(session_random)

BOOST_AUTO_TEST_CASE(nothing_is_lost)
{
    for (unsigned seed = 1; seed <= 50; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            Chaos{seed}.run();
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::client
