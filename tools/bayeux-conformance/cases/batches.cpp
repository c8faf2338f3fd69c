#include "tools/bayeux-conformance/probe.hpp"

// A1: several messages in one body, and members that occur twice or are unknown.

namespace halley::conformance {

namespace {

std::string publish_to(std::string_view channel, std::string_view id)
{
    return R"({"channel":)" + quoted(channel) + R"(,"clientId":"$ID","id":")" + std::string{id} +
           R"(","data":1})";
}

std::string subscribe_of(std::string_view client, std::string_view id, const std::string& channel)
{
    return R"({"channel":"/meta/subscribe","clientId":)" + quoted(client) + R"(,"id":)" +
           quoted(id) + R"(,"subscription":)" + quoted(channel) + "}";
}

void duplicate_members(Run& run)
{
    auto party = run.connected_party();
    auto listener = run.connected_party();
    const auto first = run.channel("/first");
    const auto last = run.channel("/last");
    listener.subscribe(first);
    listener.subscribe(last);
    const auto outcome = probe(party,
                               R"([{"channel":)" + quoted(first) + R"(,"channel":)" + quoted(last) +
                                   R"(,"clientId":"$ID","id":"twice","data":1}])");
    const auto received_on = [&](const std::string& channel) {
        return events_after(outcome, party, listener, channel).size();
    };
    const auto at_first = received_on(first);
    const auto at_last = received_on(last);
    const auto received = std::to_string(at_first) + " on the first channel, " +
                          std::to_string(at_last) + " on the last; " + outcome.text();
    run.expect(at_first == 0 && (at_last == 1 || outcome.refused(R"("twice")")),
               "the last of two members with the same name counts, or the message is refused",
               received);
    run.tell(at_last == 1 ? "the last counts" : "refused");
}

void in_order(Run& run)
{
    auto party = run.connected_party();
    const auto replies = party.request("[" + publish_to(run.channel(), "a1") + "," +
                                       publish_to(run.channel(), "a2") + "," +
                                       publish_to(run.channel(), "a3") + "]");
    std::string ids;
    for (const auto& message : replies) {
        if (!is_event(message)) ids += message["id"].string() + " ";
    }
    run.expect(ids == "a1 a2 a3 ", "replies in the order of the messages", ids);
}

void effects_in_order(Run& run)
{
    auto party = run.connected_party();
    const auto channel = run.channel();
    const auto replies = party.request(
        "[" + publish_to(channel, "early") +
        R"(,{"channel":"/meta/subscribe","clientId":"$ID","id":"sub","subscription":)" +
        quoted(channel) + "}," + publish_to(channel, "late") + "]");
    run.expect(reply_with(replies, R"("sub")")["successful"].is_true(),
               "a subscribe in a batch succeeds",
               reply_with(replies, R"("sub")"));
    party.events(channel, 0);
    std::size_t events = 0;
    for (const auto& message : replies)
        events += is_event(message) ? 1 : 0;
    events += party.events_so_far(channel, party).size();
    run.expect(events == 1,
               "the event that is published behind the subscribe, and no other",
               std::to_string(events) + " events");
}

void events_before_replies(Run& run)
{
    auto party = run.connected_party();
    const auto channel = run.channel();
    const auto messages = party.request(
        R"([{"channel":"/meta/subscribe","clientId":"$ID","id":"sub","subscription":)" +
        quoted(channel) + "}," + publish_to(channel, "pub") + "]");
    std::string order;
    for (const auto& message : messages)
        order += is_event(message) ? "event " : "reply ";
    run.expect(order == "event reply reply ", "the event, then the replies", order);
}

void unharmed_neighbours(Run& run, std::string_view bad)
{
    auto party = run.connected_party();
    const auto outcome = probe(party,
                               "[" + publish_to(run.channel(), "before") + "," + std::string{bad} +
                                   "," + publish_to(run.channel(), "behind") + "]");
    run.expect(outcome.accepted(R"("before")") && outcome.accepted(R"("behind")"),
               "the messages before and behind a bad one succeed",
               outcome.text());
    run.tell("the bad one: " + outcome.reply(R"("bad")").text());
}

