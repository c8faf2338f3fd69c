#include "tools/bayeux-conformance/cases/batch.hpp"
#include "tools/bayeux-conformance/wire/event_stream.hpp"

// Server-Sent Events as Faye's client uses them: the events of a session come on one
// lasting answer to GET <endpoint>/<client id>, all else is posted. The catalogue has
// no such rows; the ids are the tool's own.

namespace halley::conformance {

namespace {

using namespace std::chrono_literals;

EventStream stream_with(Run& run, Party& party, const Headers& headers)
{
    HttpRequest request;
    request.method = "GET";
    request.target = run.server().options.endpoint.url.target + "/" + party.client_id;
    request.headers = run.with_operators(headers);
    request.headers.emplace_back("Accept", "text/event-stream");
    return {run.http(), request, run.soon()};
}

EventStream stream_of(Run& run, Party& party)
{
    auto stream = stream_with(run, party, party.cookie_header());
    run.expect(stream.open(),
               "HTTP 200 and text/event-stream",
               status_text(stream.response) + " " +
                   stream.response.header("content-type").value_or("without a type"));
    return stream;
}

// The data of `count` events on that channel, in the order in which they come.
std::string data_on(Run& run, EventStream& stream, std::string_view channel, std::size_t count)
{
    std::string all;
    const auto until = run.soon();
    while (count > 0) {
        for (const auto& message : messages_in(stream.receive(until))) {
            if (message["channel"].string() != channel || count == 0) continue;
            (all += all.empty() ? "" : " ") += message["data"].text();
            --count;
        }
    }
    return all;
}

void opens(Run& run)
{
    auto party = run.party();
    stream_of(run, party);
}

void arrays(Run& run)
{
    auto party = run.party();
    auto other = run.connected_party();
    const auto channel = run.channel("/streamed");
    party.subscribe(channel);
    auto stream = stream_of(run, party);
    other.publish(channel, R"({"text":"a\nb \u2028 é😀"})");
    const auto data = stream.receive(run.soon());
    const auto json = Json::parse(data);
    run.expect(json && json->is_array(), "a JSON array of messages", data);
    const auto event = (*json)[std::size_t{0}];
    run.expect(event["channel"].string() == channel &&
                   event["data"]["text"].string() == "a\nb \u2028 é😀",
               "the event as it was published",
               data);
}

void in_order(Run& run)
{
    auto party = run.party();
    auto other = run.connected_party();
    const auto channel = run.channel("/streamed");
    party.subscribe(channel);
    auto stream = stream_of(run, party);
    std::string expected;
    for (int i = 1; i <= 100; ++i) {
        const auto number = std::to_string(i);
        other.publish(channel, number);
        (expected += i > 1 ? " " : "") += number;
    }
    const auto data = data_on(run, stream, channel, 100);
    run.expect(data == expected, "1 to 100 in order", data);
}

void own_events(Run& run)
{
    auto party = run.party();
    const auto channel = run.channel("/own");
    party.subscribe(channel);
    auto stream = stream_of(run, party);
    party.publish(channel, "1");
    const bool answered = !party.events(channel, 0).empty();
    if (!answered) data_on(run, stream, channel, 1);
    run.tell(answered ? "on the response to the publish" : "on the stream");
}

void waiting_events(Run& run)
{
    auto party = run.connected_party();
    auto other = run.connected_party();
    const auto channel = run.channel("/early");
    party.subscribe(channel);
    other.publish(channel, "1");
    auto stream = stream_of(run, party);
    party.hold(asking_for(run.server().hold()));
    data_on(run, stream, channel, 1);
}

void goes_on(Run& run)
{
    auto party = run.party();
    auto other = run.connected_party();
    const auto channel = run.channel("/again");
    party.subscribe(channel);
    {
        auto stream = stream_of(run, party);
        other.publish(channel, "1");
        data_on(run, stream, channel, 1);
    }
    auto stream = stream_of(run, party);
    other.publish(channel, "2");
    const auto data = data_on(run, stream, channel, 1);
    run.expect(data == "2", "the events from then on", data);
}

void newest_stream(Run& run)
{
    auto party = run.party();
    auto other = run.connected_party();
    const auto channel = run.channel("/newest");
    party.subscribe(channel);
    auto first = stream_of(run, party);
    auto second = stream_of(run, party);
    other.publish(channel, "1");
    data_on(run, second, channel, 1);
}

void held_connect(Run& run)
{
    auto party = run.party();
    auto other = run.connected_party();
    const auto channel = run.channel("/streamed");
    party.subscribe(channel);
    auto stream = stream_of(run, party);
    party.connect();
    party.hold(asking_for(run.server().hold()));
    party.publish(run.channel(), "0");  // Meanwhile the connect arrives.
    other.publish(channel, "1");
    data_on(run, stream, channel, 1);
    run.tell(party.still_held(300ms) ? "the connect stays held" : "the connect ends as well");
}

void disconnect(Run& run)
{
    auto party = run.party();
    auto stream = stream_of(run, party);
    const auto reply = party.ask("/meta/disconnect");
    run.expect(reply["successful"].is_true(), "the disconnect succeeds", reply);
    run.expect(stream.connection().ends(Clock::now() + run.server().hold() / 2),
               "the stream ends with the session",
               "it stays open");
}

void nobody(Run& run)
{
    auto party = run.stranger();
    party.client_id = "nobodyhasthisid";
    auto stream = stream_with(run, party, {});
    run.expect(!stream.open(),
               "a status that tells EventSource not to come again",
               status_text(stream.response));
    run.tell(status_text(stream.response));
}

void cookie_of_another(Run& run)
{
    auto party = run.party();
    auto other = run.party();
    if (party.cookies.empty()) run.skip("the server sets no cookie");
    auto stream = stream_with(run, party, other.cookie_header());
    run.expect(!stream.open(), "a refusal", "HTTP 200 and the stream");
    run.tell(status_text(stream.response));
}

void not_cached(Run& run)
{
    auto party = run.party();
    auto stream = stream_of(run, party);
    const auto control = stream.response.header("Cache-Control").value_or("");
    run.expect(control.find("no-store") != std::string::npos ||
                   control.find("no-cache") != std::string::npos,
               "Cache-Control: no-store, or no-cache",
               control.empty() ? "no Cache-Control" : control);
}

void foreign_page(Run& run)
{
    auto party = run.party();
    auto headers = party.cookie_header();
    headers.emplace_back("Origin", std::string{foreign_origin});
    auto stream = stream_with(run, party, headers);
    const auto& response = stream.response;
    run.expect(response.header("Access-Control-Allow-Origin") != std::string{foreign_origin} ||
                   response.header("Access-Control-Allow-Credentials") != "true",
               "a page of any other site is not let in with the user's cookies",
               "the response allows it with credentials");
}

// clang-format off
constexpr Case cases[] = {
    {"SSE-01", "A stream is opened by a GET for the client id",
     Level::must, "WHATWG HTML, 9.2.3", Medium::eventsource, opens},
    {"SSE-02", "Events come as JSON arrays of messages",
     Level::should, "Faye", Medium::eventsource, arrays},
    {"SSE-03", "Events come in the order in which they were published",
     Level::should, "Faye", Medium::eventsource, in_order},
    {"SSE-04", "An event that a client publishes to itself comes as well",
     Level::should, "Bayeux 1.0, 5.2", Medium::eventsource, own_events},
    {"SSE-05", "Events that wait come once the stream is open and the client connects",
     Level::should, "Faye", Medium::eventsource, waiting_events},
    {"SSE-06", "After a break, a new stream goes on with the session",
     Level::should, "WHATWG HTML, 9.2.3", Medium::eventsource, goes_on},
    {"SSE-07", "Of two streams of a session, the newest has the events",
     Level::may, "Faye", Medium::eventsource, newest_stream},
    {"SSE-08", "A connect that is posted leaves the events to the stream",
     Level::should, "Faye", Medium::eventsource, held_connect},
    {"SSE-09", "A disconnect ends the stream",
     Level::may, "Faye", Medium::eventsource, disconnect},
    {"SSE-10", "A client id that nobody has gets no stream",
     Level::hardening, "WHATWG HTML, 9.2.3", Medium::eventsource, nobody},
    {"SSE-11", "The cookie of another browser opens no stream",
     Level::hardening, "CometD", Medium::eventsource, cookie_of_another},
    {"SSE-12", "Streams are not to be cached",
     Level::hardening, "RFC 9111, 5.2.2", Medium::eventsource, not_cached},
    {"SSE-13", "Not every origin is allowed to read with the cookies of its visitors",
     Level::hardening, "Fetch, CORS protocol", Medium::eventsource, foreign_page},
};
// clang-format on

}  // namespace

Cases eventsource_cases()
{
    return cases;
}

}  // namespace halley::conformance
