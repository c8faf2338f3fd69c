#include "tools/bayeux-conformance/cases/batch.hpp"

// A6, second part: frames that no client should send.

namespace halley::conformance {

namespace {

constexpr const char* handshake =
    R"({"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"],"id":"h"})";

// What the server sends until it closes, or until it answers a ping.
struct Reaction {
    std::string text;
    std::optional<Frame> close;
    bool ended = false;
};

Reaction reaction_to(Run& run, WebSocket& socket)
{
    Reaction reaction;
    const auto until = run.soon();
    try {
        socket.send({.opcode = Frame::ping, .payload = "still there?"});
        for (;;) {
            auto frame = socket.receive(until);
            if (frame.opcode == Frame::text) reaction.text += frame.payload;
            if (frame.opcode == Frame::pong) return reaction;
            if (frame.opcode != Frame::close) continue;
            reaction.close = std::move(frame);
            break;
        }
    } catch (const Disconnected&) {
    }
    reaction.ended = true;
    return reaction;
}

std::string description(const Reaction& reaction)
{
    if (reaction.close)
        return "it closes with " + std::to_string(reaction.close->close_code()) + " " +
               printable(reaction.close->close_reason());
    if (reaction.ended) return "it breaks the connection off";
    return reaction.text.empty() ? "it says nothing"
                                 : "it answers " + printable(reaction.text, 400);
}

void binary(Run& run)
{
    auto party = run.connected_party();
    auto& socket = party.websocket();
    socket.send(
        {.opcode = Frame::binary, .payload = party.fill(publish_batch(run.channel(), "b", "1"))});
    const auto reaction = reaction_to(run, socket);
    run.expect(!reaction.ended || reaction.close,
               "silence, an answer, or a close frame",
               description(reaction));
    run.tell(description(reaction));
}

void empty_batch(Run& run)
{
    auto party = run.connected_party();
    auto& socket = party.websocket();
    socket.send_text("[]");
    const auto reaction = reaction_to(run, socket);
    run.expect(!reaction.ended || reaction.close,
               "silence, an answer, or a close frame",
               description(reaction));
    run.tell(description(reaction));
}

void too_long(Run& run)
{
    auto party = run.connected_party();
    auto& socket = party.websocket();
    for (const std::size_t size : {70'000U, 1'500'000U, 17'000'000U}) {
        const auto batch =
            party.fill(publish_batch(run.channel(), "l", quoted(std::string(size, 'x'))));
        try {
            socket.send_text(batch);
        } catch (const Disconnected&) {
            // It has read enough; why it closes may still be there to be read.
        }
        try {
            socket.receive_text(run.soon());
        } catch (const Disconnected& end) {
            const std::string_view why = end.what();
            run.expect(why.find("WebSocket") == why.npos || why.ends_with("1009"),
                       "1009 as the reason of closing",
                       why);
            run.tell("refuses " + std::to_string(size) + " bytes: " + end.what());
            return;
        }
    }
    run.skip("needs a server that refuses a message of 16 MiB");
}

void expect_end(Run& run, const Frame& frame, std::string_view what)
{
    auto party = run.connected_party();
    auto& socket = party.websocket();
    auto unsound = frame;
    if (frame.opcode == Frame::text)
        unsound.payload = party.fill(publish_batch(run.channel(), "f", "1"));
    socket.send(unsound);
    const auto reaction = reaction_to(run, socket);
    run.expect(reaction.ended,
               "the server fails the connection for " + std::string{what},
               description(reaction));
    run.tell(description(reaction));
}

void unmasked(Run& run)
{
    expect_end(run, {.masked = false, .payload = {}}, "a frame without a mask");
}

void reserved(Run& run)
{
    expect_end(run, {.reserved = 4, .payload = {}}, "a bit that is reserved");
    expect_end(run, {.opcode = 3, .payload = {}}, "an opcode of data that is reserved");
    expect_end(run, {.opcode = 11, .payload = {}}, "an opcode of control that is reserved");
}

void control_frames(Run& run)
{
    expect_end(run, {.opcode = Frame::ping, .last = false, .payload = {}}, "a fragment of a ping");
    expect_end(run,
               {.opcode = Frame::ping, .payload = std::string(126, 'x')},
               "a ping of more than 125 bytes");
}

Reaction reaction_to_no_utf8(Run& run)
{
    auto party = run.connected_party();
    auto& socket = party.websocket();
    socket.send_text(party.fill(publish_batch(run.channel(), "u", "\"\xff\xfe\"")));
    return reaction_to(run, socket);
}

void not_utf8(Run& run)
{
    const auto reaction = reaction_to_no_utf8(run);
    run.expect(reaction.ended, "the server fails the connection", description(reaction));
    run.tell(description(reaction));
}

void not_utf8_code(Run& run)
{
    const auto reaction = reaction_to_no_utf8(run);
    run.expect(reaction.close && reaction.close->close_code() == 1007,
               "a close frame with 1007",
               description(reaction));
}

void close_reasons(Run& run)
{
    for (const std::string& text :
         {std::string{"[]"},
          std::string{"no JSON"},
          std::string{"null"},
          std::string{R"([{"channel":5}])"},
          std::string{"["} + handshake + R"(,{"channel":"/a/b","data":1}])"}) {
        auto socket = run.websocket();
        socket.send_text(text);
        const auto reaction = reaction_to(run, socket);
        const std::string reason{reaction.close ? reaction.close->close_reason() : ""};
        run.expect(!shows_internals(reason) && !shows_internals(reaction.text) &&
                       reason.find("java") == reason.npos && reason.find("Error") == reason.npos,
                   "reasons that tell nothing about the inside of the server",
                   description(reaction));
    }
}

// clang-format off
constexpr Case cases[] = {
    {"WS-22", "An unmasked frame ends the connection",
     Level::must, "RFC 6455, 5.1", Medium::websocket, unmasked},
    {"WS-22", "Reserved bits and opcodes end the connection",
     Level::must, "RFC 6455, 5.2", Medium::websocket, reserved},
    {"WS-22", "Control frames in fragments or of more than 125 bytes end the connection",
     Level::should, "RFC 6455, 5.5", Medium::websocket, control_frames},
    {"WS-23", "A binary frame does no harm",
     Level::cometd, "CometD", Medium::websocket, binary},
    {"WS-25", "A message that is too long is refused with 1009",
     Level::must, "RFC 6455, 7.4.1", Medium::websocket, too_long},
    {"WS-26", "An empty batch does no harm",
     Level::cometd, "CometD", Medium::websocket, empty_batch},
    {"WS-28", "Text that is not UTF-8 fails the connection",
     Level::must, "RFC 6455, 8.1", Medium::websocket, not_utf8},
    {"WS-28", "Text that is not UTF-8 is refused with 1007",
     Level::should, "RFC 6455, 7.1.7 and 7.4.1", Medium::websocket, not_utf8_code},
    {"LIM-11", "Reasons of closing reveal nothing about the inside of the server",
     Level::hardening, "CWE-209", Medium::websocket, close_reasons},
};
// clang-format on

}  // namespace

Cases websocket_refusal_cases()
{
    return cases;
}

}  // namespace halley::conformance
