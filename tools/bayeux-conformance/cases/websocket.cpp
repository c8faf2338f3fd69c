#include "tools/bayeux-conformance/cases/batch.hpp"

// A6, first part: the upgrade, frames, and what travels in them.

namespace halley::conformance {

namespace {

using namespace std::chrono_literals;

// All messages until the reply with that id (raw), each with the number of its frame.
struct Framed {
    std::size_t frame;
    Json message;
};

std::vector<Framed> frames_until(const Run& run, WebSocket& socket, std::string_view id)
{
    std::vector<Framed> all;
    const auto until = run.soon();
    for (std::size_t frame = 0;; ++frame) {
        bool last = false;
        for (const auto& message : messages_in(socket.receive_text(until))) {
            last = last || (!is_event(message) && message["id"].text() == id);
            all.push_back({frame, message});
        }
        if (last) return all;
    }
}

void key_accepted(Run& run)
{
    const auto socket = run.websocket();
    run.expect(socket.accepts_the_key(),
               "the Sec-WebSocket-Accept that is made of the key: clients go away without it",
               socket.response.header("Sec-WebSocket-Accept").value_or("none"));
}

void upgrade(Run& run)
{
    const auto socket = run.websocket();
    run.expect(socket.response.status == 101, "HTTP 101", status_text(socket.response));
    run.expect(!socket.response.header("Sec-WebSocket-Protocol"),
               "no subprotocol, since none was offered",
               socket.response.header("Sec-WebSocket-Protocol").value_or(""));
}

void subprotocol(Run& run)
{
    const auto socket = run.websocket({
        {"Sec-WebSocket-Protocol", "bayeux"}
    });
    run.expect(socket.response.status == 101, "HTTP 101", status_text(socket.response));
    const auto chosen = socket.response.header("Sec-WebSocket-Protocol");
    run.expect(
        !chosen || *chosen == "bayeux", "the offered subprotocol, or none", chosen.value_or(""));
    run.tell(chosen ? "it is chosen" : "the server upgrades without one");
}

void array_and_object(Run& run)
{
    auto party = run.connected_party();
    const auto array = publish_batch(run.channel(), "a", "1");
    party.request(array);
    const auto replies = party.request(std::string_view{array}.substr(1, array.size() - 2));
    run.expect(reply_with(replies, R"("a")")["successful"].is_true(),
               "a message without an array around it is answered",
               replies.empty() ? Json{} : replies.front());
}

std::string batch_of_three(const std::string& first, const std::string& second)
{
    return R"([{"channel":"/meta/subscribe","clientId":"$ID","id":"r1","subscription":)" + first +
           R"(},{"channel":)" + first + R"(,"clientId":"$ID","id":"r2","data":1},{"channel":)" +
           second + R"(,"clientId":"$ID","id":"r3","data":2}])";
}

void one_frame(Run& run)
{
    auto party = run.connected_party();
    auto& socket = party.websocket();
    socket.send_text(
        party.fill(batch_of_three(quoted(run.channel("/one")), quoted(run.channel("/other")))));
    std::string ids;
    std::size_t first = 0;
    std::size_t last = 0;
    for (const auto& [frame, message] : frames_until(run, socket, R"("r3")")) {
        if (is_event(message)) continue;
        if (ids.empty()) first = frame;
        last = frame;
        ids += (ids.empty() ? "" : " ") + message["id"].text();
    }
    run.expect(ids == R"("r1" "r2" "r3")", "the replies in the order of the messages", ids);
    run.expect(first == last, "the replies in one frame", "several frames");
}

void events_first(Run& run)
{
    auto party = run.connected_party();
    auto& socket = party.websocket();
    const auto channel = quoted(run.channel("/one"));
    socket.send_text(party.fill(batch_of_three(channel, channel)));
    std::vector<std::size_t> events;
    bool before = true;
    const auto all = frames_until(run, socket, R"("r3")");
    for (const auto& [frame, message] : all) {
        if (is_event(message)) events.push_back(frame);
        if (message["id"].text() == R"("r1")") before = events.size() == 2;
    }
    run.expect(before, "both events before the replies", all.front().message);
    run.tell(events.front() == events.back() ? "both events in one frame"
                                             : "each event in a frame of its own");
}

void fragments(Run& run)
{
    auto party = run.connected_party();
    auto& socket = party.websocket();
    const auto batch = party.fill(publish_batch(run.channel(), "f", "1"));
    socket.send({.opcode = Frame::text, .last = false, .payload = batch.substr(0, 10)});
    socket.send({.opcode = Frame::continuation, .last = false, .payload = batch.substr(10, 10)});
    socket.send({.opcode = Frame::continuation, .payload = batch.substr(20)});
    frames_until(run, socket, R"("f")");
}

void ping(Run& run)
{
    auto socket = run.websocket();
    socket.send({.opcode = Frame::ping, .payload = "are you there?"});
    for (;;) {
        const auto frame = socket.receive(run.soon());
        if (frame.opcode != Frame::pong) continue;
        run.expect(frame.payload == "are you there?", "a pong with the ping's data", frame.payload);
        return;
    }
}

void close_handshake(Run& run)
{
    auto socket = run.websocket();
    socket.send({.opcode = Frame::close, .payload = "\x03\xe8"});
    const auto frame = socket.receive_close(run.soon());
    run.expect(frame.has_value(), "a close frame in answer", "the end of the connection");
    run.expect(frame->close_code() == 1000,
               "the code of the client's close frame",
               std::to_string(frame->close_code()));
}

void compression(Run& run)
{
    const auto socket = run.websocket({
        {"Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"}
    });
    const auto chosen = socket.response.header("Sec-WebSocket-Extensions").value_or("");
    run.expect(chosen.starts_with("permessage-deflate"),
               "permessage-deflate is accepted",
               chosen.empty() ? "no extension" : chosen);
    run.tell(chosen);
}

void foreign_page(Run& run)
{
    const auto socket = run.websocket({
        {"Origin", std::string{foreign_origin}}
    });
    run.expect(socket.response.status != 101,
               "a page of any other site is refused",
               "HTTP 101 for Origin " + std::string{foreign_origin});
    run.tell(status_text(socket.response));
}

std::string numbered(int number)
{
    return std::string{"n"}.append(std::to_string(number));
}

void flood(Run& run)
{
    auto party = run.connected_party();
    auto& socket = party.websocket();
    constexpr int count = 1000;
    for (int i = 1; i <= count; ++i)
        socket.send_text(party.fill(publish_batch(run.channel(), numbered(i), "1")));
    int next = 1;
    for (const auto& [frame, message] : frames_until(run, socket, quoted(numbered(count)))) {
        run.expect(message["id"].string() == numbered(next),
                   "the replies in the order of the messages, none missing",
                   message);
        ++next;
    }
}

// clang-format off
constexpr Case cases[] = {
    {"WS-01", "The endpoint upgrades to WebSocket, without a subprotocol",
     Level::cometd, "CometD", Medium::websocket, upgrade},
    {"WS-01", "The upgrade proves that the server has read the key",
     Level::must, "RFC 6455, 4.2.2", Medium::websocket, key_accepted},
    {"WS-02", "A subprotocol that is offered is chosen, or none",
     Level::cometd, "CometD; RFC 6455, 4.2.2", Medium::websocket, subprotocol},
    {"WS-03", "A text frame is an array of messages, or one message",
     Level::cometd, "CometD", Medium::websocket, array_and_object},
    {"WS-04", "The replies to a frame come in one frame, in order",
     Level::cometd, "CometD", Medium::websocket, one_frame},
    {"WS-05", "Events come before the replies to what caused them",
     Level::cometd, "CometD", Medium::websocket, events_first},
    {"WS-22", "Fragments are put together",
     Level::must, "RFC 6455, 5.4", Medium::websocket, fragments},
    {"WS-24", "A ping is answered by a pong with its data",
     Level::must, "RFC 6455, 5.5.2", Medium::websocket, ping},
    {"WS-24", "A close frame is answered by a close frame",
     Level::must, "RFC 6455, 5.5.1", Medium::websocket, close_handshake},
    {"WS-27", "permessage-deflate is accepted",
     Level::cometd, "CometD; RFC 7692", Medium::websocket, compression},
    {"WS-29", "Not every origin may open a WebSocket",
     Level::hardening, "RFC 6455, 10.2", Medium::websocket, foreign_page},
    {"WS-32", "A thousand messages at once are all answered, in order",
     Level::cometd, "CometD", Medium::websocket, flood, true},
};
// clang-format on

}  // namespace

Cases websocket_cases()
{
    return cases;
}

}  // namespace halley::conformance
