#include "tools/bayeux-conformance/cases/phrases.hpp"

// A8: subscribe and unsubscribe.

namespace halley::conformance {

namespace {

// Some servers answer a name with an array of one.
bool names(const Json& subscription, std::string_view channel)
{
    return subscription.string() == channel ||
           (subscription.size() == 1 && subscription[std::size_t{0}].string() == channel);
}

void subscribe_reply(Run& run)
{
    auto party = run.connected_party();
    const auto channel = run.channel();
    const auto reply = party.subscribe(channel);
    run.expect(reply["channel"].string() == "/meta/subscribe", "channel /meta/subscribe", reply);
    const auto echoed = reply["subscription"];
    run.expect(
        names(echoed, channel), "the member subscription with what was subscribed to", reply);
}

void refusal_says_to_what(Run& run)
{
    auto party = run.connected_party();
    const auto refused = [&](const char* channel) {
        const auto reply = party.ask("/meta/subscribe", subscription(channel));
        run.expect(names(reply["subscription"], channel),
                   "the member subscription with what was asked for",
                   reply);
    };
    refused("/meta/connect");
    party.client_id = "zzz";
    refused("/conformance/unknown");
}

void names_and_patterns(Run& run)
{
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto name = run.channel("/p");
    const auto below = run.channel("/q");
    const auto reply = listener.ask(
        "/meta/subscribe", "\"subscription\":[" + quoted(name) + "," + quoted(below + "/*") + "]");
    run.expect(reply["successful"].is_true(), "the subscribe succeeds", reply);
    run.expect(reply["subscription"].size() == 2, "both of them in the reply", reply);
    speaker.publish(name, "1");
    speaker.publish(below + "/a", "2");
    listener.events(name, 1);
    listener.events(below + "/a", 1);
}

void subscription_missing(Run& run)
{
    auto party = run.connected_party();
    expect_refused(run, party.ask("/meta/subscribe"), "a subscribe to nothing");
}

void subscription_of_wrong_type(Run& run)
{
    for (const auto* wrong : {R"({"a":1})", "5"}) {
        auto party = run.connected_party();
        expect_refused(run,
                       party.ask("/meta/subscribe", std::string{"\"subscription\":"} + wrong),
                       std::string{"subscription:"} + wrong);
    }
}

void empty_array(Run& run)
{
    auto party = run.connected_party();
    const auto reply = party.ask("/meta/subscribe", "\"subscription\":[]");
    const auto successful = reply["successful"];
    run.expect(successful.is_true() || successful.is_false(),
               "the member successful in the reply to a subscribe",
               reply);
    run.tell(successful.is_true() ? "It succeeds." : "It is refused.");
}

void invalid_name(Run& run)
{
    auto party = run.connected_party();
    expect_refused(
        run, party.ask("/meta/subscribe", subscription("foo")), "a name without a slash");
}

void meta_refused(Run& run)
{
    auto party = run.connected_party();
    for (const auto* channel : {"/meta/connect", "/meta/*", "/meta/**", "/meta/unheard"}) {
        expect_refused(run,
                       party.ask("/meta/subscribe", subscription(channel)),
                       std::string{"a subscribe to "} + channel);
    }
}

void service_not_recorded(Run& run)
{
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = "/service" + run.channel();
    const auto reply = listener.ask("/meta/subscribe", subscription(channel));
    run.tell(reply["successful"].is_true() ? "The subscribe succeeds." : "It is refused.");
    speaker.ask(channel, "\"data\":1");
    expect_events(run,
                  listener.events_so_far(channel, speaker),
                  0,
                  "a subscription to a service channel brings nobody else's messages");
}

void service_accepted(Run& run)
{
    auto party = run.connected_party();
    party.subscribe("/service" + run.channel());
}

void subscribed_twice(Run& run)
{
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.subscribe(channel);
    listener.subscribe(channel);
    speaker.publish(channel, "1");
    expect_events(run, listener.events_so_far(channel, speaker), 1, "the event, once");
}

void partly_refused(Run& run)
{
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    const auto reply = listener.ask("/meta/subscribe",
                                    "\"subscription\":[" + quoted(channel) + ",\"/meta/unheard\"]");
    expect_refused(run, reply, "an array with one name that is not allowed");
    speaker.publish(channel, "1");
    expect_events(run,
                  listener.events_so_far(channel, speaker),
                  1,
                  "the names before the refused one stay subscribed");
}

void refusal_has_an_error(Run& run)
{
    auto party = run.connected_party();
    const auto reply = party.ask("/meta/subscribe", subscription("/meta/connect"));
    if (reply["successful"].is_true()) run.skip("needs a channel that the server refuses");
    run.expect(!reply["error"].string().empty(), "the member error", reply);
}

void unknown_session(Run& run)
{
    auto party = run.connected_party();
    party.client_id = "zzz";
    const auto reply = party.ask("/meta/subscribe", subscription(run.channel()));
    expect_refused(run, reply, "a subscribe of an unknown session");
    run.expect(reply["advice"].missing(), "no advice: that is for the next connect", reply);
}

void unsubscribe_reply(Run& run)
{
    auto party = run.connected_party();
    const auto channel = run.channel();
    party.subscribe(channel);
    const auto reply = party.unsubscribe(channel);
    run.expect(
        reply["channel"].string() == "/meta/unsubscribe", "channel /meta/unsubscribe", reply);
    const auto echoed = reply["subscription"];
    run.expect(names(echoed, channel), "the member subscription with what was given up", reply);
}

void not_subscribed(Run& run)
{
    auto other = run.connected_party();
    auto party = run.connected_party();
    const auto channel = run.channel();
    other.subscribe(channel);
    party.unsubscribe(channel);
}

void never_seen(Run& run)
{
    auto party = run.connected_party();
    const auto reply = party.ask("/meta/unsubscribe", subscription(run.channel("/never")));
    const auto successful = reply["successful"];
    run.expect(successful.is_true() || successful.is_false(), "the member successful", reply);
    run.tell(successful.is_true() ? "It succeeds." : "Refused: " + reply["error"].string());
}

void unsubscribe_from_meta(Run& run)
{
    auto party = run.connected_party();
    expect_refused(run,
                   party.ask("/meta/unsubscribe", subscription("/meta/connect")),
                   "an unsubscribe from /meta/connect");
}

void nothing_after_unsubscribe(Run& run)
{
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.subscribe(channel);
    speaker.publish(channel, "1");
    listener.events(channel, 1);
    listener.unsubscribe(channel);
    speaker.publish(channel, "2");
    expect_events(run,
                  listener.events_so_far(channel, speaker),
                  0,
                  "no event that was published after the reply to the unsubscribe");
}

void unsubscribe_in_a_batch(Run& run)
{
    auto party = run.connected_party();
    const auto channel = run.channel();
    party.request(batch({message("/meta/subscribe", R"("id":"s",)" + subscription(channel)),
                         publish_of(channel, R"("p1")", "1"),
                         message("/meta/unsubscribe", R"("id":"u",)" + subscription(channel)),
                         publish_of(channel, R"("p2")", "2")}));
    const auto events = party.events_so_far(channel, party);
    run.expect(events.size() == 1 && events.front()["data"].text() == "1",
               "the event that was published between the two, and no other",
               texts_of(events));
}

void events_in_the_response(Run& run)
{
    auto party = run.connected_party();
    const auto channel = run.channel();
    const auto all =
        party.request(batch({message("/meta/subscribe", R"("id":"s",)" + subscription(channel)),
                             publish_of(channel, R"("p")", "1")}));
    bool replied = false;
    for (const auto& each : all) {
        if (is_event(each)) {
            run.tell(replied ? "The event follows a reply."
                             : "The event comes before the replies.");
            return;
        }
        replied = true;
    }
    run.expect(false, "the event in the response to [subscribe, publish]", texts_of(all));
}

void gone_with_the_session(Run& run)
{
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.subscribe(channel);
    listener.ask("/meta/disconnect");
    listener.break_off();
    listener.handshake();
    listener.connect();
    speaker.publish(channel, "1");
    expect_events(
        run, listener.events_so_far(channel, speaker), 0, "a new session begins with none");
}

void before_the_first_connect(Run& run)
{
    auto listener = run.party();
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.subscribe(channel);
    listener.connect();
    speaker.publish(channel, "1");
    listener.events(channel, 1);
}

void channels_to_come(Run& run)
{
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    listener.subscribe(run.channel("/x/*"));
    const auto channel = run.channel("/x/new");
    speaker.publish(channel, "1");
    listener.events(channel, 1);
}

constexpr std::string_view subscribe_section = "Bayeux 1.0, Subscribe";
constexpr std::string_view unsubscribe_section = "Bayeux 1.0, Unsubscribe";

// clang-format off
constexpr Case cases[] = {
    {"SUB-01", "The reply to a subscribe says to what",
     Level::must, subscribe_section, Medium::any, subscribe_reply},
    {"SUB-01", "The reply to a refused subscribe says to what",
     Level::must, subscribe_section, Medium::any, refusal_says_to_what},
    {"SUB-02", "An array of names and patterns subscribes to all of them",
     Level::must, subscribe_section, Medium::any, names_and_patterns},
    {"SUB-03", "A subscribe without subscription is refused",
     Level::cometd, "CometD", Medium::any, subscription_missing},
    {"SUB-04", "A subscription of a wrong type is refused by a reply",
     Level::cometd, "CometD", Medium::any, subscription_of_wrong_type},
    {"SUB-05", "The reply to a subscribe to an empty array has successful",
     Level::must, "Bayeux 1.0, successful", Medium::any, empty_array},
    {"SUB-06", "A subscribe to no channel name is refused by a reply",
     Level::cometd, "CometD", Medium::any, invalid_name},
    {"SUB-07", "Nobody may subscribe to meta channels",
     Level::cometd, "CometD; Bayeux 1.0, Meta Channels", Medium::any, meta_refused},
    {"SUB-08", "A subscription to a service channel is not recorded",
     Level::should, "Bayeux 1.0, Service Channels", Medium::any, service_not_recorded},
    {"SUB-08", "A subscribe to a service channel succeeds",
     Level::cometd, "CometD", Medium::any, service_accepted},
    {"SUB-09", "Subscribing twice brings one copy",
     Level::cometd, "CometD", Medium::any, subscribed_twice},
    {"SUB-10", "Of an array with a refused name those before it are subscribed",
     Level::cometd, "CometD", Medium::any, partly_refused},
    {"SUB-11", "A refused subscribe says why",
     Level::cometd, "CometD", Medium::any, refusal_has_an_error},
    {"SUB-12", "A subscribe of an unknown session is refused without advice",
     Level::cometd, "CometD", Medium::any, unknown_session},
    {"SUB-13", "The reply to an unsubscribe says from what",
     Level::must, unsubscribe_section, Medium::any, unsubscribe_reply},
    {"SUB-14", "Unsubscribing from what others subscribe to succeeds",
     Level::cometd, "CometD", Medium::any, not_subscribed},
    {"SUB-15", "Unsubscribing from a channel that never was is answered",
     Level::cometd, "CometD", Medium::any, never_seen},
    {"SUB-16", "Unsubscribing from /meta/connect is refused",
     Level::cometd, "CometD", Medium::any, unsubscribe_from_meta},
    {"SUB-17", "Nothing that is published after an unsubscribe is delivered",
     Level::must, unsubscribe_section, Medium::any, nothing_after_unsubscribe},
    {"SUB-17", "In a batch a subscription lasts from subscribe to unsubscribe",
     Level::cometd, "CometD", Medium::any, unsubscribe_in_a_batch},
    {"SUB-18", "Events of a new subscription come with the reply",
     Level::may, subscribe_section, Medium::long_polling, events_in_the_response},
    {"SUB-19", "Subscriptions end with the session",
     Level::cometd, "CometD", Medium::any, gone_with_the_session},
    {"SUB-20", "A client may subscribe before its first connect",
     Level::cometd, "CometD", Medium::any, before_the_first_connect},
    {"SUB-21", "A pattern takes in channels that come later",
     Level::must, "Bayeux 1.0, Channel Globbing", Medium::any, channels_to_come},
};
// clang-format on

}  // namespace

Cases subscribe_cases()
{
    return cases;
}

}  // namespace halley::conformance
