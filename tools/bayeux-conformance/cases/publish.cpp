#include "tools/bayeux-conformance/cases/phrases.hpp"

// A9: publish. What subscribers get is in delivery.cpp.

namespace halley::conformance {

namespace {

void publish_reply(Run& run)
{
    auto party = run.connected_party();
    const auto channel = run.channel();
    const auto reply = party.publish(channel, "1");
    run.expect(reply["channel"].string() == channel, "the channel in the reply", reply);
}

void nobody_listens(Run& run)
{
    auto party = run.connected_party();
    party.publish(run.channel("/unheard"), "1");
}

void no_data_is_refused(Run& run)
{
    auto party = run.connected_party();
    expect_refused(run, party.ask(run.channel()), "a publish without data");
}

// What a new client publishes with that message, as far as the listener gets it. Whether
// the server takes the message or breaks on it is another row's business.
std::vector<Json> heard_of(const std::string& message, Party& listener, const std::string& channel)
{
    auto& run = listener.run();
    auto speaker = run.connected_party();
    bool broken = false;
    try {
        speaker.request(batch({message}));
    } catch (const DoesNotHold&) {
        broken = true;
    } catch (const Disconnected&) {
        broken = true;
    }
    if (!broken) return listener.events_so_far(channel, speaker);
    auto other = run.connected_party();
    return listener.events_so_far(channel, other);
}

void no_event_without_data(Run& run)
{
    auto listener = run.connected_party();
    const auto channel = run.channel();
    listener.subscribe(channel);
    const auto events = heard_of(message(channel, R"("id":"p")"), listener, channel);
    for (const auto& event : events)
        run.expect(!event["data"].missing(), "the member data in every event", event);
}

void id_syntax(Run& run)
{
    for (const auto* id : {"1-2", "", "<script>"}) {
        auto party = run.connected_party();
        const auto raw = quoted(id);
        const auto all = party.request(batch({publish_of(run.channel(), raw, "1")}));
        const auto reply = reply_with(all, raw);
        expect_refused(run, reply.missing() && !all.empty() ? all.front() : reply, "id " + raw);
    }
}

void to_a_pattern(Run& run)
{
    for (const auto* wild : {"/*", "/**"}) {
        auto listener = run.connected_party();
        auto speaker = run.connected_party();
        const auto pattern = run.channel(wild);
        listener.subscribe(pattern);
        const auto reply = speaker.ask(pattern, "\"data\":1");
        run.expect(reply["successful"].is_false(), "a publish to a pattern is refused", reply);
        expect_events(run, listener.events_so_far(pattern, speaker), 0, "and not delivered");
    }
}

// As much of it all as the server allows.
void listen_everywhere(Party& listener, const std::string& channel)
{
    for (const auto& pattern : {channel, std::string{"/meta/**"}, std::string{"/**"}})
        listener.ask("/meta/subscribe", subscription(pattern));
}

void unknown_meta_channel_is_private(Run& run)
{
    auto listener = run.connected_party();
    const auto channel = "/meta" + run.channel();
    listen_everywhere(listener, channel);
    const auto events = heard_of(publish_of(channel, R"("p")", "1"), listener, channel);
    expect_events(run, events, 0, "no event on a meta channel");
}

void unknown_meta_channel_is_refused(Run& run)
{
    auto party = run.connected_party();
    expect_refused(
        run, party.ask("/meta" + run.channel(), "\"data\":1"), "a publish to /meta/<unknown>");
}

void service_channel_is_private(Run& run)
{
    auto listener = run.connected_party();
    const auto channel = "/service" + run.channel();
    listen_everywhere(listener, channel);
    const auto events = heard_of(publish_of(channel, R"("p")", "1"), listener, channel);
    expect_events(
        run, events, 0, "what a client publishes to a service channel reaches no other client");
}

void service_publish_succeeds(Run& run)
{
    auto party = run.connected_party();
    party.publish("/service" + run.channel(), "1");
}

// A publish of a client that has not shaken hands.
std::vector<Json> anonymous_publish(Run& run)
{
    auto stranger = run.stranger();
    std::string text{R"([{"channel":)"};
    text += quoted(run.channel());
    return stranger.request(text + R"(,"data":1,"id":"p"}])");
}

void anonymous_is_answered(Run& run)
{
    const auto all = anonymous_publish(run);
    const auto reply = reply_with(all, R"("p")");
    const auto successful = reply["successful"];
    run.expect(successful.is_true() || successful.is_false(),
               "a reply to a message that was sent without a handshake",
               texts_of(all));
    run.tell(successful.is_true() ? "It succeeds." : "It is refused.");
}

void anonymous_is_refused(Run& run)
{
    expect_refused(run,
                   reply_with(anonymous_publish(run), R"("p")"),
                   "a publish of a client that has not shaken hands");
}

void unknown_session(Run& run)
{
    auto party = run.connected_party();
    party.client_id = "zzz";
    expect_refused(run, party.ask(run.channel(), "\"data\":1"), "a publish of an unknown session");
}

void no_client_id(Run& run)
{
    auto party = run.connected_party();
    std::string text{R"([{"channel":)"};
    text += quoted(run.channel());
    const auto all = party.request(text + R"(,"data":1,"id":"p"}])");
    expect_refused(run,
                   reply_with(all, R"("p")"),
                   "a publish without clientId, whatever cookie or connection it comes with");
}

void error_in_a_request(Run& run)
{
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.subscribe(channel);
    const auto reply = speaker.ask(channel, R"("data":1,"error":"forged")");
    run.expect(reply["error"].string() != "forged", "no echo of the sender's error", reply);
    for (const auto& event : listener.events_so_far(channel, speaker))
        run.expect(event["error"].missing(), "an event without the sender's error", event);
}

constexpr std::string_view publish_section = "Bayeux 1.0, Publish";

// clang-format off
constexpr Case cases[] = {
    {"PUB-01", "The reply to a publish has its channel, successful and id",
     Level::must, publish_section, Medium::any, publish_reply},
    {"PUB-02", "A publish that nobody hears succeeds",
     Level::cometd, "CometD", Medium::any, nobody_listens},
    {"PUB-07", "A publish without data is refused",
     Level::hardening, "Bayeux 1.0, data", Medium::any, no_data_is_refused},
    {"PUB-07", "No event comes without data",
     Level::must, "Bayeux 1.0, data", Medium::any, no_event_without_data},
    {"PUB-09", "An id that is not alphanumeric is refused",
     Level::cometd, "CometD; Bayeux 1.0, id", Medium::any, id_syntax},
    {"PUB-10", "A publish to a pattern is refused and not delivered",
     Level::must, "Bayeux 1.0, Channels", Medium::any, to_a_pattern},
    {"PUB-11", "A publish to an unknown meta channel reaches no client",
     Level::must, "Bayeux 1.0, Meta Channels", Medium::any, unknown_meta_channel_is_private},
    {"PUB-11", "A publish to an unknown meta channel is refused by a reply",
     Level::cometd, "CometD", Medium::any, unknown_meta_channel_is_refused},
    {"PUB-12", "A publish to a service channel reaches no other client",
     Level::must, "Bayeux 1.0, Service Channels", Medium::any, service_channel_is_private},
    {"PUB-12", "A publish to a service channel succeeds, with a service or without",
     Level::cometd, "CometD", Medium::any, service_publish_succeeds},
    {"PUB-15", "A publish without a handshake is answered",
     Level::must, "Bayeux 1.0, Unconnected operation", Medium::any, anonymous_is_answered},
    {"PUB-15", "A publish without a handshake is refused",
     Level::cometd, "CometD", Medium::any, anonymous_is_refused},
    {"PUB-16", "A publish of an unknown session is refused",
     Level::cometd, "CometD", Medium::any, unknown_session},
    {"PUB-17", "A publish without clientId is refused, with a cookie or without",
     Level::cometd, "CometD", Medium::any, no_client_id},
    {"PUB-23", "An error in a request is no error",
     Level::hardening, "CometD", Medium::any, error_in_a_request},
};
// clang-format on

}  // namespace

Cases publish_cases()
{
    return cases;
}

}  // namespace halley::conformance
