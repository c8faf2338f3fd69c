#include "tools/bayeux-conformance/party.hpp"

// A1: message format and batching.

namespace halley::conformance {

namespace {

std::vector<std::string> ids_of(const std::vector<Json>& messages)
{
    std::vector<std::string> ids;
    for (const auto& message : messages) {
        if (!is_event(message)) ids.push_back(message["id"].text());
    }
    return ids;
}

// Publishes `data` to itself and returns it as it came back.
std::string echo(Run& run, std::string_view data)
{
    auto party = run.connected_party();
    const auto channel = run.channel("/echo");
    party.subscribe(channel);
    party.publish(channel, data);
    return party.events(channel, 1).at(0)["data"].text();
}

void array(Run& run)
{
    auto party = run.stranger();
    party.handshake();
    run.expect(party.client_id.size() > 0, "a client id", party.handshake_reply);
}

void single_object(Run& run)
{
    auto party = run.connected_party();
    const auto channel = run.channel();
    const auto replies = party.request(R"({"channel":)" + quoted(channel) +
                                       R"(,"clientId":"$ID","id":"one","data":1})");
    run.expect(reply_with(replies, R"("one")")["successful"].is_true(),
               "a message without an array around it is answered",
               replies.empty() ? Json{} : replies.front());
}

void in_order(Run& run)
{
    auto party = run.connected_party();
    std::string batch = "[";
    for (const auto* id : {"a1", "a2", "a3"}) {
        batch += std::string{batch.size() > 1 ? "," : ""} + R"({"channel":)" +
                 quoted(run.channel()) + R"(,"clientId":"$ID","data":1,"id":")" + id + R"("})";
    }
    const auto ids = ids_of(party.request(batch + "]"));
    run.expect(ids == std::vector<std::string>{R"("a1")", R"("a2")", R"("a3")"},
               "replies in the order of the messages",
               ids.empty() ? "" : ids.front());
}

void not_ascii(Run& run)
{
    const auto data = echo(run, "\"é€😀\"");
    run.expect(Json::parse(data)->string() == "é€😀", "the text unchanged", data);
}

void exact_integer(Run& run)
{
    const auto data = echo(run, "9007199254740991");
    run.expect(data == "9007199254740991", "9007199254740991", data);
}

constexpr Case cases[] = {
    {"FMT-01",
     "A batch is a JSON array of messages",                 Level::must,
     "Bayeux 1.0, 2.3", Medium::any,
     array        },
    {"FMT-02",
     "A message without an array around it is accepted",    Level::may,
     "Bayeux 1.0, 2.3", Medium::any,
     single_object},
    {"FMT-12",
     "Text that is not ASCII survives",                     Level::should,
     "Bayeux 1.0, 2.2", Medium::any,
     not_ascii    },
    {"FMT-16",
     "Integers up to 2^53 are exact",                       Level::hardening,
     "RFC 8259, 6",     Medium::any,
     exact_integer},
    {"FMT-24",
     "The messages of a batch are answered in their order", Level::cometd,
     "CometD",          Medium::any,
     in_order     },
};

}  // namespace

Cases format_cases()
{
    return cases;
}

}  // namespace halley::conformance
