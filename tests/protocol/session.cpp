#include "protocol/session.hpp"

#include <limits>

#include <boost/test/unit_test.hpp>

// The state machine alone: what a connect does, and until when a session lives.

BOOST_AUTO_TEST_SUITE(session)

using namespace halley::protocol;
using namespace std::chrono_literals;

namespace {

const Patience patience{30s, 5s, 10s};
const TimePoint now{1000s};
const Outlet http{0, 1, 1, false};
const Outlet stream{0, 2, 1, true};
const Outlet other_stream{0, 3, 1, true};

EventPtr an_event()
{
    return Event::make("/a", "1");
}

struct Case {
    const char* name;
    Phase phase;
    std::optional<long long> timeout;
    bool alone, streaming, queued, in_flight, deliver_only;
    std::optional<Duration> held_for;  ///< nullopt: answered at once.
};

// clang-format off
const Case cases[] = {
    // name                                  phase              timeout alone  stream queue  flight only   held for
    {"CON-03 first is immediate",            Phase::handshaken, {},     true,  false, false, false, false, {}},
    {"CON-03 first is immediate, streaming", Phase::handshaken, {},     true,  true,  false, false, false, {}},
    {"CON-03 first, although it may hold",   Phase::handshaken, 5000,   true,  false, false, false, false, {}},
    {"CON-04 held for the timeout",          Phase::connected,  {},     true,  false, false, false, false, 30s},
    {"CON-05 zero is immediate",             Phase::connected,  0,      true,  false, false, false, false, {}},
    {"CON-06 shorter is honoured",           Phase::connected,  1000,   true,  false, false, false, false, 1s},
    {"CON-06 one millisecond",               Phase::connected,  1,      true,  false, false, false, false, 1ms},
    {"CON-07 the same",                      Phase::connected,  30000,  true,  false, false, false, false, 30s},
    {"CON-07 longer is capped",              Phase::connected,  30001,  true,  false, false, false, false, 30s},
    {"CON-07 beyond all clocks",             Phase::connected,  std::numeric_limits<long long>::max(), true, false, false, false, false, 30s},
    {"CON-18 negative",                      Phase::connected,  -1,     true,  false, false, false, false, 30s},
    {"CON-18 most negative",                 Phase::connected,  std::numeric_limits<long long>::min(), true, false, false, false, false, 30s},
    {"CON-11 events wait",                   Phase::connected,  {},     true,  false, true,  false, false, {}},
    {"CON-11 events wait behind others",     Phase::connected,  {},     true,  false, true,  true,  false, 30s},
    {"CON-16 not alone",                     Phase::connected,  {},     false, false, false, false, false, {}},
    {"CON-16 not alone, streaming",          Phase::connected,  {},     false, true,  false, false, false, {}},
    {"WS-06 stays held",                     Phase::connected,  {},     true,  true,  true,  false, false, 30s},
    {"WS-08 events only with connects",      Phase::connected,  {},     true,  true,  true,  false, true,  {}},
    {"WS-08 nothing waits",                  Phase::connected,  {},     true,  true,  false, false, true,  30s},
};
// clang-format on

Session a_session(Phase phase, bool streaming)
{
    Session session;
    session.alive = true;
    session.phase = phase;
    if (streaming) session.stream = stream;
    return session;
}

}  // namespace

