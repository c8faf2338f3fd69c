#include "tools/bayeux-conformance/probe.hpp"

// A2: what a channel may be called.

namespace halley::conformance {

namespace {

Outcome publish_to(Party& party, std::string_view channel)
{
    return probe(party,
                 R"([{"channel":)" + quoted(channel) +
                     R"(,"clientId":"$ID","id":"named","data":1}])");
}

constexpr std::string_view id = R"("named")";

void expect_refused(Run& run, const std::string& channel)
{
    auto party = run.connected_party();
    const auto outcome = publish_to(party, channel);
    run.expect(outcome.refused(id), "an error for a publish to " + channel, outcome.text());
}

void no_slash(Run& run)
{
    expect_refused(run, "conformance");
}

void slash_alone(Run& run)
{
    expect_refused(run, "/");
}

void allowed_characters(Run& run)
{
    auto listener = run.connected_party();
    auto party = run.connected_party();
    for (const auto* character : {"a", "Z", "9", "-", "_", "!", "~", "(", ")", "$", "@"}) {
        const auto channel = run.channel("/" + std::string{character});
        listener.subscribe(channel);
        const auto outcome = publish_to(party, channel);
        run.expect(outcome.accepted(id), "a publish to " + channel + " succeeds", outcome.text());
        listener.events(channel, 1);
    }
}

void more_characters(Run& run)
{
    std::string refused;
    for (const auto* character : {" ", "#", "*", "+", ".", "{", "}"}) {
        auto party = run.connected_party();
        if (!publish_to(party, run.channel("/a" + std::string{character} + "b")).accepted(id))
            refused += (refused.empty() ? "refused: '" : ", '") + std::string{character} + "'";
    }
    run.expect(refused.empty(), "all of space # * + . { } are taken", refused);
}

void other_characters(Run& run)
{
    for (const auto* name : {"/a%", "/a<b>", "/é", "/a\\b", "/a\"b", "/a\nb", "/a?b", "/a,b"})
        expect_refused(run, run.channel(name));
}

void empty_segments(Run& run)
{
    expect_refused(run, run.channel("/a//b"));
    expect_refused(run, "//");
}

void trailing_slash(Run& run)
{
    auto listener = run.connected_party();
    auto party = run.connected_party();
    const auto channel = run.channel("/trailing");
    listener.subscribe(channel + "/");
    party.publish(channel, "1");
    run.expect(listener.events_so_far(channel, party).size() == 1,
               "a subscriber to " + channel + "/ gets what is published to " + channel,
               "nothing");
}

void case_sensitive(Run& run)
{
    auto listener = run.connected_party();
    auto party = run.connected_party();
    listener.subscribe(run.channel("/Foo"));
    party.publish(run.channel("/foo"), "1");
    party.publish(run.channel("/Foo"), "2");
    const auto other = listener.events_so_far(run.channel("/foo"), party);
    const auto same = listener.events_so_far(run.channel("/Foo"), party);
    run.expect(other.empty() && same.size() == 1,
               "a subscriber to /Foo gets what is published to it, and not what is to /foo",
               std::to_string(same.size()) + " on /Foo, " + std::to_string(other.size()) +
                   " on /foo");
}

void itself_alone(Run& run)
{
    auto listener = run.connected_party();
    auto party = run.connected_party();
    const auto name = run.channel("/foo");
    listener.subscribe(name);
    party.publish(name, "1");
    run.expect(listener.events_so_far(name, party).size() == 1,
               "a subscriber to " + name + " gets what is published to it",
               "nothing");
    for (const auto* other : {"/foobar", "/foo/bar", "/fo", ""}) {
        const auto channel = run.channel(other);
        party.publish(channel, "1");
        run.expect(listener.events_so_far(channel, party).empty(),
                   "a subscriber to " + name + " gets nothing of " + channel,
                   "an event");
    }
}

void bare_meta_and_service(Run& run)
{
    for (const auto* channel : {"/meta", "/service"}) {
        auto party = run.connected_party();
        const auto outcome = publish_to(party, channel);
        run.expect(
            outcome.accepted(id), std::string{channel} + " is a name as any other", outcome.text());
    }
}

void template_is_a_name(Run& run)
{
    auto listener = run.connected_party();
    auto party = run.connected_party();
    listener.subscribe(run.channel("/{x}"));
    party.publish(run.channel("/1"), "1");
    const auto events = listener.events_so_far(run.channel("/1"), party);
    run.expect(events.empty(),
               "nothing for a subscriber to /{x} of what is published to /1",
               std::to_string(events.size()) + " events");
}

void long_name(Run& run)
{
    for (const std::size_t size : {300U, 5'000U, 60'000U}) {
        auto party = run.connected_party();
        const auto outcome = publish_to(party, run.channel("/" + std::string(size, 'x')));
        run.expect(outcome.accepted(id) || outcome.refused(id),
                   "a publish to a channel of " + std::to_string(size) +
                       " characters succeeds or is refused",
                   outcome.text());
        if (run.detail().empty() && outcome.refused(id))
            run.tell("refused from " + std::to_string(size) + " characters on");
    }
    expect_alive(run);
}

void many_names(Run& run)
{
    auto party = run.connected_party();
    for (int batch = 0; batch < 20; ++batch) {
        std::string body;
        for (int i = 0; i < 250; ++i) {
            (body += body.empty() ? "[" : ",") +=
                R"({"channel":)" +
                quoted(run.channel("/" + std::to_string(batch) + "/" + std::to_string(i))) +
                R"(,"clientId":"$ID","id":")" + std::to_string(i) + R"(n","data":1})";
        }
        const auto outcome = probe(party, body + "]");
        run.expect(!outcome.broke(), "the server takes publishes or refuses them", outcome.text());
        if (outcome.refused_whole()) break;
    }
    expect_alive(run);
}

// clang-format off
constexpr Case cases[] = {
    {"CHN-01", "A channel begins with a slash", Level::must,
     "Bayeux 1.0, 2.2", Medium::any, no_slash},
    {"CHN-02", "A slash alone is no channel", Level::must,
     "Bayeux 1.0, 2.2", Medium::any, slash_alone},
    {"CHN-03", "All characters of the grammar are taken", Level::must,
     "Bayeux 1.0, 2.1", Medium::any, allowed_characters},
    {"CHN-04", "Space and # * + . { } are taken within a segment", Level::cometd,
     "CometD", Medium::any, more_characters},
    {"CHN-05", "Characters that the grammar does not have are refused", Level::must,
     "Bayeux 1.0, 2.1", Medium::any, other_characters},
    {"CHN-06", "Empty segments are refused", Level::must,
     "Bayeux 1.0, 2.2", Medium::any, empty_segments},
    {"CHN-07", "A slash at the end is left off", Level::cometd,
     "CometD", Medium::any, trailing_slash},
    {"CHN-08", "Channels differ by case", Level::cometd,
     "CometD", Medium::any, case_sensitive},
    {"CHN-08", "A name without a wildcard stands for itself alone", Level::must,
     "Bayeux 1.0, 2.2.1", Medium::any, itself_alone},
    {"CHN-18", "/meta and /service are names as any other", Level::cometd,
     "CometD", Medium::any, bare_meta_and_service},
    {"CHN-19", "A template is a name like others on the wire", Level::cometd,
     "CometD", Medium::any, template_is_a_name},
    {"CHN-20", "A very long channel breaks nothing", Level::hardening,
     "robustness", Medium::any, long_name},
    {"CHN-20", "Thousands of channels break nothing", Level::hardening,
     "robustness", Medium::any, many_names, true},
};
// clang-format on

}  // namespace

Cases channel_cases()
{
    return cases;
}

}  // namespace halley::conformance
