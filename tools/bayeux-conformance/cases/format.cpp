#include "tools/bayeux-conformance/probe.hpp"

// A1: what a body may be, and what becomes of those that are wrong.

namespace halley::conformance {

namespace {

std::string publish_to(std::string_view channel, std::string_view id, std::string_view data = "1")
{
    return R"({"channel":)" + quoted(channel) + R"(,"clientId":"$ID","id":")" + std::string{id} +
           R"(","data":)" + std::string{data} + "}";
}

char first_character(std::string_view text)
{
    const auto at = text.find_first_not_of(" \t\r\n");
    return at == std::string_view::npos ? '\0' : text[at];
}

void array(Run& run)
{
    auto party = run.stranger();
    const auto answer =
        party.request(R"([{"channel":"/meta/handshake","version":"1.0","id":"hs",)"
                      R"("supportedConnectionTypes":["websocket","long-polling"]}])");
    run.expect(answer.size() == 1 && !reply_with(answer, R"("hs")").missing(),
               "one reply to the one message",
               std::to_string(answer.size()) + " messages");
}

void single_object(Run& run)
{
    auto party = run.connected_party();
    const auto outcome = probe(party, publish_to(run.channel(), "one"));
    run.expect(outcome.accepted(R"("one")"),
               "a message without an array around it is answered",
               outcome.text());
}

void answer_is_array(Run& run)
{
    auto party = run.connected_party();
    const auto outcome = probe(party, publish_to(run.channel(), "one"));
    if (!outcome.accepted(R"("one")")) run.skip("the server takes no message without an array");
    run.expect(first_character(outcome.body) == '[', "an array", outcome.text());
}

void no_channel(Run& run)
{
    auto party = run.connected_party();
    const auto outcome = probe(party, R"([{"clientId":"$ID","id":"lost"}])");
    run.expect(outcome.refused(R"("lost")"),
               "an unsuccessful reply with the id of the message",
               outcome.text());
}

void channel_of_wrong_type(Run& run)
{
    for (const auto* channel : {"5", "null", R"(["/a"])", R"({"a":"/a"})"}) {
        auto party = run.connected_party();
        const auto outcome = probe(party,
                                   R"([{"channel":)" + std::string{channel} +
                                       R"(,"clientId":"$ID","id":"wrong","data":1},)" +
                                       publish_to(run.channel(), "right") + "]");
        run.expect(!outcome.broke() && !outcome.accepted(R"("wrong")"),
                   "an error for a channel of " + std::string{channel},
                   outcome.text());
        run.expect(outcome.refused_whole() || outcome.accepted(R"("right")"),
                   "the other message of the batch is taken",
                   outcome.text());
        if (outcome.refused_whole()) run.tell("the whole batch is refused: " + outcome.text());
    }
    expect_alive(run);
}

void empty_array(Run& run)
{
    auto party = run.connected_party();
    const auto outcome = probe(party, "[]");
    run.expect(!outcome.broke(), "an empty answer or a refusal, but no failure", outcome.text());
}

void empty_body(Run& run)
{
    auto party = run.connected_party();
    const auto outcome = probe(party, "");
    run.expect(outcome.refused_whole(), "HTTP 4xx", outcome.text());
}

void malformed_over_http(Run& run)
{
    for (const auto* body : {R"([{"channel":)", R"([{"channel":"/a",}])", "nonsense", "[}"}) {
        auto party = run.stranger();
        const auto outcome = probe(party, body);
        run.expect(
            outcome.refused_whole(), "HTTP 400 for a body of " + std::string{body}, outcome.text());
    }
}

void malformed_over_websocket(Run& run)
{
    auto party = run.connected_party();
    const auto outcome = probe(party, R"([{"channel":)");
    run.expect(outcome.closed && *outcome.closed != 1000 && *outcome.closed != 1006,
               "the server closes the WebSocket with the code of an error",
               outcome.closed ? outcome.text() : "the WebSocket stays open; " + outcome.text());
    run.tell(outcome.text());
}

void no_objects(Run& run)
{
    for (const auto* body : {"null", "42", R"("text")", "[null]", R"([1,"a"])", "[[]]"}) {
        auto party = run.connected_party();
        const auto outcome = probe(party, body);
        run.expect(!outcome.broke(),
                   "a refusal, and no failure, for a body of " + std::string{body},
                   outcome.text());
        run.expect(outcome.status != 200 || outcome.is_json,
                   "JSON in the answer to a body of " + std::string{body},
                   outcome.text());
    }
    expect_alive(run);
}