void bad_channel_among_good(Run& run)
{
    unharmed_neighbours(run, R"({"channel":"no-slash","clientId":"$ID","id":"bad","data":1})");
}

void bad_pattern_among_good(Run& run)
{
    unharmed_neighbours(run,
                        R"({"channel":"/meta/subscribe","clientId":"$ID","id":"bad",)"
                        R"("subscription":"/a/*/b"})");
}

void bad_session_among_good(Run& run)
{
    unharmed_neighbours(run, subscribe_of("nobodyhasthisone", "bad", run.channel()));
}

void two_clients(Run& run)
{
    auto party = run.connected_party();
    auto other = run.stranger();
    other.cookies = party.cookies;
    other.handshake();
    const auto channel = run.channel("/of-the-other");
    const auto outcome = probe(party,
                               "[" + subscribe_of(party.client_id, "own", run.channel()) + "," +
                                   subscribe_of(other.client_id, "other", channel) + "]");
    run.expect(outcome.accepted(R"("own")"), "the first message succeeds", outcome.text());
    if (outcome.reply(R"("other")")["successful"].is_false()) return;
    run.expect(outcome.accepted(R"("other")"), "an answer to each message", outcome.text());
    auto third = run.party();
    third.publish(channel, "1");
    const bool mistaken = !party.events_so_far(channel, third).empty();
    run.expect(false,
               "the message of another client than the first is refused",
               mistaken ? "it is taken for one of the first client"
                        : "it is taken for what it says, one of the other client");
}

void unknown_client_in_batch(Run& run)
{
    auto party = run.connected_party();
    const auto outcome =
        probe(party,
              "[" + subscribe_of(party.client_id, "own", run.channel()) + "," +
                  subscribe_of("nobodyhasthisone", "unknown", run.channel("/of-nobody")) + "]");
    run.expect(outcome.refused(R"("unknown")"), "an error for the unknown session", outcome.text());
}

void unknown_members(Run& run)
{
    constexpr std::string_view unknown = R"("foo":1,"bar":{"channel":"/a"})";
    auto party = run.party(unknown);
    const auto members = [&](const std::string& others) {
        return others + "," + std::string{unknown};
    };
    const auto channel = run.channel();
    const auto connect = party.connect(members(R"("advice":{"timeout":0})"));
    run.expect(connect["successful"].is_true(), "the connect succeeds", connect);
    const auto subscribe =
        party.ask("/meta/subscribe", members("\"subscription\":" + quoted(channel)));
    run.expect(subscribe["successful"].is_true(), "the subscribe succeeds", subscribe);
    const auto publish = party.ask(channel, members(R"("data":1)"));
    run.expect(publish["successful"].is_true(), "the publish succeeds", publish);
    party.events(channel, 1);
}

// clang-format off
constexpr Case cases[] = {
    {"FMT-23", "Of two members with the same name the last counts", Level::hardening,
     "RFC 8259, 4", Medium::any, duplicate_members},
    {"FMT-24", "The messages of a batch are answered in their order", Level::cometd,
     "CometD", Medium::any, in_order},
    {"FMT-24", "The messages of a batch take effect in their order", Level::cometd,
     "CometD", Medium::any, effects_in_order},
    {"FMT-25", "Events come before the replies in a response", Level::cometd,
     "CometD", Medium::long_polling, events_before_replies},
    {"FMT-26", "An invalid channel in a batch harms no other message", Level::cometd,
     "CometD", Medium::any, bad_channel_among_good},
    {"FMT-26", "An invalid pattern in a batch harms no other message", Level::hardening,
     "robustness", Medium::any, bad_pattern_among_good},
    {"FMT-26", "An unknown session in a batch harms no other message", Level::cometd,
     "CometD", Medium::any, bad_session_among_good},
    {"FMT-27", "A batch is that of one session, that of its first message", Level::cometd,
     "CometD", Medium::long_polling, two_clients},
    {"FMT-27", "In a batch, a message of an unknown session is refused", Level::hardening,
     "robustness", Medium::any, unknown_client_in_batch},
    {"FMT-28", "Unknown members of messages are ignored", Level::cometd,
     "CometD", Medium::any, unknown_members},
};
// clang-format on

}  // namespace

Cases batch_cases()
{
    return cases;
}

}  // namespace halley::conformance
