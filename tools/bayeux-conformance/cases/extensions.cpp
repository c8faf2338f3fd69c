#include <chrono>
#include <cmath>

#include "tools/bayeux-conformance/cases/phrases.hpp"

// A13: ext, and the extensions but for acknowledgements.

namespace halley::conformance {

namespace {

constexpr std::string_view unheard_of = R"("ext":{"com.example.unheard":{"of":1}})";

void unknown_ext(Run& run)
{
    auto party = run.party(run.server().options.handshake_ext.empty() ? unheard_of : "");
    auto members = std::string{R"("advice":{"timeout":0},)"} += unheard_of;
    const auto connect = party.connect(members);
    run.expect(connect["successful"].is_true(), "the connect succeeds", connect);
    members = subscription(run.channel()) += ',';
    const auto subscribe = party.ask("/meta/subscribe", members += unheard_of);
    run.expect(subscribe["successful"].is_true(), "the subscribe succeeds", subscribe);
    const auto disconnect = party.ask("/meta/disconnect", unheard_of);
    run.expect(disconnect["successful"].is_true(), "the disconnect succeeds", disconnect);
}

void no_echo(Run& run)
{
    auto party = run.party(run.server().options.handshake_ext.empty() ? unheard_of : "");
    auto members = subscription(run.channel()) += ',';
    for (const auto& reply :
         {party.handshake_reply, party.ask("/meta/subscribe", members += unheard_of)}) {
        run.expect(reply["ext"]["com.example.unheard"].missing(),
                   "a reply without the ext of the request",
                   reply);
    }
}

void ext_of_wrong_type(Run& run)
{
    for (const auto* wrong : {R"("x")", "[1]", "5", "null"}) {
        auto party = run.connected_party();
        auto members = subscription(run.channel()) += ",\"ext\":";
        try {
            const auto reply = party.ask("/meta/subscribe", members += wrong);
            const auto successful = reply["successful"];
            run.expect(successful.is_true() || successful.is_false(), "a whole reply", reply);
        } catch (const DoesNotHold& what) {
            // To refuse the request is an answer too; to break on it is none.
            if (what.expected != "HTTP status 200" || !what.received.starts_with('4')) throw;
        }
        run.expect(party.connect()["successful"].is_true(), "the session goes on", wrong);
    }
}

// The client's clock as the timesync extension sends it.
long long now_ms()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

/** What one exchange of clocks was. */
struct Synchronised {
    long long sent;  ///< tc.
    Json reply;
    Json answer;  ///< ext.timesync of the reply.
};

// A connect with `tc` and those members.
Synchronised synchronise(Party& party,
                         std::string_view others,
                         std::string_view members = R"("advice":{"timeout":0})")
{
    const auto tc = now_ms();
    auto all = std::string{members} + R"(,"ext":{"timesync":{"tc":)" + std::to_string(tc);
    all += others;
    const auto reply = party.connect(all += "}}");
    return {tc, reply, reply["ext"]["timesync"]};
}

// A client of a server that offers the extension, and how far its clock is ahead.
Party synchronising(Run& run, long long& ahead)
{
    auto party = run.connected_party();
    const auto first = synchronise(party, "");
    if (first.answer.missing()) run.skip("the server does not offer the timesync extension");
    ahead = static_cast<long long>(first.answer["ts"].number()) - first.sent;
    return party;
}

void clocks(Run& run)
{
    long long ahead = 0;
    auto party = synchronising(run, ahead);
    const auto [tc, reply, answer] = synchronise(party, R"(,"l":0,"o":0)");
    for (const auto* member : {"tc", "ts", "p", "a"})
        run.expect(answer[member].is_number(), std::string{"ext.timesync."} + member, reply);
    run.expect(answer["tc"].text() == std::to_string(tc), "tc as it was sent", reply);
}

void accuracy(Run& run)
{
    long long ahead = 0;
    auto party = synchronising(run, ahead);
    const auto [tc, reply, answer] = synchronise(party, R"(,"l":500,"o":70000)");
    const auto expected = static_cast<double>(tc + 500 + 70000) - answer["ts"].number();
    run.expect(answer["a"].number() == expected, "a = tc + o + l - ts", reply);
}

void time_of_processing(Run& run)
{
    constexpr double held = 1000;
    long long ahead = 0;
    auto party = synchronising(run, ahead);
    const auto [tc, reply, answer] = synchronise(party, "", R"("advice":{"timeout":1000})");
    // Timers of servers may be some milliseconds early.
    run.expect(answer["p"].number() >= held * 0.9,
               "p, the time between the request and its answer, of 1000 for a connect held so long",
               reply);
}

void accurate_enough(Run& run)
{
    constexpr double needless = 25;
    long long ahead = 0;
    auto party = synchronising(run, ahead);
    const auto offset = std::to_string(ahead);
    const auto exchange = synchronise(party, ",\"l\":1,\"o\":" + offset);
    run.expect(exchange.answer.missing() || std::abs(exchange.answer["a"].number()) >= needless,
               "no answer to a client whose clock is right within 25 ms",
               exchange.reply);
}

void old_style(Run& run)
{
    long long ahead = 0;
    auto party = synchronising(run, ahead);
    const auto exchange = synchronise(party, "");
    for (const auto* member : {"tc", "ts", "p"}) {
        run.expect(exchange.answer[member].is_number(),
                   std::string{"ext.timesync."} + member,
                   exchange.reply);
    }
}

void garbage_for_clocks(Run& run)
{
    long long ahead = 0;
    auto party = synchronising(run, ahead);
    for (const auto* garbage : {R"("x")", R"({"tc":"x","l":[],"o":{}})", "null"}) {
        auto members = std::string{R"("advice":{"timeout":0},"ext":{"timesync":)"} += garbage;
        const auto reply = party.connect(members += '}');
        run.expect(reply["successful"].is_true(), "the connect succeeds", reply);
    }
}

void timestamps(Run& run)
{
    auto party = run.connected_party();
    const auto stamp = party.connect()["timestamp"];
    if (stamp.missing()) run.skip("the server does not offer the timestamp extension");
    constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd";
    const auto text = stamp.string();
    bool holds = text.size() >= form.size();
    for (std::size_t i = 0; holds && i < form.size(); ++i)
        holds = form[i] == 'd' ? text[i] >= '0' && text[i] <= '9' : text[i] == form[i];
    run.expect(holds, "a timestamp such as 2001-02-03T04:05:06.78", stamp);
}

void binary_travels(Run& run)
{
    // "hello" in Z85, shortened as CometD does it.
    constexpr std::string_view data =
        R"({"data":"xK#0@zV","last":true,"meta":{"name":"hello.txt"}})";
    auto listener = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    listener.subscribe(channel);
    auto members = std::string{R"("ext":{"binary":{}},"data":)"} += data;
    const auto reply = speaker.ask(channel, members);
    run.expect(reply["successful"].is_true(), "the publish succeeds", reply);
    const auto event = listener.events(channel, 1).front();
    run.expect(event["data"]["data"].string() == "xK#0@zV" && event["data"]["last"].is_true() &&
                   event["data"]["meta"]["name"].string() == "hello.txt",
               "the data as it was published",
               event);
    run.expect(event["ext"]["binary"].is_object(), "ext.binary as it was published", event);
}

void reload(Run& run)
{
    auto party = run.connected_party();
    auto speaker = run.connected_party();
    const auto channel = run.channel();
    party.subscribe(channel);
    party.break_off();
    const auto reply = party.connect();
    run.expect(reply["successful"].is_true(),
               "a connect over a new connection, with the clientId of before, succeeds",
               reply);
    speaker.publish(channel, "1");
    party.events(channel, 1);
}

constexpr std::string_view ext_section = "Bayeux 1.0, ext";
constexpr std::string_view timesync = "CometD, timesync extension";

// clang-format off
constexpr Case cases[] = {
    {"EXT-01", "An ext that the server does not know is ignored",
     Level::must, ext_section, Medium::any, unknown_ext},
    {"EXT-02", "The ext of a request is not echoed",
     Level::cometd, "CometD", Medium::any, no_echo},
    {"EXT-03", "An ext of a wrong type breaks nothing",
     Level::hardening, ext_section, Medium::any, ext_of_wrong_type},
    {"TSY-01", "A client that sends its clock gets the server's",
     Level::cometd, timesync, Medium::any, clocks},
    {"TSY-02", "The accuracy of the client's clock is computed from what it sent",
     Level::cometd, timesync, Medium::any, accuracy},
    {"TSY-02", "The time that a request took in the server is told",
     Level::cometd, timesync, Medium::any, time_of_processing},
    {"TSY-03", "A client whose clock is right gets no answer",
     Level::cometd, timesync, Medium::any, accurate_enough},
    {"TSY-04", "A client that sends only its time gets an answer always",
     Level::cometd, timesync, Medium::any, old_style},
    {"TSY-06", "A clock that is none is ignored",
     Level::cometd, timesync, Medium::any, garbage_for_clocks},
    {"TST-01", "Timestamps are of ISO 8601",
     Level::should, "Bayeux 1.0, timestamp", Medium::any, timestamps},
    {"BIN-03", "Binary data travels unchanged",
     Level::hardening, "CometD, binary extension", Medium::any, binary_travels},
    {"RLD-01", "A session goes on over a new connection",
     Level::cometd, "CometD, reload extension", Medium::any, reload},
};
// clang-format on

}  // namespace

Cases extension_cases()
{
    return cases;
}

}  // namespace halley::conformance
