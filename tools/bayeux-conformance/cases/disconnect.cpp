#include "tools/bayeux-conformance/cases/phrases.hpp"

// A10: disconnect and the end of a session.

namespace halley::conformance {

namespace {

// Ends the session. What follows goes over new connections: a server may close those of
// a session that ends.
Json disconnect(Party& party)
{
    auto reply = party.ask("/meta/disconnect");
    party.run().expect(reply["successful"].is_true(), "the disconnect succeeds", reply);
    party.break_off();
    return reply;
}

void reply(Run& run)
{
    auto party = run.connected_party();
    const auto reply = disconnect(party);
    run.expect(reply["channel"].string() == "/meta/disconnect", "channel /meta/disconnect", reply);
}

void no_connect_afterwards(Run& run)
{
    auto party = run.connected_party();
    disconnect(party);
    expect_refused(run, party.connect(), "a connect of a session that has ended");
}

void no_publish_afterwards(Run& run)
{
    auto party = run.connected_party();
    disconnect(party);
    expect_refused(
        run, party.ask(run.channel(), "\"data\":1"), "a publish of a session that has ended");
}

void held_connect_is_released(Run& run)
{
    constexpr std::chrono::seconds shortest{4};
    if (run.server().timeout < shortest)
        run.skip("needs a timeout of the server of 4 s or more, to tell a release from its end");
    const auto in_time = std::min(run.server().options.patience, run.server().timeout * 3 / 4);
    const auto until = Clock::now() + in_time;
    auto party = run.connected_party();
    party.hold();
    const auto reply = party.ask("/meta/disconnect");
    run.expect(reply["successful"].is_true(), "the disconnect succeeds", reply);
    try {
        party.held_answer(until);
    } catch (const TimedOut&) {
        run.expect(false, "an answer to the held connect", "nothing");
    } catch (const Disconnected& end) {
        run.expect(false, "an answer to the held connect", end.what());
    }
}

void twice(Run& run)
{
    auto party = run.connected_party();
    disconnect(party);
    expect_refused(run, party.ask("/meta/disconnect"), "a second disconnect");
}

void rest_of_the_batch(Run& run)
{
    auto party = run.connected_party();
    const auto all = party.request(batch(
        {message("/meta/disconnect", R"("id":"d")"), publish_of(run.channel(), R"("p")", "1")}));
    expect_refused(
        run, reply_with(all, R"("p")"), "a publish behind the disconnect in the same batch");
}

void last_events(Run& run)
{
    auto speaker = run.connected_party();
    auto witness = run.connected_party();
    const auto channel = run.channel();
    witness.subscribe(channel);
    std::vector<Json> all;
    // The event may be late, even if the witness has it.
    for (int tries = 0; tries < 3; ++tries) {
        auto party = run.connected_party();
        party.subscribe(channel);
        speaker.publish(channel, "1");
        witness.events(channel, 1);
        all = party.request(batch({message("/meta/disconnect", R"("id":"d")")}));
        for (const auto& each : all) {
            if (each["channel"].string() == channel) return;
        }
    }
    run.expect(false, "the event that waited, in the response to the disconnect", texts_of(all));
}

void no_advice(Run& run)
{
    auto party = run.connected_party();
    const auto reply = disconnect(party);
    run.expect(reply["advice"].missing(), "no advice in the reply to a disconnect", reply);
}

constexpr std::string_view disconnect_section = "Bayeux 1.0, Disconnect";

// clang-format off
constexpr Case cases[] = {
    {"DSC-01", "A disconnect is answered",
     Level::must, disconnect_section, Medium::any, reply},
    {"DSC-02", "After a disconnect the session cannot connect",
     Level::must, disconnect_section, Medium::any, no_connect_afterwards},
    {"DSC-02", "After a disconnect the session cannot publish",
     Level::cometd, "CometD", Medium::any, no_publish_afterwards},
    {"DSC-03", "A disconnect releases the held connect",
     Level::should, disconnect_section, Medium::any, held_connect_is_released},
    {"DSC-04", "A second disconnect is refused",
     Level::cometd, "CometD", Medium::any, twice},
    {"DSC-05", "What follows a disconnect in a batch is refused",
     Level::cometd, "CometD", Medium::any, rest_of_the_batch},
    {"DSC-06", "Events that wait come with the reply to a disconnect",
     Level::cometd, "CometD", Medium::long_polling, last_events},
    {"DSC-07", "The reply to a disconnect has no advice",
     Level::cometd, "CometD", Medium::any, no_advice},
};
// clang-format on

}  // namespace

Cases disconnect_cases()
{
    return cases;
}

}  // namespace halley::conformance
