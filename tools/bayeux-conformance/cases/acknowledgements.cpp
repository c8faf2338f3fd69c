#include <algorithm>

#include "tools/bayeux-conformance/cases/phrases.hpp"

// A13, ACK: the acknowledge extension. Events come with the answers to connects only,
// each of which closes a numbered batch that the next connect confirms.

namespace halley::conformance {

namespace {

bool agreed(const Json& handshake_reply)
{
    const auto ack = handshake_reply["ext"]["ack"];
    return ack.is_true() || ack["enabled"].is_true();
}

void needs_own_ext(Run& run)
{
    if (!run.server().options.handshake_ext.empty())
        run.skip("needs a handshake without the ext that was given for it");
}

/** A client that has agreed with the server to confirm what it gets. */
class Confirming {
public:
    explicit Confirming(Run& run) : party(run.stranger())
    {
        needs_own_ext(run);
        party.handshake(R"("ext":{"ack":true})");
        if (!agreed(party.handshake_reply))
            run.skip("the server does not offer the acknowledge extension");
        connect("0");
    }

    /// A connect that confirms `ack`, raw JSON; nothing when it is empty. Returns the
    /// number of the batch that its answer closes.
    double connect(std::string_view ack)
    {
        const auto reply = party.connect(members(ack, R"("advice":{"timeout":0})"));
        return number_in(reply);
    }
    double number_in(const Json& reply)
    {
        const auto number = reply["ext"]["ack"];
        party.run().expect(number.is_number(), "the batch's number in ext.ack", reply);
        batch = number.number();
        return batch;
    }
    /// Confirms everything so far.
    double confirm() { return connect(last()); }
    std::string last() const { return std::to_string(static_cast<long long>(batch)); }

    static std::string members(std::string_view ack, std::string_view others = {})
    {
        std::string all{others};
        if (ack.empty()) return all;
        if (!all.empty()) all += ',';
        all += R"("ext":{"ack":)";
        all += ack;
        return all += '}';
    }

    /// What has come on a channel since this was last asked.
    std::vector<Json> got(const std::string& channel) { return party.events(channel, 0); }
    /// Connects with that ext.ack until an answer brings an event with `data`, and returns
    /// what came with this answer: a server may deliver after it has answered a publish.
    std::vector<Json> await(std::string_view ack, const std::string& channel, std::string_view data)
    {
        const auto until = party.run().soon();
        std::vector<Json> events;
        do {
            connect(ack);
            events = got(channel);
            for (const auto& event : events) {
                if (event["data"].text() == data) return events;
            }
        } while (Clock::now() < until);
        throw DoesNotHold("event " + std::string{data} + " with the answer to a connect",
                          texts_of(events));
    }

