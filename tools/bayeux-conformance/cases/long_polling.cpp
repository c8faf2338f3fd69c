#include "tools/bayeux-conformance/cases/batch.hpp"
#include "tools/bayeux-conformance/wire/callback.hpp"

// A5, first part: connects and deliveries over long-polling.

namespace halley::conformance {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view handshake =
    R"([{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"],"id":"h"}])";

// A handshake of a stranger, as a body of that type; an empty one is not named at all.
HttpResponse handshake_as(Run& run, std::string_view content_type, std::string_view body)
{
    auto party = run.stranger();
    auto request = party.http_request(body);
    std::erase_if(request.headers,
                  [](const auto& header) { return header.first == "Content-Type"; });
    if (!content_type.empty()) request.headers.emplace_back("Content-Type", content_type);
    return party.http().exchange(request, run.soon());
}

bool shakes_hands(const HttpResponse& response)
{
    const auto json = Json::parse(response.body);
    return response.status == 200 && json && (*json)[std::size_t{0}]["successful"].is_true();
}

void json_body(Run& run)
{
    const auto response = handshake_as(run, "application/json", handshake);
    run.expect(shakes_hands(response), "a handshake succeeds", status_text(response));
}

void form_body(Run& run)
{
    const auto response = handshake_as(
        run, "application/x-www-form-urlencoded", "message=" + percent_encoded(handshake));
    run.expect(shakes_hands(response),
               "a handshake in the field `message` of a form succeeds",
               status_text(response));
}

void other_content_types(Run& run)
{
    std::string what;
    bool all = true;
    for (const auto* type : {"text/json", "text/plain", ""}) {
        const auto response = handshake_as(run, type, handshake);
        all = all && shakes_hands(response);
        what += std::string{what.empty() ? "" : ", "} + (*type ? type : "none") + ": " +
                status_text(response);
    }
    run.expect(all, "the content type of a request does not matter", what);
    run.tell(what);
}

// What a browser sends for any page without asking the server first.
void simple_request(Run& run)
{
    auto party = run.stranger();
    auto request = party.http_request(handshake);
    std::erase_if(request.headers,
                  [](const auto& header) { return header.first == "Content-Type"; });
    request.headers.emplace_back("Content-Type", "text/plain");
    request.headers.emplace_back("Origin", foreign_origin);
    const auto response = party.http().exchange(request, run.soon());
    run.expect(!shakes_hands(response),
               "a batch as text/plain from a page of any other site is refused",
               "a handshake from " + std::string{foreign_origin} + " succeeds");
    run.tell(status_text(response));
}

void content_type_of_responses(Run& run)
{
    const auto response = handshake_as(run, "application/json", handshake);
    auto type = response.header("content-type").value_or("no content type");
    for (auto& c : type)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const auto charset = type.find("charset=");
    run.expect(
        type.substr(0, type.find_first_of("; ")) == "application/json" &&
            (charset == std::string::npos || type.find("utf-8", charset) != std::string::npos),
        "application/json, in UTF-8",
        type);
    run.tell(type);
}

// How the response comes that is due before `until`; empty when it does not.
std::string ending_of(HttpConnection& connection, Clock::time_point until)
{
    try {
        const auto response = connection.receive(until);
        return status_text(response) + " " + printable(response.body, 300);
    } catch (const TimedOut&) {
        return {};
    } catch (const Disconnected&) {
        return "the end of the connection";
    }
}

void second_connect(Run& run)
{
    auto party = run.connected_party();
    auto first = run.http();
    auto second = run.http();
    first.send(party.http_request(connect_batch("c1", run.server().hold())));
    const auto begun = Clock::now();
    await_hold(run, first);
    const auto sent = Clock::now();
    second.send(party.http_request(connect_batch("c2", 1s)));
    const auto ending = ending_of(first, begun + run.server().hold() * 3 / 4);
    run.expect(!ending.empty(), "the first connect ends when the second comes", "nothing");
    const auto response = second.receive(run.after(1s));
    const auto json = Json::parse(response.body).value_or(Json{});
    run.expect(reply_with(json.elements(), R"("c2")")["successful"].is_true() &&
                   Clock::now() - sent >= 900ms,
               "the second is held, and succeeds",
               status_text(response) + " " + response.body);
    run.tell("the first is answered with " + ending);
}

void connect_by_websocket(Run& run)
{
    if (!run.server().websocket) run.skip("the server offers no WebSocket");
    auto party = run.connected_party();
    auto polling = run.http();
    polling.send(party.http_request(connect_batch("c1", run.server().hold())));
    const auto begun = Clock::now();
    await_hold(run, polling);
    auto socket = run.websocket(party.cookie_header());
    socket.send_text(party.fill(connect_batch("c2", 1s, "websocket")));
    const auto ending = ending_of(polling, begun + run.server().hold() * 3 / 4);
    run.expect(!ending.empty(), "the connect that is held over long-polling ends", "nothing");
    run.tell("it is answered with " + ending);
}

void own_event(Run& run)
{
    auto party = run.connected_party();
    const auto channel = run.channel("/own");
    party.subscribe(channel);
    party.hold(asking_for(run.server().hold()));
    const auto messages = party.request(publish_batch(channel, "p", "1"));
    bool came = false;
    for (const auto& message : messages)
        came = came || (is_event(message) && message["channel"].string() == channel);
    run.expect(came,
               "the event comes with the response to the publish, before the held connect",
               messages.empty() ? Json{} : messages.front());
    run.tell(party.still_held(300ms) ? "the connect stays held" : "the connect ends as well");
}

