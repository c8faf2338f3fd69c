#include "tools/bayeux-conformance/cases/batch.hpp"

// A14: what a server in the open must not take without end.

namespace halley::conformance {

namespace {

using namespace std::chrono_literals;

// What becomes of a request that a server may refuse before it has read all of it.
struct Outcome {
    unsigned status = 0;  // 0: the connection ended without a response.
    std::string body;
};

Outcome outcome_of(Run& run, const HttpRequest& request)
{
    auto connection = run.http();
    try {
        connection.send(request);
    } catch (const Disconnected&) {
        // The response may have come before the end.
    }
    try {
        auto response = connection.receive(run.soon());
        return {response.status, std::move(response.body)};
    } catch (const Disconnected&) {
        return {};
    }
}

bool is_refusal(const Outcome& outcome)
{
    return outcome.status == 0 || (outcome.status >= 400 && outcome.status < 500);
}

std::string text_of(const Outcome& outcome)
{
    if (outcome.status == 0) return "the connection ends";
    return "HTTP " + std::to_string(outcome.status) + " " + printable(outcome.body, 300);
}

void long_message(Run& run)
{
    auto party = run.connected_party();
    for (const std::size_t size : {70'000U, 1'500'000U, 17'000'000U}) {
        const auto outcome = outcome_of(
            run,
            party.http_request(publish_batch(run.channel(), "p", quoted(std::string(size, 'x')))));
        if (outcome.status == 200) continue;
        run.expect(is_refusal(outcome), "a status from 400 to 499", text_of(outcome));
        party.publish(run.channel(), "1");
        run.tell(std::to_string(size) + " bytes: " + text_of(outcome));
        return;
    }
    run.expect(false, "a limit below 16 MiB", "17000000 bytes are taken");
}

void long_frame(Run& run)
{
    auto party = run.connected_party();
    auto& socket = party.websocket();
    const std::string block(500'000, 'x');
    std::size_t taken = 0;
    try {
        // The head of a text frame of 1 GiB, with a mask that changes nothing.
        socket.send_raw(
            std::string_view{"\x81\xff\x00\x00\x00\x00\x40\x00\x00\x00\x00\x00\x00\x00", 14});
        for (; taken < 17'000'000; taken += block.size())
            socket.send_raw(block);
    } catch (const Disconnected&) {
        // The close frame may have come before the end.
    }
    try {
        const auto close = socket.receive_close(run.soon());
        run.expect(!close || close->close_code() == 1009,
                   "1009 as the reason of closing",
                   close ? std::to_string(close->close_code()) : "");
        run.tell(close ? "1009" : "the connection ends without a close frame");
    } catch (const TimedOut&) {
        run.expect(false,
                   "a limit below 16 MiB for a frame of 1 GiB",
                   std::to_string(taken) + " bytes are taken");
    } catch (const Disconnected&) {
        run.tell("the connection ends without a close frame");
    }
}

constexpr std::size_t many = 600;
constexpr std::size_t size_of_each = 32 * 1024;

void publish_many(Run& run, const std::string& channel)
{
    auto publisher = run.connected_party();
    const auto data = quoted(std::string(size_of_each, 'x'));
    for (std::size_t i = 0; i < many; ++i)
        publisher.publish(channel, data);
}

void expect_fewer(Run& run, std::size_t count)
{
    run.expect(count < many,
               "less than 18 MiB are kept for a client that does not read",
               "all of " + std::to_string(many) + " events of 32 KiB are delivered later");
    run.tell(std::to_string(count) + " of " + std::to_string(many) + " events are delivered later");
}

void absent_client(Run& run)
{
    auto party = run.connected_party();
    const auto channel = run.channel("/much");
    party.subscribe(channel);
    publish_many(run, channel);
    const auto reply = party.connect();
    if (reply["successful"].is_false()) {
        run.tell("the session ends");
        return;
    }
    expect_fewer(run, party.events(channel, 0).size());
}

void slow_reader(Run& run)
{
    auto party = run.connected_party();
    const auto channel = run.channel("/much");
    party.subscribe(channel);
    auto& socket = party.websocket();
    publish_many(run, channel);
    std::size_t count = 0;
    const auto until = run.soon();
    try {
        while (count < many) {
            if (Clock::now() > until) run.skip("the events come too slowly to be counted");
            for (const auto& message : messages_in(socket.receive_text(Clock::now() + 2s)))
                count += message["channel"].string() == channel ? 1 : 0;
        }
    } catch (const TimedOut&) {
        // That was all.
    } catch (const Disconnected&) {
        run.tell("the connection ends");
        return;
    }
    expect_fewer(run, count);
}

void long_batch(Run& run)
{
    auto party = run.connected_party();
    const auto message =
        party.fill(R"({"channel":)" + quoted(run.channel()) + R"(,"clientId":"$ID","data":1})");
    constexpr std::size_t count = 10'000;
    auto batch = "[" + message;
    for (std::size_t i = 1; i < count; ++i)
        (batch += ',') += message;
    const auto outcome = outcome_of(run, party.http_request(batch + "]"));
    if (outcome.status != 200) {
        run.expect(is_refusal(outcome), "a status from 400 to 499", text_of(outcome));
        run.tell(text_of(outcome));
        return;
    }
    std::size_t taken = 0;
    for (const auto& reply : messages_in(outcome.body))
        taken += reply["successful"].is_true() ? 1 : 0;
    run.expect(taken < count, "a limit below 10000 messages", "10000 messages are taken");
    run.tell(std::to_string(taken) + " of 10000 messages are taken");
}

std::string subscribe_batch(const std::string& prefix, std::size_t first, std::size_t count)
{
    std::string channels;
    for (auto i = first; i < first + count; ++i)
        channels += (channels.empty() ? "\"" : ",\"") + prefix + std::to_string(i) + "\"";
    return batch_of("/meta/subscribe", "s", "\"subscription\":[" + channels + "]");
}

void many_subscriptions(Run& run)
{
    auto party = run.connected_party();
    const auto prefix = run.channel("/");
    constexpr std::size_t at_once = 2000;
    constexpr std::size_t too_many = 10'000;
    const auto is_taken = [&](std::size_t first, std::size_t count) {
        const auto outcome =
            outcome_of(run, party.http_request(subscribe_batch(prefix, first, count)));
        run.expect(outcome.status == 200 || is_refusal(outcome), "an answer", text_of(outcome));
        return outcome.status == 200 &&
               reply_with(messages_in(outcome.body), R"("s")")["successful"].is_true();
    };
    if (!is_taken(0, 2)) run.skip("the server takes no arrays of subscriptions");
    std::size_t count = 2;
    while (count < too_many && is_taken(count, at_once))
        count += at_once;
    party.ask("/meta/disconnect");
    run.expect(count < too_many,
               "a limit below 10000 subscriptions of one session",
               std::to_string(count) + " are taken");
    run.tell("the limit is below " + std::to_string(count + at_once));
}

void long_heads(Run& run)
{
    auto party = run.connected_party();
    const auto batch = publish_batch(run.channel(), "p", "1");
    const std::string much(64 * 1024, 'x');
    auto request = party.http_request(batch);
    request.headers.emplace_back("X-Much", much);
    auto outcome = outcome_of(run, request);
    run.expect(is_refusal(outcome), "a refusal of 64 KiB of headers", text_of(outcome));
    const auto headers = outcome.status;
    request = party.http_request(batch);
    request.target += "?" + much;
    outcome = outcome_of(run, request);
    run.expect(is_refusal(outcome), "a refusal of a target of 64 KiB", text_of(outcome));
    run.tell("headers: " + std::to_string(headers) + ", target: " + std::to_string(outcome.status));
}

void slow_head(Run& run)
{
    const auto patience = run.server().options.max_hold;
    if (patience < 30s) run.skip("needs --max-hold 30, as servers may be patient for so long");
    auto connection = run.http();
    const auto request = run.post("");
    connection.send_raw(head_of(run, request) + "X-Slow: ");
    const auto until = Clock::now() + patience;
    try {
        while (!connection.ends(Clock::now() + 1s)) {
            run.expect(Clock::now() < until,
                       "an end of a request that comes byte by byte",
                       "it is still waited for after " + std::to_string(patience.count()) + " ms");
            connection.send_raw("x");
        }
    } catch (const Disconnected&) {
        // As it should.
    }
}

void number_as_client_id(Run& run)
{
    auto party = run.connected_party();
    const std::string_view batch =
        R"([{"channel":"/meta/connect","clientId":5,"id":"n","connectionType":"long-polling","advice":{"timeout":0}}])";
    if (run.medium() == Medium::long_polling) {
        const auto outcome = outcome_of(run, party.http_request(batch));
        run.expect(outcome.status != 0 && outcome.status < 500,
                   "an error that is not the server's",
                   text_of(outcome));
        if (outcome.status != 200) return;
        const auto reply = reply_with(messages_in(outcome.body), R"("n")");
        run.expect(reply["successful"].is_false(), "an unsuccessful reply", text_of(outcome));
        return;
    }
    const auto reply = reply_with(party.request(batch), R"("n")");
    run.expect(reply["successful"].is_false(), "an unsuccessful reply", reply);
}

// clang-format off
constexpr Case cases[] = {
    {"WS-31", "A client that reads slowly does not fill the server's memory",
     Level::hardening, "CWE-770", Medium::websocket, slow_reader, true},
    {"LIM-01", "Over HTTP, messages have a largest size",
     Level::hardening, "RFC 9110, 15.5.14", Medium::long_polling, long_message, true},
    {"LIM-02", "Over WebSocket, messages have a largest size",
     Level::hardening, "RFC 6455, 10.4", Medium::websocket, long_frame},
    {"LIM-03", "A client that does not poll does not fill the server's memory",
     Level::hardening, "CWE-770", Medium::long_polling, absent_client, true},
    {"LIM-04", "A batch has a largest number of messages",
     Level::hardening, "CWE-770", Medium::long_polling, long_batch, true},
    {"LIM-05", "A session has a largest number of subscriptions",
     Level::hardening, "CWE-770", Medium::long_polling, many_subscriptions, true},
    {"LIM-08", "The head of a request has a largest size",
     Level::hardening, "RFC 6585, 5", Medium::long_polling, long_heads},
    {"LIM-09", "A request must come in time",
     Level::hardening, "CWE-400", Medium::long_polling, slow_head, false,
     "--max-hold 30: the server has as many seconds to lose its patience"},
    {"LIM-10", "A client id that is a number is refused",
     Level::hardening, "CWE-20", Medium::any, number_as_client_id},
};
// clang-format on

}  // namespace

Cases limit_cases()
{
    return cases;
}

}  // namespace halley::conformance
