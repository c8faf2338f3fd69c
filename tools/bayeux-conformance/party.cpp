#include "tools/bayeux-conformance/party.hpp"

#include <algorithm>
#include <set>

#include "tools/bayeux-conformance/verdict.hpp"
#include "tools/bayeux-conformance/wire/callback.hpp"
#include "tools/bayeux-conformance/wire/interruption.hpp"

namespace halley::conformance {

namespace {

constexpr std::string_view callback = "conformance.callback";

std::vector<Json> messages_of(std::string_view body)
{
    const auto json = Json::parse(body);
    if (!json) throw DoesNotHold("an answer in JSON", printable(body, 400));
    return json->is_array() ? json->elements() : std::vector<Json>{*json};
}

std::set<std::string> ids_in(std::string_view batch)
{
    std::set<std::string> ids;
    const auto json = Json::parse(batch);
    if (!json) return ids;
    for (const auto& message : json->is_array() ? json->elements() : std::vector<Json>{*json}) {
        if (const auto id = message["id"]; !id.missing()) ids.insert(id.text());
    }
    return ids;
}

// An id comes back as it was; but CometD makes a string of a number (HSK-02). That a string
// comes back as a number is known of no server, and no client would find its message by it.
bool same_id(const Json& one, std::string_view raw)
{
    return one.text() == raw || (!raw.starts_with('"') && one.string() == raw);
}

}  // namespace

Json reply_with(const std::vector<Json>& messages, std::string_view id)
{
    for (const auto& message : messages) {
        if (!is_event(message) && same_id(message["id"], id)) return message;
    }
    return {};
}

bool is_event(const Json& message)
{
    if (!message["successful"].missing()) return false;
    const auto channel = message["channel"].string();
    return !message["data"].missing() || (!channel.empty() && !channel.starts_with("/meta/"));
}

Party::Party(Run& run, std::string peer)
    : cookies(run.server().options.cookies), run_(run), peer_(std::move(peer))
{
}

HttpConnection& Party::http()
{
    if (http_ && http_->ended()) http_.reset();
    if (!http_) http_.emplace(run_.server().options.endpoint, run_.conversation(), peer_);
    return *http_;
}

WebSocket& Party::websocket()
{
    if (!websocket_) {
        const auto& options = run_.server().options;
        websocket_.emplace(
            options.endpoint, run_.conversation(), peer_, options.endpoint.url.target, headers());
        run_.expect(websocket_->response.status == 101,
                    "the upgrade to WebSocket succeeds",
                    "HTTP " + std::to_string(websocket_->response.status));
    }
    return *websocket_;
}

Headers Party::headers() const
{
    auto headers = run_.server().options.headers;
    for (auto& header : cookie_header())
        headers.push_back(std::move(header));
    return headers;
}

Headers Party::cookie_header() const
{
    const auto value = conformance::cookie_header(cookies);
    return value.empty() ? Headers{} : Headers{{"Cookie", value}};
}

HttpRequest Party::http_request(std::string_view batch) const
{
    const auto body = fill(batch);
    if (run_.medium() != Medium::callback_polling) return run_.post(body, headers());
    auto request = script_request(run_.server().options.endpoint.url.target, callback, body);
    for (const auto& header : headers())
        request.headers.push_back(header);
    return request;
}

std::string_view Party::connection_type() const
{
    return run_.medium() == Medium::any ? "long-polling" : name_of(run_.medium());
}

std::string Party::fill(std::string_view text) const
{
    // A server may give itself ids that are to be escaped, or that have a `$ID`.
    const auto id = quoted(client_id);
    const auto inside = std::string_view{id}.substr(1, id.size() - 2);
    std::string out{text};
    for (auto at = out.find("$ID"); at != std::string::npos; at = out.find("$ID", at)) {
        out.replace(at, 3, inside);
        at += inside.size();
    }
    return out;
}

std::string Party::next_id()
{
    return quoted(std::to_string(++ids_));
}

void Party::handshake(std::string_view members)
{
    const auto id = next_id();
    std::string message =
        R"({"channel":"/meta/handshake","version":"1.0","minimumVersion":"1.0",)"
        R"("supportedConnectionTypes":["websocket","long-polling","callback-polling","eventsource"],"id":)" +
        id;
    if (const auto& ext = run_.server().options.handshake_ext;
        !ext.empty() && members.find("\"ext\"") == std::string_view::npos)
        message += ",\"ext\":" + ext;
    if (!members.empty()) (message += ",") += members;
    handshake_reply = reply_with(request("[" + message + "}]"), id);
    run_.expect(handshake_reply["successful"].is_true(), "the handshake succeeds", handshake_reply);
    client_id = handshake_reply["clientId"].string();
}

std::vector<Json> Party::request(std::string_view batch)
{
    const auto body = fill(batch);
    if (run_.medium() != Medium::websocket) return exchange(http(), body);

    auto waiting = ids_in(body);
    websocket().send_text(body);
    std::vector<Json> all;
    const auto until = run_.soon();
    while (!waiting.empty()) {
        for (const auto& message : read_frame(until)) {
            if (!is_event(message)) {
                std::erase_if(waiting, [&](const auto& id) { return same_id(message["id"], id); });
            }
            all.push_back(message);
        }
    }
    return all;
}

std::vector<Json> Party::exchange(HttpConnection& connection, std::string_view batch)
{
    connection.send(http_request(batch));
    return read_response(connection, run_.soon());
}

std::vector<Json> Party::read_response(HttpConnection& connection, Clock::time_point until)
{
    const auto response = connection.receive(until);
    remember_cookies(response);
    response_headers = response.headers;
    const bool second = held_ && &connection == &*held_;
    run_.expect(response.status == 200,
                "HTTP status 200",
                std::to_string(response.status) + " " + printable(response.body, 400));
    auto messages = sort(messages_in(response));
    if (response.closes) (second ? held_ : http_).reset();
    return messages;
}

std::vector<Json> Party::messages_in(const HttpResponse& response)
{
    if (run_.medium() != Medium::callback_polling) return messages_of(response.body);
    const auto batch = script_argument(response.body, callback);
    if (!batch) throw DoesNotHold("a call of the callback", printable(response.body, 400));
    return messages_of(*batch);
}

std::vector<Json> Party::read_frame(Clock::time_point until)
{
    return sort(messages_of(websocket().receive_text(until)));
}

// Keeps the events, and what belongs to the held connect.
std::vector<Json> Party::sort(const std::vector<Json>& messages)
{
    for (const auto& message : messages) {
        if (is_event(message)) {
            events_.push_back(message);
        } else if (!held_id_.empty() && same_id(message["id"], held_id_)) {
            held_messages_.push_back(message);
            held_id_.clear();
        }
    }
    return messages;
}

void Party::remember_cookies(const HttpResponse& response)
{
    for (const auto& value : response.all("Set-Cookie")) {
        const auto pair = value.substr(0, value.find(';'));
        const auto equals = pair.find('=');
        if (equals != std::string::npos) cookies[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
}

Json Party::ask(std::string_view channel, std::string_view members)
{
    const auto id = next_id();
    std::string message = R"([{"channel":)" + quoted(channel) + R"(,"clientId":"$ID","id":)" + id;
    if (!members.empty()) (message += ",") += members;
    auto reply = reply_with(request(message + "}]"), id);
    run_.expect(!reply.missing(), "a reply with the id of the message", reply);
    return reply;
}

Json Party::connect(std::string_view members)
{
    auto all = "\"connectionType\":\"" + std::string{connection_type()} + "\"";
    if (!members.empty()) (all += ",") += members;
    return ask("/meta/connect", all);
}

Json Party::subscribe(std::string_view channel)
{
    auto reply = ask("/meta/subscribe", "\"subscription\":" + quoted(channel));
    run_.expect(reply["successful"].is_true(), "the subscribe succeeds", reply);
    return reply;
}

Json Party::unsubscribe(std::string_view channel)
{
    auto reply = ask("/meta/unsubscribe", "\"subscription\":" + quoted(channel));
    run_.expect(reply["successful"].is_true(), "the unsubscribe succeeds", reply);
    return reply;
}

Json Party::publish(std::string_view channel, std::string_view data)
{
    auto reply = ask(channel, "\"data\":" + std::string{data});
    run_.expect(reply["successful"].is_true(), "the publish succeeds", reply);
    return reply;
}

void Party::hold(std::string_view members)
{
    held_id_ = next_id();
    auto message = fill(R"([{"channel":"/meta/connect","clientId":"$ID","connectionType":")" +
                        std::string{connection_type()} + R"(","id":)" + held_id_);
    if (!members.empty()) (message += ",") += members;
    message += "}]";
    if (run_.medium() == Medium::websocket) {
        websocket().send_text(message);
        return;
    }
    if (held_ && held_->ended()) held_.reset();
    if (!held_) held_.emplace(run_.server().options.endpoint, run_.conversation(), peer_ + "'");
    held_->send(http_request(message));
}

std::vector<Json> Party::held_answer(Clock::time_point until)
{
    if (run_.medium() != Medium::websocket) {
        held_id_.clear();
        return read_response(*held_, until);
    }
    std::vector<Json> all;
    while (!held_id_.empty()) {
        for (auto& message : read_frame(until))
            all.push_back(std::move(message));
    }
    for (const auto& message : std::exchange(held_messages_, {})) {
        if (all.empty()) all.push_back(message);
    }
    return all;
}

bool Party::still_held(std::chrono::milliseconds time)
{
    if (held_id_.empty()) return false;
    try {
        if (run_.medium() == Medium::websocket) {
            while (!held_id_.empty())
                read_frame(Clock::now() + time);
        } else {
            held_messages_ = read_response(*held_, Clock::now() + time);
            held_id_.clear();
        }
        return false;
    } catch (const TimedOut&) {
        return true;
    }
}

std::vector<Json> Party::events(std::string_view channel, std::size_t count)
{
    const auto until = run_.soon();
    Pauses pauses;
    const auto have = [&] {
        return static_cast<std::size_t>(
            std::count_if(events_.begin(), events_.end(), [&](const Json& event) {
                return event["channel"].string() == channel;
            }));
    };
    while (have() < count) {
        if (Clock::now() >= until)
            throw DoesNotHold(std::to_string(count) + " events on " + std::string{channel},
                              std::to_string(have()) + " within the time");
        if (run_.medium() == Medium::websocket) {
            try {
                read_frame(until);
            } catch (const TimedOut&) {
                continue;
            }
        } else if (!held_id_.empty()) {
            try {
                held_messages_ = read_response(*held_, until);
                held_id_.clear();
            } catch (const TimedOut&) {
                continue;
            }
        } else {
            // Rather than one that is held, which not every server does.
            connect();
            if (have() < count) pauses.next();
        }
    }
    std::vector<Json> taken;
    for (auto each = events_.begin(); each != events_.end();) {
        if ((*each)["channel"].string() == channel) {
            taken.push_back(std::move(*each));
            each = events_.erase(each);
        } else {
            ++each;
        }
    }
    return taken;
}

std::vector<Json> Party::events_so_far(std::string_view channel, Party& speaker)
{
    const auto barrier = run_.new_channel();
    subscribe(barrier);
    speaker.publish(barrier, "1");
    events(barrier, 1);
    return events(channel, 0);
}

void Party::break_off()
{
    if (websocket_) websocket_->connection().stream().reset();
    if (held_) held_->stream().reset();
    if (http_) http_->stream().reset();
    websocket_.reset();
    held_.reset();
    http_.reset();
    held_id_.clear();
}

}  // namespace halley::conformance
