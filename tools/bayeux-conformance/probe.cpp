#include "tools/bayeux-conformance/probe.hpp"

namespace halley::conformance {

namespace {

constexpr std::string_view barrier_id = R"("barrier")";

// What every server answers: a publish, or a handshake of who has no session yet.
std::string barrier_of(Party& party)
{
    if (party.client_id.empty())
        return R"([{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":)"
               R"(["websocket","long-polling"],"id":"barrier"}])";
    return party.fill(R"([{"channel":)" + quoted(party.run().channel("/barrier")) +
                      R"(,"clientId":"$ID","data":1,"id":"barrier"}])");
}

void take(Outcome& outcome, const std::string& body)
{
    const auto json = Json::parse(body);
    outcome.is_json = outcome.is_json && json.has_value();
    if (!json) return;
    for (const auto& message : json->is_array() ? json->elements() : std::vector<Json>{*json})
        outcome.messages.push_back(message);
}

Outcome over_http(Party& party, const std::string& body, const Headers& more_headers)
{
    auto& run = party.run();
    auto headers = more_headers;
    for (auto& header : party.headers())
        headers.push_back(std::move(header));
    const auto request = run.post(body, headers);
    Outcome outcome;
    try {
        const auto response = party.http().exchange(request, run.soon());
        outcome.status = response.status;
        outcome.body = response.body;
        take(outcome, response.body);
        if (response.closes) party.break_off();
    } catch (const Disconnected&) {
        outcome.closed = 1006;
        party.break_off();
    }
    return outcome;
}

Outcome over_websocket(Party& party, const std::string& body)
{
    auto& socket = party.websocket();
    Outcome outcome;
    try {
        socket.send_text(body);
        try {
            socket.send_text(barrier_of(party));
        } catch (const Disconnected&) {
            // What the server said before is still to be read.
        }
        std::string payload;
        for (const auto until = party.run().soon();;) {
            const auto frame = socket.receive(until);
            if (frame.opcode == Frame::close) {
                outcome.closed = frame.close_code();
                break;
            }
            if (frame.opcode == Frame::text || frame.opcode == Frame::continuation)
                payload += frame.payload;
            if (frame.opcode > Frame::binary || !frame.last) continue;
            const auto text = std::exchange(payload, {});
            Outcome one;
            take(one, text);
            const bool over = !one.reply(barrier_id).missing();
            std::erase_if(one.messages,
                          [](const Json& message) { return message["id"].text() == barrier_id; });
            outcome.is_json = outcome.is_json && one.is_json;
            outcome.messages.insert(
                outcome.messages.end(), one.messages.begin(), one.messages.end());
            if (!over || !one.messages.empty()) outcome.body += text + "\n";
            if (over) return outcome;
        }
    } catch (const Disconnected&) {
        outcome.closed = 1006;
    }
    party.break_off();
    return outcome;
}

}  // namespace

bool Outcome::broke() const
{
    return status >= 500 || (closed && (*closed == 1011 || *closed == 1006));
}

bool Outcome::refused_whole() const
{
    return (status >= 400 && status < 500) || (closed && !broke());
}

std::string Outcome::text() const
{
    std::string text;
    if (status != 0) text = "HTTP " + std::to_string(status) + " ";
    if (closed) text += "the connection ends (" + std::to_string(*closed) + ") ";
    if (body.empty() && status == 0 && !closed) text += "nothing at all";
    return text + body;
}

Outcome probe(Party& party, std::string_view body, const Headers& more_headers)
{
    const auto filled = party.fill(body);
    return party.run().medium() == Medium::websocket ? over_websocket(party, filled)
                                                     : over_http(party, filled, more_headers);
}

std::vector<Json>
events_after(const Outcome& outcome, Party& publisher, Party& listener, std::string_view channel)
{
    if (!outcome.closed) return listener.events_so_far(channel, publisher);
    auto other = publisher.run().connected_party();
    return listener.events_so_far(channel, other);
}

void expect_alive(Run& run)
{
    try {
        run.party();
    } catch (const std::exception& error) {
        throw DoesNotHold("the server goes on to work", error.what());
    }
}

}  // namespace halley::conformance