void piggyback(Run& run)
{
    auto party = run.connected_party();
    auto other = run.connected_party();
    const auto channel = run.channel("/queued");
    party.subscribe(channel);
    other.publish(channel, "1");
    const auto messages = party.request(
        batch_of("/meta/subscribe", "s", "\"subscription\":" + quoted(run.channel("/anything"))));
    bool came = false;
    for (const auto& message : messages)
        came = came || (is_event(message) && message["channel"].string() == channel);
    run.expect(came,
               "an event that waits comes with the reply to a subscribe",
               messages.empty() ? Json{} : messages.front());
}

void broken_connect(Run& run)
{
    auto party = run.connected_party();
    party.hold(asking_for(run.server().hold()));
    await_hold(party);
    party.break_off();
    run.connected_party();  // Meanwhile the server notices the break.
    const auto reply = party.connect();
    run.expect(reply["successful"].is_true(), "the session is still there", reply);
}

std::string list_of(const std::vector<Json>& events)
{
    std::string list;
    for (const auto& event : events)
        list += (list.empty() ? "" : ", ") + event["data"].text();
    return list.empty() ? "no event" : list;
}

void events_before_a_break(Run& run)
{
    auto party = run.connected_party();
    auto other = run.connected_party();
    const auto channel = run.channel("/waiting");
    party.subscribe(channel);
    other.publish(channel, "1");
    party.break_off();
    run.connected_party();  // Meanwhile the server notices the break.
    run.expect(party.events_so_far(channel, other).size() == 1,
               "the event that waits is delivered with the next connection",
               "no event");
}

void events_after_a_break(Run& run)
{
    auto party = run.connected_party();
    auto witness = run.connected_party();
    auto other = run.connected_party();
    const auto channel = run.channel("/gap");
    party.subscribe(channel);
    witness.subscribe(channel);
    party.hold(asking_for(run.server().hold()));
    await_hold(party);
    party.break_off();
    witness.hold(asking_for(run.server().hold()));
    other.publish(channel, "1");
    witness.events(channel, 1);  // The first is written, to whomever.
    other.publish(channel, "2");
    const auto events = party.events_so_far(channel, other);
    run.expect(!events.empty() && events.back()["data"].text() == "2",
               "of two events after the break, the second is delivered",
               list_of(events));
    run.tell(events.size() == 2 ? "both are delivered" : "the first is lost");
}

void acknowledged_events_after_a_break(Run& run)
{
    auto party = run.party(R"("ext":{"ack":true})");
    const auto ack = party.handshake_reply["ext"]["ack"];
    if (ack.missing() || ack.is_false()) run.skip("the server has no ack extension");
    const auto acknowledging = [](const Json& reply) {
        const auto number = reply["ext"]["ack"];
        return R"("ext":{"ack":)" + (number.missing() ? "-1" : number.text()) + "}";
    };
    const auto known = acknowledging(party.connect(R"("advice":{"timeout":0},"ext":{"ack":-1})"));
    auto other = run.connected_party();
    const auto channel = run.channel("/gap");
    party.subscribe(channel);
    party.hold(asking_for(run.server().hold()) + "," + known);
    await_hold(party);
    party.break_off();
    other.publish(channel, "1");
    party.connect(R"("advice":{"timeout":0},)" + known);
    const auto events = party.events(channel, 0);
    run.expect(events.size() == 1,
               "the event after the break comes with the next connect",
               list_of(events));
}

// clang-format off
constexpr Case cases[] = {
    {"LP-01", "A batch is taken as application/json",
     Level::should, "Bayeux 1.0, 6.1.1", Medium::long_polling, json_body},
    {"LP-02", "A batch is taken as the field `message` of a form",
     Level::may, "Bayeux 1.0, 6.1.1", Medium::long_polling, form_body},
    {"LP-03", "A batch is taken whatever its content type",
     Level::cometd, "CometD", Medium::long_polling, other_content_types},
    {"LP-03", "Pages of other sites cannot send a batch as text/plain",
     Level::hardening, "CWE-352", Medium::long_polling, simple_request},
    {"LP-04", "Responses are application/json in UTF-8",
     Level::should, "Bayeux 1.0, 6.1.2", Medium::long_polling, content_type_of_responses},
    {"LP-05", "A second connect ends the first, and is held",
     Level::cometd, "CometD", Medium::long_polling, second_connect},
    {"LP-06", "A connect over WebSocket ends that over long-polling",
     Level::cometd, "CometD", Medium::long_polling, connect_by_websocket},
    {"LP-20", "An event that a client publishes to itself comes with the response",
     Level::should, "Bayeux 1.0, 1.4.5", Medium::long_polling, own_event},
    {"LP-21", "Events that wait come with any response",
     Level::may, "Bayeux 1.0, 1.4.5", Medium::long_polling, piggyback},
    {"LP-22", "A session survives the break of its connection",
     Level::must, "Bayeux 1.0, 4.2", Medium::long_polling, broken_connect},
    {"LP-23", "Events that wait for a connect survive the break of a connection",
     Level::cometd, "CometD", Medium::long_polling, events_before_a_break},
    {"LP-23", "Events that are published after a break are delivered",
     Level::cometd, "CometD", Medium::long_polling, events_after_a_break},
    {"LP-24", "With the ack extension a break loses no event",
     Level::cometd, "CometD, ack extension", Medium::long_polling,
     acknowledged_events_after_a_break},
};
// clang-format on

}  // namespace

Cases long_polling_cases()
{
    return cases;
}

}  // namespace halley::conformance
