#include "tools/bayeux-conformance/probe.hpp"
#include "tools/bayeux-conformance/wire/interruption.hpp"

// A2: patterns, and who gets what.

namespace halley::conformance {

namespace {

// Subscribing to what is everybody's may be forbidden, as it should be in the open.
void subscribe_to_all(Run& run, Party& party, std::string_view pattern)
{
    const auto reply = party.ask("/meta/subscribe", "\"subscription\":" + quoted(pattern));
    if (reply["error"].string().starts_with("403"))
        run.skip("the server forbids to subscribe to " + std::string{pattern});
    run.expect(reply["successful"].is_true(),
               "a subscribe to " + std::string{pattern} + " succeeds",
               reply);
}

// Everything that has come for that party.
std::vector<Json> everything_so_far(Run& run, Party& party)
{
    const auto barrier = run.new_channel();
    party.subscribe(barrier);
    run.connected_party().publish(barrier, "1");
    std::vector<Json> seen;
    const auto over = [&] {
        for (const auto& message : seen) {
            if (is_event(message) && message["channel"].string() == barrier) return true;
        }
        return false;
    };
    Pauses pauses;
    for (const auto until = run.soon(); !over(); pauses.next()) {
        run.expect(Clock::now() < until, "the event of another client", "nothing");
        for (auto& message :
             party.request(R"([{"channel":"/meta/connect","clientId":"$ID","id":"poll",)"
                           R"("connectionType":"long-polling","advice":{"timeout":0}}])"))
            seen.push_back(std::move(message));
    }
    return seen;
}

// What of `published` reaches a subscriber to the pattern.
std::string reached(Run& run, const std::string& pattern, const std::vector<std::string>& published)
{
    auto listener = run.connected_party();
    auto party = run.connected_party();
    listener.subscribe(pattern);
    for (const auto& channel : published)
        party.publish(channel, "1");
    std::string all;
    for (const auto& channel : published) {
        if (!listener.events_so_far(channel, party).empty()) all += channel + " ";
    }
    return all;
}

void one_segment(Run& run)
{
    const auto base = run.channel("/w");
    const auto all =
        reached(run, base + "/*", {base + "/a", base, base + "/a/b", base + "x", base + "/c"});
    run.expect(all == base + "/a " + base + "/c ",
               "what is published to " + base + "/a and /c, and nothing else",
               all);
}

void many_segments(Run& run)
{
    const auto base = run.channel("/w");
    const auto all =
        reached(run, base + "/**", {base + "/a", base, base + "/a/b", base + "x", base + "/a/b/c"});
    run.expect(all == base + "/a " + base + "/a/b " + base + "/a/b/c ",
               "what is published to " + base + "/a, /a/b and /a/b/c, and nothing else",
               all);
}

void everything(Run& run)
{
    auto listener = run.connected_party();
    auto party = run.connected_party();
    subscribe_to_all(run, listener, "/**");
    const auto channel = run.channel("/a/b/c");
    party.publish(channel, "1");
    run.expect(listener.events_so_far(channel, party).size() == 1,
               "a subscriber to /** gets what is published to " + channel,
               "nothing");
}

void every_single_segment(Run& run)
{
    auto listener = run.connected_party();
    auto party = run.connected_party();
    subscribe_to_all(run, listener, "/*");
    auto single = run.channel();
    for (auto at = single.find('/', 1); at != std::string::npos; at = single.find('/', at))
        single[at] = '-';
    party.publish(run.channel("/a"), "1");
    party.publish(single, "1");
    run.expect(listener.events_so_far(single, party).size() == 1,
               "a subscriber to /* gets what is published to " + single,
               "nothing");
    run.expect(listener.events_so_far(run.channel("/a"), party).empty(),
               "and nothing from channels of several segments",
               "an event");
}

void pattern_in_the_middle(Run& run)
{
    for (const auto* pattern : {"/a/*/b", "/**/b", "/a/**/*"}) {
        auto party = run.connected_party();
        const auto outcome =
            probe(party,
                  R"([{"channel":"/meta/subscribe","clientId":"$ID","id":"sub","subscription":)" +
                      quoted(run.channel(pattern)) + "}]");
        run.expect(outcome.refused(R"("sub")"),
                   "an error for a subscribe to " + std::string{pattern},
                   outcome.text());
    }
}

void star_within_a_segment(Run& run)
{
    const auto all =
        reached(run, run.channel("/foo*"), {run.channel("/foobar"), run.channel("/foo/bar")});
    run.expect(all.empty(), "nothing for a subscriber to /foo* from /foobar or /foo/bar", all);
}

void one_copy(Run& run)
{
    auto listener = run.connected_party();
    auto party = run.connected_party();
    for (const auto* pattern : {"/w/a", "/w/*", "/w/**", "/**"})
        listener.subscribe(run.channel(pattern));
    party.publish(run.channel("/w/a"), "1");
    const auto copies = listener.events_so_far(run.channel("/w/a"), party).size();
    run.expect(copies == 1, "one event", std::to_string(copies) + " of them");
}

void concrete_channel(Run& run)
{
    auto listener = run.connected_party();
    auto party = run.connected_party();
    listener.subscribe(run.channel("/w/*"));
    party.publish(run.channel("/w/a"), "1");
    listener.events(run.channel("/w/a"), 1);
}

void nothing_of_meta(Run& run)
{
    auto listener = run.connected_party();
    subscribe_to_all(run, listener, "/**");
    auto party = run.connected_party();
    party.subscribe(run.channel());
    party.unsubscribe(run.channel());
    party.ask("/meta/disconnect");
    for (const auto& message : everything_so_far(run, listener)) {
        const bool foreign = message["channel"].string().starts_with("/meta/") &&
                             (message["successful"].missing() ||
                              message.text().find(party.client_id) != std::string::npos);
        run.expect(!foreign, "nothing from /meta/** for another client", message);
    }
}

void nothing_of_service(Run& run)
{
    auto listener = run.connected_party();
    subscribe_to_all(run, listener, "/**");
    auto party = run.connected_party();
    const auto channel = "/service" + run.channel();
    party.ask(channel, R"("data":"private")");
    const auto events = listener.events_so_far(channel, party);
    run.expect(events.empty(),
               "nothing from /service/** for another client",
               events.empty() ? Json{} : events.front());
}

// clang-format off
constexpr Case cases[] = {
    {"CHN-09", "/foo/* matches exactly one more segment", Level::must,
     "Bayeux 1.0, 2.2.1", Medium::any, one_segment},
    {"CHN-10", "/foo/** matches one or more segments", Level::must,
     "Bayeux 1.0, 2.2.1", Medium::any, many_segments},
    {"CHN-11", "/** matches every channel", Level::must,
     "Bayeux 1.0, 2.2.1", Medium::any, everything},
    {"CHN-11", "/* matches every channel of one segment", Level::must,
     "Bayeux 1.0, 2.2.1", Medium::any, every_single_segment},
    {"CHN-12", "A wildcard stands only at the end", Level::must,
     "Bayeux 1.0, 2.2.1", Medium::any, pattern_in_the_middle},
    {"CHN-13", "A star within a segment is no wildcard", Level::cometd,
     "CometD", Medium::any, star_within_a_segment},
    {"CHN-14", "Overlapping subscriptions make one copy", Level::cometd,
     "CometD", Medium::any, one_copy},
    {"CHN-15", "An event names the channel, not the pattern", Level::must,
     "Bayeux 1.0, 5.2", Medium::any, concrete_channel},
    {"CHN-16", "No messages of /meta/** go to other clients", Level::must,
     "Bayeux 1.0, 2.2.2", Medium::any, nothing_of_meta},
    {"CHN-17", "No messages of /service/** go to other clients", Level::must,
     "Bayeux 1.0, 2.2.3", Medium::any, nothing_of_service},
};
// clang-format on

}  // namespace

Cases globbing_cases()
{
    return cases;
}

}  // namespace halley::conformance
