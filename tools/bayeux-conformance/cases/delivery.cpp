#include "tools/bayeux-conformance/cases/phrases.hpp"
#include "tools/bayeux-conformance/wire/interruption.hpp"

// A9: what becomes of an event on its way to the subscribers.

namespace halley::conformance {

namespace {

// Publishes with those members and returns the event as another client gets it. It is
// told by its data, since a forged `successful` makes it look like a reply.
Json through(Run& run, std::string_view members)
{
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.subscribe(channel);
    const auto reply = speaker.ask(channel, members);
    if (!reply["successful"].is_true()) return {};
    const auto until = run.soon();
    for (Pauses pauses; Clock::now() < until; pauses.next()) {
        const bool streams = run.medium() == Medium::websocket;
        const auto all = listener.request(
            batch({message("/meta/connect",
                           std::string{R"("id":"c","advice":{"timeout":0},"connectionType":)"} +=
                           quoted(streams ? "websocket" : "long-polling"))}));
        for (const auto& each : all) {
            if (each["channel"].string() == channel && !each["data"].missing()) return each;
        }
    }
    throw DoesNotHold("the event", "nothing within the time");
}

void channel_and_data(Run& run)
{
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.subscribe(channel);
    speaker.publish(channel, R"({"price":12.5})");
    const auto event = listener.events(channel, 1).front();
    run.expect(event["data"]["price"].text() == "12.5", "the data that was published", event);
}

void no_client_id_leaks(Run& run)
{
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.subscribe(channel);
    speaker.publish(channel, "1");
    const auto event = listener.events(channel, 1).front();
    run.expect(event.text().find(speaker.client_id) == std::string::npos,
               "an event without the clientId of its publisher, who could be impersonated with it",
               event);
}

void no_id(Run& run)
{
    const auto event = through(run, R"("data":1)");
    run.expect(event["id"].missing(), "an event without the id of the publish", event);
}

void own_event(Run& run)
{
    auto party = run.connected_party();
    const auto channel = run.channel();
    party.subscribe(channel);
    party.publish(channel, "1");
    party.events(channel, 1);
}

void any_data(Run& run)
{
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.subscribe(channel);
    for (const auto* data : {"null", "false", "0", R"("")", "[]", "{}", R"("text")"}) {
        speaker.publish(channel, data);
        const auto event = listener.events(channel, 1).front();
        run.expect(event["data"].text() == data, std::string{"data "} + data, event);
    }
}

void in_order(Run& run)
{
    constexpr int batches = 5;
    constexpr int in_each = 40;
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.subscribe(channel);
    int number = 0;
    for (int i = 0; i < batches; ++i) {
        std::string all{"["};
        for (int j = 0; j < in_each; ++j) {
            const auto text = std::to_string(number++);
            if (j > 0) all += ',';
            all += publish_of(channel, quoted(text), text);
        }
        speaker.request(all += ']');
    }
    const auto events = listener.events(channel, static_cast<std::size_t>(number));
    int expected = 0;
    for (const auto& event : events) {
        run.expect(event["data"].text() == std::to_string(expected),
                   "event " + std::to_string(expected) + " as the next",
                   event);
        ++expected;
    }
}

void once_with_overlap(Run& run)
{
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = run.channel("/w/a");
    listener.subscribe(channel);
    listener.subscribe(run.channel("/w/*"));
    listener.subscribe(run.channel("/**"));
    speaker.publish(channel, "1");
    expect_events(run, listener.events_so_far(channel, speaker), 1, "the event, once");
}

void forged_members(Run& run)
{
    const auto event = through(run,
                               R"("data":1,"advice":{"reconnect":"none"},"successful":false,)"
                               R"("subscription":"/x","timestamp":"2001-01-01T00:00:00.00")");
    for (const auto* member : {"advice", "successful", "subscription"}) {
        run.expect(event[member].missing(),
                   std::string{"an event without the publisher's "} + member +
                       ": clients obey such members",
                   event);
    }
    run.expect(event["timestamp"].string() != "2001-01-01T00:00:00.00",
               "an event without the publisher's timestamp",
               event);
}

void ext_travels(Run& run)
{
    const auto event = through(run, R"("data":1,"ext":{"com.example.mark":"m"})");
    run.expect(event["ext"]["com.example.mark"].string() == "m",
               "the ext of the publish in the event",
               event);
}

void fan_out(Run& run)
{
    constexpr int listeners = 50;
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    std::vector<Party> all;
    for (int i = 0; i < listeners; ++i) {
        all.push_back(run.connected_party());
        all.back().subscribe(channel);
    }
    speaker.publish(channel, "1");
    for (auto& listener : all) {
        const auto events = listener.events(channel, 1);
        expect_events(run, events, 1, "the event, once");
    }
}

void queue_in_order(Run& run)
{
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.subscribe(channel);
    for (const auto* data : {"1", "2", "3"})
        speaker.publish(channel, data);
    const auto events = listener.events(channel, 3);
    run.expect(events.size() == 3 && events[0]["data"].text() == "1" &&
                   events[1]["data"].text() == "2" && events[2]["data"].text() == "3",
               "the events 1, 2, 3 that waited for a connect",
               texts_of(events));
}

constexpr std::string_view delivery_section = "Bayeux 1.0, Delivery";

// clang-format off
constexpr Case cases[] = {
    {"PUB-03", "An event has the channel and the data of its publish",
     Level::must, delivery_section, Medium::any, channel_and_data},
    {"PUB-04", "An event does not tell the clientId of its publisher",
     Level::must, "Bayeux 1.0, clientId", Medium::any, no_client_id_leaks},
    {"PUB-05", "An event does not have the id of its publish",
     Level::may, delivery_section, Medium::any, no_id},
    {"PUB-06", "A publisher that subscribes gets its own events",
     Level::cometd, "CometD", Medium::any, own_event},
    {"PUB-08", "Any JSON value can be data",
     Level::cometd, "CometD", Medium::any, any_data},
    {"PUB-18", "The events of one publisher come in their order",
     Level::cometd, "CometD", Medium::any, in_order},
    {"PUB-19", "Overlapping subscriptions bring one copy",
     Level::cometd, "CometD", Medium::any, once_with_overlap},
    {"PUB-20", "A publisher cannot forge advice and replies for subscribers",
     Level::hardening, "hardening", Medium::any, forged_members},
    {"PUB-21", "The ext of a publish reaches the subscribers",
     Level::cometd, "CometD", Medium::any, ext_travels},
    {"PUB-24", "An event reaches all of fifty subscribers",
     Level::must, delivery_section, Medium::any, fan_out},
    {"PUB-25", "Events that wait for a connect come in their order",
     Level::cometd, "CometD", Medium::long_polling, queue_in_order},
};
// clang-format on

}  // namespace

Cases delivery_cases()
{
    return cases;
}

}  // namespace halley::conformance
