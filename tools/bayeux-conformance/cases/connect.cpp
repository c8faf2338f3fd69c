#include "tools/bayeux-conformance/probe.hpp"

// A4: connects that are answered at once. Those that are held are in held_connect.cpp.

namespace halley::conformance {

namespace {

constexpr std::string_view at_once = R"("advice":{"timeout":0})";

std::string connect_message(Run& run, std::string_view id, std::string_view members = {})
{
    std::string message =
        R"({"channel":"/meta/connect","clientId":"$ID","connectionType":")" +
        std::string{run.medium() == Medium::websocket ? "websocket" : "long-polling"} +
        R"(","id":")" + std::string{id} + "\"";
    if (!members.empty()) (message += ",") += members;
    return message + "}";
}

std::string publish_message(std::string_view channel, std::string_view id)
{
    return R"({"channel":)" + quoted(channel) + R"(,"clientId":"$ID","data":1,"id":")" +
           std::string{id} + "\"}";
}

// What is answered at once is answered long before a held connect would be.
void expect_not_held(Run& run, Party& party, const std::string& batch)
{
    if (run.server().timeout < std::chrono::seconds{1})
        run.skip("needs a server that holds connects for a second at least");
    const auto begun = Clock::now();
    const auto messages = party.request(batch);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
    run.expect(took < run.server().timeout / 2,
               "the whole answer at once",
               "it took " + std::to_string(took.count()) + " ms");
    for (const auto& message : messages)
        run.expect(is_event(message) || message["successful"].is_true(), "success", message);
}

void fields(Run& run)
{
    auto party = run.party();
    const auto answer = party.request("[" + connect_message(run, "AnId", at_once) + "]");
    const auto reply = reply_with(answer, R"("AnId")");
    run.expect(reply["channel"].string() == "/meta/connect" && reply["successful"].is_true(),
               "a reply with the channel, the id and success",
               reply);
}

void own_id_in_replies(Run& run)
{
    auto party = run.party();
    const auto connect = party.connect();
    const auto subscribe = party.subscribe(run.channel());
    const auto publish = party.publish(run.channel(), "1");
    std::string in;
    for (const auto& [name, reply] : {
             std::pair{"connect",   connect  },
             {"subscribe", subscribe},
             {"publish",   publish  }
    }) {
        const auto id = reply["clientId"];
        run.expect(id.missing() || id.string() == party.client_id,
                   "the client's own id in its replies, if any",
                   reply);
        if (!id.missing()) in += (in.empty() ? "" : ", ") + std::string{name};
    }
    run.tell(in.empty() ? "none has it" : "in replies to: " + in);
}

void waiting_events(Run& run)
{
    auto party = run.connected_party();
    auto other = run.party();
    const auto channel = run.channel();
    party.subscribe(channel);
    other.publish(channel, "1");
    if (run.server().timeout < std::chrono::seconds{1})
        run.skip("needs a server that holds connects for a second at least");
    const auto begun = Clock::now();
    party.hold();
    party.events(channel, 1);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
    run.expect(took < run.server().timeout / 2,
               "an answer with the event at once",
               "it took " + std::to_string(took.count()) + " ms");
}

void on_any_response(Run& run)
{
    auto party = run.connected_party();
    auto other = run.party();
    const auto channel = run.channel();
    party.subscribe(channel);
    other.publish(channel, "1");
    const auto messages =
        party.request(R"([{"channel":"/meta/subscribe","clientId":"$ID","id":"more",)"
                      R"("subscription":)" +
                      quoted(run.channel("/other")) + "}]");
    bool event = false;
    for (const auto& message : messages)
        event = event || (is_event(message) && message["channel"].string() == channel);
    run.expect(
        event, "the event with the answer to a subscribe", messages.empty() ? "" : "the reply");
}

Outcome connect_of_nobody(Run& run, const std::string& id_member)
{
    auto party = run.stranger();
    return probe(party,
                 R"([{"channel":"/meta/connect","id":"nobody",)" + id_member +
                     R"("connectionType":"long-polling","advice":{"timeout":0}}])");
}

void unknown_session(Run& run)
{
    const auto outcome = connect_of_nobody(run, R"("clientId":"nobodyhasthisone",)");
    const auto reply = outcome.reply(R"("nobody")");
    run.expect(reply["successful"].is_false(), "an unsuccessful reply", outcome.text());
    run.expect(reply["advice"]["reconnect"].string() == "handshake",
               "the advice to shake hands again",
               reply);
    run.tell(reply["error"].string());
}

void no_session(Run& run)
{
    const auto outcome = connect_of_nobody(run, "");
    run.expect(outcome.refused(R"("nobody")"), "an error", outcome.text());
    run.tell(outcome.reply(R"("nobody")")["error"].string());
}

void expect_type_checked(Run& run, const std::string& type_member)
{
    auto party = run.party();
    const auto outcome = probe(party,
                               R"([{"channel":"/meta/connect","clientId":"$ID","id":"odd",)" +
                                   type_member + std::string{at_once} + "}]");
    run.expect(outcome.refused(R"("odd")"), "an error", outcome.text());
}

void no_type(Run& run)
{
    expect_type_checked(run, "");
}

void unknown_type(Run& run)
{
    expect_type_checked(run, R"("connectionType":"carrier-pigeon",)");
}