BOOST_AUTO_TEST_CASE(answers_or_holds)
{
    for (const auto& row : cases) {
        BOOST_TEST_CONTEXT(row.name)
        {
            auto session = a_session(row.phase, row.streaming);
            const auto outlet = row.streaming ? stream : http;
            if (row.queued) session.queue.push(an_event(), {});
            session.urgent = row.queued;
            if (row.in_flight) session.on_delivery(http);

            const auto action = session.on_connect({.outlet = outlet,
                                                    .id = "\"7\"",
                                                    .advised = true,
                                                    .timeout = row.timeout,
                                                    .alone = row.alone},
                                                   patience,
                                                   row.deliver_only,
                                                   now);

            const auto* hold = std::get_if<Hold>(&action);
            BOOST_TEST_REQUIRE((hold != nullptr) == row.held_for.has_value());
            BOOST_TEST((session.phase == Phase::connected));
            BOOST_TEST(!session.superseded);
            if (hold) {
                BOOST_TEST((hold->until == now + *row.held_for));
                BOOST_TEST((session.deadline == hold->until));
                BOOST_TEST((session.held == Held{outlet, "\"7\"", true}));
            } else {
                BOOST_TEST(!session.held);
                BOOST_TEST((session.deadline == now + 15s));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(CON_15_a_later_connect_supersedes)
{
    auto session = a_session(Phase::connected, false);
    session.on_connect({.outlet = http, .id = "1"}, patience, false, now);
    session.on_connect({.outlet = stream, .id = "2"}, patience, false, now + 1s);
    BOOST_TEST((session.superseded == Held{http, "1", false}));
    BOOST_TEST((session.held == Held{stream, "2", false}));
    session.on_connect({.outlet = http, .id = "3", .timeout = 0}, patience, false, now + 2s);
    BOOST_TEST((session.superseded == Held{stream, "2", false}));
    BOOST_TEST(!session.held);
}

BOOST_AUTO_TEST_CASE(CON_21_the_interval)
{
    struct {
        const char* name;
        std::optional<long long> interval;
        Duration granted;
    } const table[] = {
        {"CON-21 not asked",        {},   5s},
        {"CON-21 shorter",          2000, 2s},
        {"CON-21 zero",             0,    0s},
        {"CON-21 longer is capped", 6000, 5s},
        {"CON-18 negative",         -1,   5s},
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            auto session = a_session(Phase::connected, false);
            session.on_connect(
                {.outlet = http, .timeout = 0, .interval = row.interval}, patience, false, now);
            BOOST_TEST((session.interval == row.granted));
            // Never less patience than for who was not asked to hurry.
            BOOST_TEST((session.deadline == now + 15s));
        }
    }
}

BOOST_AUTO_TEST_CASE(CON_24_messages_prolong_the_life)
{
    auto session = a_session(Phase::handshaken, false);
    session.deadline = now + 3s;
    session.on_message(patience, now);
    BOOST_TEST((session.deadline == now + 10s));
    session.on_connect_answered(patience, now);
    session.on_message(patience, now + 1s);
    BOOST_TEST((session.deadline == now + 15s));  // Never shortened.

    session.phase = Phase::connected;
    session.on_connect({.outlet = http}, patience, false, now);
    session.on_message(patience, now + 29s);
    BOOST_TEST((session.deadline == now + 30s));  // CON-23: the end of the hold, and nothing else.
}

BOOST_AUTO_TEST_CASE(a_nodefony_session_lives_as_long_as_its_stream)
{
    auto session = a_session(Phase::handshaken, true);
    session.dialect = Dialect::nodefony;
    session.on_connect({.outlet = stream, .alone = false}, patience, false, now);
    BOOST_TEST((session.deadline == TimePoint::max()));
    session.on_message(patience, now + 1h);
    BOOST_TEST((session.deadline == TimePoint::max()));
    session.stream.reset();
    session.on_connect_answered(patience, now);
    BOOST_TEST((session.deadline == now + 15s));
}

BOOST_AUTO_TEST_CASE(one_outlet_at_a_time_is_delivered_to)
{
    auto session = a_session(Phase::connected, false);
    BOOST_TEST((session.may_deliver(http) && session.may_deliver(stream)));

    session.on_delivery(http);
    BOOST_TEST(!session.may_deliver(http));  // An exchange is answered once.
    BOOST_TEST(!session.may_deliver(stream));
    session.on_delivered();
    BOOST_TEST(session.may_deliver(stream));

    session.on_delivery(stream);
    session.on_delivery(stream);
    BOOST_TEST((session.may_deliver(stream) && !session.may_deliver(other_stream)));
    session.on_delivered();
    BOOST_TEST(!session.may_deliver(http));
    session.on_delivered();
    BOOST_TEST(session.may_deliver(http));
    session.on_delivered();  // One too many does no harm.
    BOOST_TEST(session.may_deliver(http));
}

BOOST_AUTO_TEST_CASE(what_comes_back_is_put_into_order)
{
    const std::vector<EventPtr> events{an_event(), an_event(), an_event(), an_event()};
    const std::vector<std::size_t> orders[] = {
        {0, 1, 2},
        {0, 2, 1},
        {1, 0, 2},
        {1, 2, 0},
        {2, 0, 1},
        {2, 1, 0}
    };
    for (const auto& order : orders) {
        auto session = a_session(Phase::connected, true);
        std::vector<std::uint32_t> numbers;
        for (int i = 0; i < 3; ++i)
            numbers.push_back(session.on_delivery(stream));
        session.queue.push(events[3], {});
        for (const auto i : order) {
            BOOST_TEST(session.queue.size() == 1u);
            BOOST_TEST(!session.may_deliver(http));
            session.on_returned(numbers[i], {events[i]});
        }
        BOOST_TEST(session.may_deliver(http));
        BOOST_TEST((session.queue.take() == events));
        BOOST_TEST(session.returned.empty());
    }

    // One that was written in between leaves no gap.
    auto session = a_session(Phase::connected, true);
    const auto first = session.on_delivery(stream);
    session.on_delivery(stream);
    const auto third = session.on_delivery(stream);
    session.on_returned(third, {events[1]});
    session.on_delivered();
    session.on_returned(first, {events[0]});
    BOOST_TEST((session.queue.take() == std::vector<EventPtr>{events[0], events[1]}));
}

BOOST_AUTO_TEST_SUITE_END()
