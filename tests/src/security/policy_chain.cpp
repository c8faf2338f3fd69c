#include "src/security/policy_chain.hpp"

#include <boost/test/unit_test.hpp>

#include "src/security/rules_policy.hpp"

namespace halley::security {
namespace {

/// Says the same to everything, and counts how often it is asked.
class Fixed final : public SecurityPolicy {
public:
    explicit Fixed(Verdict verdict) : verdict_(std::move(verdict)) {}

    Verdict may_handshake(const SessionView&, const MessageView&) override { return answer(); }
    Verdict may_subscribe(const SessionView&, std::string_view, const MessageView&) override
    {
        return answer();
    }
    Verdict may_publish(const SessionView&, const MessageView&) override { return answer(); }
    Verdict may_create(const SessionView&, std::string_view, const MessageView&) override
    {
        return answer();
    }

    int asked = 0;

private:
    Verdict answer()
    {
        ++asked;
        return verdict_;
    }

    const Verdict verdict_;
};

Verdict known_as(std::string identity, std::string attributes)
{
    Verdict verdict;
    verdict.identity = std::move(identity);
    verdict.attributes = std::move(attributes);
    return verdict;
}

BOOST_AUTO_TEST_SUITE(policy_chain)

BOOST_AUTO_TEST_CASE(all_must_allow_and_the_first_refusal_stands)
{
    Fixed yes{{}};
    Fixed no{Verdict::refuse("first")};
    Fixed never{Verdict::refuse("second")};
    PolicyChain chain{
        {&yes, &no, &never}
    };
    const Verdict verdicts[] = {
        chain.may_handshake({}, {}),
        chain.may_subscribe({}, "/a", {}),
        chain.may_publish({}, {}),
        chain.may_create({}, "/a", {}),
    };
    for (const auto& verdict : verdicts) {
        BOOST_TEST(!verdict.allowed);
        BOOST_TEST(verdict.reason == "first");
    }
    BOOST_TEST(yes.asked == 4);
    BOOST_TEST(never.asked == 0);

    PolicyChain agreed{
        {&yes, &yes}
    };
    BOOST_TEST(agreed.may_publish({}, {}).allowed);
}

BOOST_AUTO_TEST_CASE(who_knows_the_client_first_says_who_it_is)
{
    Fixed silent{{}};
    Fixed first{known_as("ada", R"({"a":1})")};
    Fixed second{known_as("eve", R"({"b":2})")};
    const auto verdict = PolicyChain{
        {&silent,
         &first,
         &second}
    }.may_handshake({}, {});
    BOOST_TEST(verdict.allowed);
    BOOST_TEST(verdict.identity == "ada");
    BOOST_TEST(verdict.attributes == R"({"a":1})");
}

BOOST_AUTO_TEST_CASE(the_rules_are_a_policy)
{
    RulesPolicy policy{
        {
         {{Operation::subscribe}, {}, {"/u/{user}"}, {}},
         {{Operation::service}, {}, {"/service/calc"}, {}},
         {{Operation::publish, Operation::create}, {}, {"/a"}, {}},
         }
    };
    const SessionView ada{"id", "192.0.2.7", "ada", {}};
    const auto message = [](std::string_view channel) {
        return MessageView{channel, {}, {}, {}, {}};
    };
    BOOST_TEST(policy.may_handshake({}, {}).allowed);
    BOOST_TEST(policy.may_subscribe(ada, "/u/ada", message("/meta/subscribe")).allowed);
    BOOST_TEST(!policy.may_subscribe(ada, "/a", message("/meta/subscribe")).allowed);
    BOOST_TEST(policy.may_subscribe(ada, "/service/calc", message("/meta/subscribe")).allowed);
    BOOST_TEST(policy.may_publish(ada, message("/service/calc")).allowed);
    BOOST_TEST(!policy.may_publish(ada, message("/service/other")).allowed);
    BOOST_TEST(policy.may_publish(ada, message("/a")).allowed);
    BOOST_TEST(policy.may_create(ada, "/a", message("/a")).allowed);
    const auto refused = policy.may_create(ada, "/b", message("/b"));
    BOOST_TEST(!refused.allowed);
    BOOST_TEST(refused.reason == "denied_by_security_policy");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::security