void with_another_message(Run& run)
{
    auto party = run.connected_party();
    expect_not_held(run,
                    party,
                    "[" + connect_message(run, "con") + "," +
                        publish_message(run.channel(), "pub") + "]");
}

void among_other_messages(Run& run)
{
    auto party = run.connected_party();
    expect_not_held(
        run,
        party,
        "[" + publish_message(run.channel(), "pub") + "," + connect_message(run, "con") +
            R"(,{"channel":"/meta/subscribe","clientId":"$ID","id":"sub","subscription":)" +
            quoted(run.channel()) + "}]");
}

// The server may take such a connect for one without advice, and hold it.
void malformed_advice(Run& run)
{
    for (const auto* advice : {R"("x")",
                               "null",
                               "7",
                               "[]",
                               R"({"timeout":"0"})",
                               R"({"timeout":-1})",
                               R"({"timeout":{}})",
                               R"({"interval":"x"})",
                               R"({"timeout":1e300})"}) {
        auto party = run.connected_party();
        const auto body = party.fill(
            "[" + connect_message(run, "odd", R"("advice":)" + std::string{advice}) + "]");
        const auto what = "with an advice of " + std::string{advice};
        if (run.medium() == Medium::websocket) {
            party.websocket().send_text(body);
            const auto reply = party.connect();
            run.expect(
                reply["successful"].is_true(), "the session goes on behind one " + what, reply);
            continue;
        }
        auto connection = run.http();
        const auto request = run.post(body, party.cookie_header());
        connection.send(request);
        try {
            const auto response = connection.receive(Clock::now() + std::chrono::milliseconds{200});
            run.expect(response.status < 500,
                       "no failure for a connect " + what,
                       "HTTP " + std::to_string(response.status) + " " + response.body);
        } catch (const TimedOut&) {
            // It is held.
        }
        const auto reply = party.connect();
        run.expect(reply["successful"].is_true(), "the session goes on behind one " + what, reply);
    }
}

void after_disconnect(Run& run)
{
    auto party = run.connected_party();
    const auto reply = party.ask("/meta/disconnect");
    run.expect(reply["successful"].is_true(), "the disconnect succeeds", reply);
    auto same = run.stranger();
    same.client_id = party.client_id;
    same.cookies = party.cookies;
    const auto again = same.connect();
    run.expect(again["successful"].is_false() &&
                   again["advice"]["reconnect"].string() == "handshake",
               "an error with the advice to shake hands again",
               again);
}

void subscribe_first(Run& run)
{
    auto party = run.party();
    const auto channel = run.channel();
    party.subscribe(channel);
    party.connect();
    party.publish(channel, "1");
    party.events(channel, 1);
}

void connect_first(Run& run)
{
    auto party = run.party();
    const auto channel = run.channel();
    party.connect();
    party.connect();
    party.subscribe(channel);
    party.publish(channel, "1");
    party.events(channel, 1);
}

// clang-format off
constexpr Case cases[] = {
    {"CON-01", "The reply has the channel, success and the id of the request", Level::must,
     "Bayeux 1.0, 4.2.2", Medium::any, fields},
    {"CON-02", "Replies may have the client id", Level::may,
     "Bayeux 1.0, 4.2.2", Medium::any, own_id_in_replies},
    {"CON-11", "A connect is answered at once when events wait", Level::should,
     "Bayeux 1.0, 5.2", Medium::long_polling, waiting_events},
    {"CON-11", "Events that wait come with the next answer, whichever", Level::cometd,
     "CometD", Medium::long_polling, on_any_response},
    {"CON-12", "A connect of an unknown session is to shake hands again", Level::cometd,
     "CometD", Medium::any, unknown_session},
    {"CON-13", "A connect without a client id is refused", Level::cometd,
     "Bayeux 1.0, 3.14", Medium::any, no_session},
    {"CON-14", "A connect without a connection type is refused", Level::may,
     "Bayeux 1.0, 4.2.1", Medium::any, no_type},
    {"CON-14", "A connect of an unknown connection type is refused", Level::may,
     "Bayeux 1.0, 4.2.1", Medium::any, unknown_type},
    {"CON-16", "A connect with another message in its request is not held", Level::cometd,
     "CometD", Medium::long_polling, with_another_message},
    {"CON-16", "A connect with another message in its request is not held", Level::may,
     "open in Bayeux 1.0, 4.2", Medium::websocket, with_another_message},
    {"CON-17", "A connect among other messages is not held", Level::cometd,
     "CometD", Medium::long_polling, among_other_messages},
    {"CON-17", "A connect among other messages is not held", Level::may,
     "open in Bayeux 1.0, 4.2", Medium::websocket, among_other_messages},
    {"CON-18", "Malformed advice breaks neither the request nor the session", Level::hardening,
     "robustness", Medium::any, malformed_advice},
    {"CON-20", "A connect after a disconnect is to shake hands again", Level::cometd,
     "CometD", Medium::any, after_disconnect},
    {"CON-27", "A client may subscribe before it connects", Level::cometd,
     "CometD", Medium::any, subscribe_first},
    {"CON-27", "A client may connect before it subscribes", Level::cometd,
     "CometD", Medium::any, connect_first},
};
// clang-format on

}  // namespace

Cases connect_cases()
{
    return cases;
}

}  // namespace halley::conformance
