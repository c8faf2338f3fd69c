#include "tools/bayeux-conformance/cases/batch.hpp"

// A6, third part: held connects and sessions on WebSockets that come and go.

namespace halley::conformance {

namespace {

using namespace std::chrono_literals;

void pushed(Run& run)
{
    auto party = run.connected_party();
    auto other = run.connected_party();
    const auto channel = run.channel("/pushed");
    party.subscribe(channel);
    party.hold(asking_for(run.server().hold()));
    party.publish(run.channel(), "0");  // The connect has come before it.
    other.publish(channel, "1");
    party.events(channel, 1);
    run.expect(party.still_held(300ms),
               "the event is pushed and the connect stays held",
               "the connect is answered");
}

void second_connect(Run& run)
{
    auto party = run.connected_party();
    auto& socket = party.websocket();
    socket.send_text(party.fill(connect_batch("c1", 1s, "websocket")));
    const auto sent = Clock::now();
    socket.send_text(party.fill(connect_batch("c2", 1s, "websocket")));
    bool first = false;
    for (;;) {
        const auto replies = messages_in(socket.receive_text(run.after(1s)));
        first = first || !reply_with(replies, R"("c1")").missing();
        const auto reply = reply_with(replies, R"("c2")");
        if (reply.missing()) continue;
        run.expect(reply["successful"].is_true() && Clock::now() - sent >= 900ms,
                   "the second connect is held, and succeeds",
                   reply);
        run.tell(first ? "the first is answered" : "the first is never answered");
        return;
    }
}

// With the ack extension.
Party acknowledging_party(Run& run, std::string& acknowledged)
{
    auto party = run.party(R"("ext":{"ack":true})");
    const auto ack = party.handshake_reply["ext"]["ack"];
    if (ack.missing() || ack.is_false()) run.skip("the server has no ack extension");
    const auto reply = party.connect(R"("advice":{"timeout":0},"ext":{"ack":-1})");
    const auto number = reply["ext"]["ack"];
    acknowledged = R"("ext":{"ack":)" + (number.missing() ? "-1" : number.text()) + "}";
    return party;
}

void acknowledged_event(Run& run)
{
    std::string acknowledged;
    auto party = acknowledging_party(run, acknowledged);
    auto other = run.connected_party();
    const auto channel = run.channel("/acknowledged");
    party.subscribe(channel);
    party.hold(asking_for(run.server().hold()) + "," + acknowledged);
    party.publish(run.channel(), "0");  // The connect has come before it.
    other.publish(channel, "1");
    party.events(channel, 1);
    run.expect(!party.still_held(run.server().hold() / 2),
               "the event ends the held connect",
               "the connect stays held");
}

void before_the_first_connect(Run& run)
{
    auto party = run.party();
    const auto channel = run.channel("/early");
    party.subscribe(channel);
    auto other = run.connected_party();
    other.publish(channel, "1");
    std::string frame;
    try {
        frame = party.websocket().receive_text(Clock::now() + run.server().hold() / 2);
    } catch (const TimedOut&) {
    }
    run.expect(frame.find(channel) != std::string::npos,
               "an event before the first connect",
               frame.empty() ? "nothing" : frame);
}

void heartbeat(Run& run)
{
    auto party = run.connected_party();
    const auto sent = Clock::now();
    party.hold(asking_for(1s));
    const auto answer = party.held_answer(run.after(1s));
    run.expect(Clock::now() - sent >= 900ms, "the connect is held for a second", answer.front());
    run.expect(!answer.empty() && answer.back()["successful"].is_true(),
               "it succeeds when nothing has happened",
               answer.empty() ? Json{} : answer.back());
}

void first_connect(Run& run)
{
    auto party = run.party();
    party.hold();
    run.expect(!party.still_held(run.server().hold() / 2),
               "the first connect is answered at once",
               "it is held");
}

void unknown_client(Run& run)
{
    auto party = run.connected_party();
    party.client_id = "nobodyhasthisid";
    const auto reply = party.connect();
    run.expect(reply["successful"].is_false(), "a connect of an unknown client fails", reply);
    run.tell(reply["error"].text());
}

void client_of_another(Run& run)
{
    auto party = run.connected_party();
    const auto other = run.connected_party();
    party.client_id = other.client_id;
    const auto reply = party.ask(run.channel(), "\"data\":1");
    run.expect(reply["successful"].is_false(),
               "a publish for the session of another WebSocket is refused",
               reply);
}

void new_socket(Run& run)
{
    auto party = run.connected_party();
    party.break_off();
    const auto reply = party.ask(run.channel(), "\"data\":1");
    run.expect(reply["successful"].is_true(),
               "the session goes on with a new connection, without a handshake",
               reply);
}

void from_long_polling(Run& run)
{
    if (!run.server().websocket) run.skip("the server offers no WebSocket");
    auto party = run.connected_party();
    auto socket = run.websocket(party.cookie_header());
    socket.send_text(party.fill(connect_batch("c", 0ms, "websocket")));
    const auto answer = socket.receive_text(run.soon());
    run.expect(reply_with(messages_in(answer), R"("c")")["successful"].is_true(),
               "the session goes on over WebSocket, without a handshake",
               answer);
}

void second_handshake(Run& run)
{
    auto party = run.connected_party();
    const auto old = party.client_id;
    party.handshake();
    run.expect(party.client_id != old, "a new client id", party.handshake_reply);
    run.expect(party.connect()["successful"].is_true(), "the new session works", "it does not");
    party.client_id = old;
    const auto reply = party.connect();
    run.expect(reply["successful"].is_true() || reply["successful"].is_false(),
               "a reply for the old session",
               reply);
    run.tell(reply["successful"].is_true() ? "the old session goes on"
                                           : "the old session is refused on this connection");
}

// Closes as the RFC has it, so the server knows.
void close(Run& run, Party& party)
{
    party.websocket().send({.opcode = Frame::close, .payload = "\x03\xe8"});
    party.websocket().receive_close(run.soon());
    party.break_off();
}

void closed(Run& run)
{
    auto party = run.connected_party();
    close(run, party);
    const auto reply = party.connect();
    run.expect(reply["successful"].is_true(), "the session survives its connection", reply);
}

// The connection ends with a connect held, an event is published, and the client comes
// back; `members` are those of its connects.
void go_over_gap(
    Run& run, Party& party, Party& other, const std::string& channel, const std::string& members)
{
    party.subscribe(channel);
    party.hold(asking_for(run.server().hold()) + members);
    party.publish(run.channel(), "0");  // The connect has come before it.
    close(run, party);
    other.publish(channel, "1");
    const auto reply = party.connect(asking_for(0ms) + members);
    run.expect(reply["successful"].is_true(), "the session survives its connection", reply);
}

void gap(Run& run)
{
    auto party = run.connected_party();
    auto other = run.connected_party();
    const auto channel = run.channel("/gap");
    go_over_gap(run, party, other, channel, {});
    other.publish(channel, "2");
    const auto events = party.events_so_far(channel, other);
    run.expect(!events.empty(), "events come again after the gap", "no event");
    run.tell(events.size() == 2 ? "an event in the gap is delivered"
                                : "an event in the gap is lost");
}

void acknowledged_gap(Run& run)
{
    std::string acknowledged;
    auto party = acknowledging_party(run, acknowledged);
    auto other = run.connected_party();
    const auto channel = run.channel("/gap");
    go_over_gap(run, party, other, channel, "," + acknowledged);
    run.expect(party.events(channel, 0).size() == 1,
               "the event in the gap comes with the next connect",
               "no event");
}

void disconnect(Run& run)
{
    auto party = run.connected_party();
    party.hold(asking_for(run.server().hold()));
    const auto reply = party.ask("/meta/disconnect");
    run.expect(reply["successful"].is_true(), "the disconnect succeeds", reply);
    std::vector<Json> answer;
    try {
        answer = party.held_answer(Clock::now() + run.server().hold() / 2);
    } catch (const Disconnected&) {
        run.expect(false, "an answer to the held connect", "the server closes the WebSocket");
    } catch (const TimedOut&) {
        run.expect(false, "an answer to the held connect", "nothing");
    }
    run.expect(!answer.empty() && answer.back()["advice"]["reconnect"].string() == "none",
               "the held connect ends with \"reconnect\":\"none\"",
               answer.empty() ? Json{} : answer.back());
}

// clang-format off
constexpr Case cases[] = {
    {"WS-06", "Events are pushed, and the connect stays held",
     Level::cometd, "CometD", Medium::websocket, pushed},
    {"WS-07", "Of two connects, the second is held",
     Level::cometd, "CometD", Medium::websocket, second_connect},
    {"WS-08", "With the ack extension, an event ends the held connect",
     Level::cometd, "CometD, ack extension", Medium::websocket, acknowledged_event},
    {"WS-09", "Events are delivered before the first connect",
     Level::cometd, "CometD", Medium::websocket, before_the_first_connect},
    {"WS-10", "A held connect is answered after its timeout",
     Level::cometd, "CometD", Medium::websocket, heartbeat},
    {"WS-11", "The first connect is answered at once",
     Level::cometd, "CometD", Medium::websocket, first_connect},
    {"WS-12", "An unknown client id is refused",
     Level::cometd, "CometD", Medium::websocket, unknown_client},
    {"WS-12", "A WebSocket speaks for no session but its own",
     Level::cometd, "CometD", Medium::websocket, client_of_another},
    {"WS-13", "A session goes on with a new connection",
     Level::cometd, "CometD", Medium::websocket, new_socket},
    {"WS-15", "A session of long-polling goes on over WebSocket",
     Level::cometd, "CometD", Medium::long_polling, from_long_polling},
    {"WS-16", "A second handshake on a connection gives a new session",
     Level::cometd, "CometD", Medium::websocket, second_handshake},
    {"WS-17", "A session survives the end of its connection",
     Level::cometd, "CometD", Medium::websocket, closed},
    {"WS-18", "Events come again after a gap between two connections",
     Level::cometd, "CometD", Medium::websocket, gap},
    {"WS-18", "With the ack extension, a gap between two connections loses no event",
     Level::cometd, "CometD, ack extension", Medium::websocket, acknowledged_gap},
    {"WS-20", "A disconnect ends the held connect with \"reconnect\":\"none\"",
     Level::cometd, "CometD", Medium::websocket, disconnect},
};
// clang-format on

}  // namespace

Cases websocket_session_cases()
{
    return cases;
}

}  // namespace halley::conformance