    Party party;
    double batch = 0;
};

std::string data_of(const std::vector<Json>& events)
{
    std::string all;
    for (const auto& event : events)
        all += event["data"].text();
    return all;
}

void agreement(Run& run)
{
    Confirming{run};
    for (const auto* offer : {R"("ext":{"ack":false})", R"("ext":{"ack":1})", R"("ext":{})"}) {
        auto party = run.party(offer);
        run.expect(!agreed(party.handshake_reply),
                   std::string{"no agreement on "} + offer + ": only true is an offer",
                   party.handshake_reply);
    }
}

void with_connects_only(Run& run)
{
    Confirming client{run};
    const auto channel = run.channel();
    client.party.subscribe(channel);
    client.party.publish(channel, "1");
    client.party.subscribe(run.channel("/other"));
    expect_events(run, client.got(channel), 0, "no event before the next connect");
    client.await(client.last(), channel, "1");
}

void batch_numbers(Run& run)
{
    Confirming client{run};
    const auto first = client.batch;
    run.expect(first == 1, "1 as the number of the first batch", client.last());
    for (const double expected : {first + 1, first + 2, first + 3}) {
        const auto number = client.confirm();
        run.expect(number == expected, "one more with each answer to a connect", client.last());
    }
}

void confirmed_is_forgotten(Run& run)
{
    Confirming listener{run};
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.party.subscribe(channel);
    speaker.publish(channel, "1");
    listener.await(listener.last(), channel, "1");
    const auto confirmed = listener.last();
    listener.connect(confirmed);
    listener.connect(confirmed);
    expect_events(run, listener.got(channel), 0, "nothing that was confirmed comes again");
}

void sent_again(Run& run)
{
    Confirming listener{run};
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.party.subscribe(channel);
    const auto before = listener.last();
    speaker.publish(channel, "1");
    listener.await(before, channel, "1");
    const auto first = listener.batch;
    speaker.publish(channel, "2");
    const auto events = listener.await(before, channel, "2");
    run.expect(data_of(events) == "12", "event 1 again, and then event 2", texts_of(events));
    run.expect(listener.batch > first, "a batch with a number of its own", listener.last());
}

void sent_again_at_once(Run& run)
{
    constexpr std::chrono::seconds shortest{4};
    if (run.server().timeout < shortest)
        run.skip("needs a timeout of the server of 4 s or more, to tell an answer from its end");
    Confirming listener{run};
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.party.subscribe(channel);
    const auto before = listener.last();
    speaker.publish(channel, "1");
    listener.await(before, channel, "1");
    listener.party.hold(Confirming::members(before));
    const auto in_time = std::min(run.server().options.patience, run.server().timeout * 3 / 4);
    listener.party.held_answer(Clock::now() + in_time);
    expect_events(run, listener.got(channel), 1, "the event that is not confirmed, at once");
}

// A connect whose ext.ack confirms nothing, and the next that is right.
void confirms_nothing(Run& run, std::string_view ack)
{
    Confirming listener{run};
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.party.subscribe(channel);
    speaker.publish(channel, "1");
    listener.await(listener.last(), channel, "1");
    listener.connect(ack);
    expect_events(run, listener.got(channel), 1, "the event again: it has not been confirmed");
}

void without_ack(Run& run)
{
    confirms_nothing(run, "");
}

void ack_of_wrong_type(Run& run)
{
    confirms_nothing(run, R"("x")");
}

void ack_of_the_future(Run& run)
{
    confirms_nothing(run, "999999");
}

void connection_lost(Run& run)
{
    Confirming listener{run};
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.party.subscribe(channel);
    listener.confirm();
    const auto confirmed = listener.last();
    listener.party.hold(Confirming::members(confirmed));
    speaker.publish(channel, "1");
    listener.party.break_off();
    const auto events = listener.await(confirmed, channel, "1");
    expect_events(run, events, 1, "the event of the connection that broke, on the next");
}

void event_then_reply(Run& run)
{
    Confirming listener{run};
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.party.subscribe(channel);
    listener.party.hold(Confirming::members(listener.last()));
    speaker.publish(channel, "1");
    const auto all = listener.party.held_answer(run.soon());
    run.expect(all.size() == 2 && is_event(all.front()) && !is_event(all.back()),
               "the event, and then the answer to the held connect",
               texts_of(all));
    listener.number_in(all.back());
}

void overlapping_connects(Run& run)
{
    Confirming listener{run};
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.party.subscribe(channel);
    listener.confirm();
    const auto confirmed = listener.last();
    listener.party.hold(Confirming::members(confirmed));
    listener.connect(confirmed);
    speaker.publish(channel, "1");
    listener.party.break_off();
    const auto events = listener.await(confirmed, channel, "1");
    expect_events(run, events, 1, "the event, though two connects were open");
}

void without_an_id(Run& run)
{
    Confirming client{run};
    const auto expected = client.batch + 1;
    const auto all = client.party.request(batch({message(
        "/meta/connect",
        Confirming::members(client.last(),
                            R"("connectionType":"long-polling","advice":{"timeout":0})"))}));
    run.expect(!all.empty(), "an answer to a connect without an id", texts_of(all));
    run.expect(client.number_in(all.back()) == expected, "the next number", all.back());
}

constexpr auto offered = Level::cometd;
constexpr std::string_view source = "CometD, acknowledge extension";

// clang-format off
constexpr Case cases[] = {
    {"ACK-01", "Only ext.ack:true in a handshake is an offer, and it is accepted",
     offered, source, Medium::any, agreement},
    {"ACK-02", "Events come with answers to connects only",
     offered, source, Medium::any, with_connects_only},
    {"ACK-03", "Each answer to a connect has the next number, from 1",
     offered, source, Medium::any, batch_numbers},
    {"ACK-05", "What is confirmed does not come again",
     offered, source, Medium::any, confirmed_is_forgotten},
    {"ACK-06", "What is not confirmed comes again, before what is new",
     offered, source, Medium::any, sent_again},
    {"ACK-07", "What is not confirmed comes again at once",
     offered, source, Medium::any, sent_again_at_once},
    {"ACK-08", "A connect without ext.ack confirms nothing",
     offered, source, Medium::any, without_ack},
    {"ACK-09", "An ext.ack that is no number confirms nothing",
     offered, source, Medium::any, ack_of_wrong_type},
    {"ACK-10", "An ext.ack beyond the last batch confirms nothing",
     Level::hardening, "hardening", Medium::any, ack_of_the_future},
    {"ACK-11", "What a broken connection has lost comes again",
     offered, source, Medium::any, connection_lost},
    {"ACK-12", "An event ends the held connect and comes before its answer",
     offered, source, Medium::websocket, event_then_reply},
    {"ACK-17", "Overlapping connects lose no event",
     offered, source, Medium::any, overlapping_connects},
    {"ACK-17", "A connect without an id has a number too",
     offered, source, Medium::long_polling, without_an_id},
};
// clang-format on

}  // namespace

Cases acknowledgement_cases()
{
    return cases;
}

}  // namespace halley::conformance