void trailing_garbage(Run& run)
{
    auto party = run.stranger();
    const auto outcome = probe(party,
                               R"([{"channel":"/meta/handshake","version":"1.0","id":"hs",)"
                               R"("supportedConnectionTypes":["websocket","long-polling"]}]xx)");
    run.expect(!outcome.accepted(R"("hs")"), "no handshake from such a body", outcome.text());
}

void charset(Run& run)
{
    auto party = run.connected_party();
    auto listener = run.connected_party();
    const auto channel = run.channel("/latin");
    listener.subscribe(channel);
    const auto outcome = probe(party,
                               "[" + publish_to(channel, "latin", "\"\xE9\"") + "]",
                               {
                                   {"Content-Type", "application/json; charset=ISO-8859-1"}
    });
    run.expect(outcome.accepted(R"("latin")"),
               "a body in the charset that its type names is taken",
               outcome.text());
    const auto data = listener.events(channel, 1).at(0)["data"];
    run.expect(data.string() == "é", "the text of that charset", data);
}

void byte_order_mark(Run& run)
{
    auto party = run.connected_party();
    const auto outcome = probe(party, "\xEF\xBB\xBF[" + publish_to(run.channel(), "marked") + "]");
    run.expect(outcome.accepted(R"("marked")") || outcome.refused_whole(),
               "the body is taken, or refused with a 4xx",
               outcome.text());
    run.tell(outcome.refused_whole() ? "refused" : "taken");
}

void invalid_utf8(Run& run)
{
    auto listener = run.connected_party();
    auto party = run.connected_party();
    const auto channel = run.channel("/bytes");
    listener.subscribe(channel);
    const auto outcome = probe(party, "[" + publish_to(channel, "bytes", "\"\xFF\xFE\"") + "]");
    run.expect(!outcome.broke(), "a refusal, or the text with replacements", outcome.text());
    // Whatever it is that subscribers get must be JSON, of which UTF-8 is a part.
    const auto events = events_after(outcome, party, listener, channel);
    run.tell(events.empty() ? "refused" : "delivered as " + events.front()["data"].text());
}

// clang-format off
constexpr Case cases[] = {
    {"FMT-01", "A batch is a JSON array of messages", Level::must,
     "Bayeux 1.0, 2.5", Medium::any, array},
    {"FMT-02", "A message without an array around it is accepted", Level::may,
     "Bayeux 1.0, 2.5", Medium::any, single_object},
    {"FMT-03", "The answer to a message without an array is an array", Level::should,
     "Bayeux 1.0, 2.5", Medium::any, answer_is_array},
    {"FMT-04", "A message without a channel is answered with an error", Level::must,
     "Bayeux 1.0, 3.1", Medium::any, no_channel},
    {"FMT-05", "A channel of the wrong type breaks nothing", Level::hardening,
     "robustness", Medium::any, channel_of_wrong_type},
    {"FMT-06", "An empty batch is no failure of the server", Level::hardening,
     "robustness", Medium::any, empty_array},
    {"FMT-07", "An empty body is refused with a 4xx", Level::hardening,
     "robustness", Medium::long_polling, empty_body},
    {"FMT-08", "Malformed JSON is refused with a 4xx", Level::hardening,
     "robustness", Medium::long_polling, malformed_over_http},
    {"FMT-09", "Malformed JSON closes the WebSocket with an error", Level::cometd,
     "CometD", Medium::websocket, malformed_over_websocket},
    {"FMT-10", "A body that is no message at all breaks nothing", Level::hardening,
     "robustness", Medium::any, no_objects},
    {"FMT-11", "A body with something behind its JSON is refused", Level::hardening,
     "RFC 8259, 2", Medium::any, trailing_garbage},
    {"FMT-13", "The charset of the content type is honoured", Level::cometd,
     "CometD", Medium::long_polling, charset},
    {"FMT-14", "A byte order mark is accepted or refused with a 4xx", Level::hardening,
     "RFC 8259, 8.1", Medium::long_polling, byte_order_mark},
    {"FMT-15", "Invalid UTF-8 neither breaks the server nor reaches subscribers", Level::hardening,
     "RFC 8259, 8.1", Medium::any, invalid_utf8},
};
// clang-format on

}  // namespace

Cases format_cases()
{
    return cases;
}

}  // namespace halley::conformance
