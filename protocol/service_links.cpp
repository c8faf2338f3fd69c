#include <algorithm>
#include <chrono>
#include <utility>

#include "protocol/json_member.hpp"
#include "protocol/json_text.hpp"
#include "protocol/message_reader.hpp"
#include "protocol/nodefony.hpp"
#include "protocol/shard.hpp"

// Rules of this file:
// - A session has at most one link to a service; what it carries is private to it.
// - A message that needs a link which is being opened parks its exchange; the
//   outcome resumes it, so replies keep their order (FMT-24).
// - A link that its session gave up is half-closed and gets a little time to end.

namespace halley::protocol {

namespace {

// A backend that ignores the half-close must not keep its client waiting.
constexpr std::chrono::seconds time_to_finish{2};

// Backends are not read while more than this share of a session's queue is full,
// and read again when it is down to half of that.
constexpr std::size_t share_before_pause = 4;

// Of one client to one service. An answer beyond goes out as an event without id.
constexpr std::size_t most_calls = 100;

// The answer of a JSON-RPC backend as cometd.js expects it of a remote call.
std::string answer_text(std::string_view channel,
                        std::string_view message_id,
                        std::string_view data,
                        bool successful)
{
    std::string text;
    Reply{text}
        .text("channel", channel)
        .id(message_id)
        .flag("successful", successful)
        .raw("data", data);
    return text;
}

bool is_answer_of_success(std::string_view json_rpc)
{
    const auto error = json_member(json_rpc, "error");
    return error.empty() || error == "null";
}

}  // namespace

ServiceLink* Shard::find_link(const Session& session, std::string_view name)
{
    for (const auto slot : session.services) {
        if (links_[slot].name == name) return &links_[slot];
    }
    return nullptr;
}

ServiceLink* Shard::find_link(ServiceRef ref)
{
    if (ref.slot >= links_.size()) return nullptr;
    auto& link = links_[ref.slot];
    return link.alive && link.generation == ref.generation ? &link : nullptr;
}

ServiceRef Shard::ref(const ServiceLink& link) const
{
    return {link.slot, link.generation};
}

Shard::Slot Shard::open_link(Session& session,
                             std::string_view name,
                             std::string_view channel,
                             const Request& request)
{
    Slot slot;
    if (free_links_.empty()) {
        slot = static_cast<Slot>(links_.size());
        links_.emplace_back();
    } else {
        slot = free_links_.back();
        free_links_.pop_back();
    }
    auto& link = links_[slot];
    link.slot = slot;
    link.alive = true;
    link.owner = ref(session);
    link.name = name;
    link.channel = channel;
    if (const auto service = config_.services.find(name); service != config_.services.end()) {
        link.shape = service->second.data;
        link.internal = service->second.type == "internal";
    }
    session.services.push_back(slot);
    Caller caller{session.client_id, request.remote_address, {}, {}};
    if (session.identity) {
        caller.identity = session.identity->name;
        caller.attributes = session.identity->attributes;
    }
    actions_.push_back(OpenService{ref(link), link.name, std::move(caller)});
    return slot;
}

// A JSON string is what the backend gets as text, as Nodefony's do; anything
// else goes as the JSON that it is.
void Shard::write(const ServiceLink& link, const Message& message)
{
    const auto data = message.data;
    ServiceMessage said;
    if (link.internal) {
        // A subscribe has an answer of its own.
        const bool published = message.channel.text.starts_with("/service/");
        said = {std::string{data},
                published ? std::string{message.channel.text} : link.channel,
                published ? std::string{message.id} : std::string{}};
    } else {
        said.text = data.starts_with('"') ? decode_string(data) : std::string{data};
    }
    actions_.push_back(WriteService{ref(link), std::move(said)});
}

// A request without an answer must not be remembered for ever.
void Shard::call(ServiceLink& link, const Message& message, const Session& session)
{
    if (link.internal || message.id.empty() || session.dialect == Dialect::nodefony) return;
    const auto id = json_member(message.data, "id");
    if (id.empty() || id == "null" || id.size() > longest_id) return;
    if (link.calls.size() == most_calls) link.calls.pop_front();
    link.calls.push_back({std::string{id}, std::string{message.id}});
}

void Shard::free_link(ServiceLink& link)
{
    const auto slot = link.slot;
    const auto generation = link.generation + 1;
    link = ServiceLink{};
    link.slot = slot;
    link.generation = generation == 0 ? 1 : generation;
    free_links_.push_back(slot);
}

// The session is ending, or does not want it any more.
void Shard::orphan(ServiceLink& link)
{
    if (link.state == ServiceLink::State::opening) {
        actions_.push_back(AbortService{ref(link)});
        settled(link, Errc::service_closed);
        free_link(link);
        return;
    }
    if (link.state == ServiceLink::State::open) {
        actions_.push_back(FinishService{ref(link)});
        link_deadlines_.add({link.slot, link.generation}, now_ + time_to_finish);
    }
    if (std::exchange(link.paused, false)) actions_.push_back(ResumeService{ref(link)});
    link.state = ServiceLink::State::orphaned;
    link.owner = {};
}

void Shard::drop_from_session(const ServiceLink& link)
{
    if (auto* session = find(link.owner)) std::erase(session->services, link.slot);
}

// Its session wants a new connection before the backend has closed the former:
// the unsubscribe is answered now.
void Shard::stop_finishing(Session& session, ServiceLink& link)
{
    notify_ended(session, link, std::nullopt);
    drop_from_session(link);
    orphan(link);
}

// Unsubscribe. True when the reply is due only once the backend has closed.
bool Shard::leave(ServiceLink& link, Session& session, const Message* last, bool streaming)
{
    if (link.state == ServiceLink::State::finishing) return streaming;
    if (last && link.state == ServiceLink::State::open) write(link, *last);
    if (session.dialect == Dialect::nodefony && streaming &&
        link.state == ServiceLink::State::open) {
        link.state = ServiceLink::State::finishing;
        actions_.push_back(FinishService{ref(link)});
        link_deadlines_.add({link.slot, link.generation}, now_ + time_to_finish);
        return true;
    }
    drop_from_session(link);
    orphan(link);
    return false;
}

Shard::Step
Shard::park(Exchange& exchange, const std::vector<Slot>& opened, const std::vector<Slot>& awaited)
{
    exchange.batch.own();
    exchange.late = true;
    auto parked = std::make_shared<Parked>();
    for (const auto slot : opened)
        parked->opened_for.push_back(ref(links_[slot]));
    parked->waiting = static_cast<unsigned>(awaited.size());
    for (const auto slot : awaited)
        links_[slot].parked.push_back(parked);
    parked->exchange = std::make_unique<Exchange>(std::move(exchange));
    follow_up();
    return Step::gone;
}

// An opening link is open or has failed: whoever waits for it may be complete.
void Shard::settled(ServiceLink& link, std::optional<Errc> error)
{
    for (auto& parked : std::exchange(link.parked, {})) {
        if (error && !parked->error) {
            parked->error = error;
            parked->failed_channel = link.channel;
        }
        if (--parked->waiting == 0) ready_.push_back(parked);
    }
}

void Shard::resume(Parked& parked)
{
    auto& exchange = *parked.exchange;
    const auto& message = exchange.batch.messages[exchange.next];
    auto* session = find(message.client_id.text);
    const bool subscribing = message.channel.text == "/meta/subscribe";
    if (!session) {
        refuse(exchange, message, Errc::session_unknown);
    } else if (parked.error) {
        for (const auto opened : parked.opened_for) {
            if (auto* link = find_link(opened)) {
                drop_from_session(*link);
                orphan(*link);
            }
        }
        if (subscribing) {
            subscribe_failed(exchange, message, *session, *parked.error, parked.failed_channel);
        } else {
            publish_failed(exchange, message, *session, *parked.error, parked.failed_channel);
        }
    } else if (subscribing) {
        subscribed(exchange, message, *session);
    } else if (publish(exchange, message, *session) == Step::gone) {
        return;  // Who waited longer has closed the connection meanwhile.
    }
    ++exchange.next;
    run(exchange);
}

bool Shard::handle_service(ServiceEvent event, TimePoint now)
{
    now_ = now;
    auto* link = std::visit([this](const auto& e) { return find_link(e.service); }, event);
    if (!link) return true;

    if (std::holds_alternative<ServiceOpened>(event)) {
        link->state = ServiceLink::State::open;
        settled(*link, std::nullopt);
    } else if (auto* data = std::get_if<ServiceData>(&event)) {
        if (auto* session = find(link->owner)) {
            receive(*session, *link, *data);
            pause_if_behind(*session, *link);
        }
    } else if (const auto* answer = std::get_if<ServiceReply>(&event)) {
        if (auto* session = find(link->owner)) {
            receive_reply(*session, *link, *answer);
            pause_if_behind(*session, *link);
        }
    } else if (std::holds_alternative<ServiceBusy>(event)) {
        link->busy = true;
    } else if (std::holds_alternative<ServiceReady>(event)) {
        link->busy = false;
    } else if (const auto* failed = std::get_if<ServiceFailed>(&event)) {
        link_ended(*link, failed->error);
    } else {
        link_ended(*link, std::nullopt);
    }
    const bool more = !link->paused;
    settle();
    return more;
}

void Shard::pause_if_behind(Session& session, ServiceLink& link)
{
    link.paused = is_behind(session, share_before_pause);
    session.services_paused |= link.paused;
}

// Whether its client has left more than that share of what it may.
bool Shard::is_behind(const Session& session, std::size_t share) const
{
    const auto unconfirmed = session.acks ? session.acks->usage() : QueueUsage{};
    return session.queue.size() + unconfirmed.messages > queue_limits_.messages / share ||
           session.queue.bytes() + unconfirmed.bytes > queue_limits_.bytes / share;
}

void Shard::resume_services(Session& session)
{
    if (!session.services_paused || is_behind(session, 2 * share_before_pause)) return;
    session.services_paused = false;
    for (const auto slot : session.services) {
        auto& link = links_[slot];
        if (std::exchange(link.paused, false)) actions_.push_back(ResumeService{ref(link)});
    }
}

// Nodefony's clients parse a string; the others get the JSON itself.
void Shard::receive(Session& session, ServiceLink& link, const ServiceData& data)
{
    if (data.json && !link.calls.empty()) {
        const auto id = json_member(data.text, "id");
        const auto call = std::find_if(link.calls.begin(), link.calls.end(), [&](const auto& each) {
            return each.request_id == id;
        });
        if (call != link.calls.end()) {
            const auto successful = is_answer_of_success(data.text);
            enqueue(session,
                    Event::from_text(
                        answer_text(link.channel, call->message_id, data.text, successful)));
            link.calls.erase(call);
            return;
        }
    }
    const bool as_json = link.shape == DataShape::json ||
                         (link.shape == DataShape::automatic && session.dialect == Dialect::bayeux);
    if (data.json && as_json) {
        enqueue(session, Event::make(link.channel, data.text, {}, {}, timestamp()));
        return;
    }
    std::string text;
    if (link.internal && data.text.starts_with('"')) {
        text = data.text;  // A string already.
    } else {
        append_string(text, data.text);
    }
    const auto stamp = session.dialect == Dialect::bayeux ? timestamp() : std::string_view{};
    enqueue(session, Event::make(link.channel, text, {}, {}, stamp));
}

void Shard::receive_reply(Session& session, ServiceLink& link, const ServiceReply& answer)
{
    if (answer.message_id.empty() || session.dialect == Dialect::nodefony) {
        receive(session, link, {answer.service, answer.text, true});
        return;
    }
    enqueue(session,
            Event::from_text(
                answer_text(answer.channel, answer.message_id, answer.text, answer.successful)));
}

void Shard::link_ended(ServiceLink& link, std::optional<Errc> error)
{
    const bool opening = link.state == ServiceLink::State::opening;
    drop_from_session(link);
    if (opening) {
        settled(link, error.value_or(Errc::service_closed));
    } else if (auto* session = find(link.owner)) {
        notify_ended(*session, link, error);
    }
    free_link(link);
}

// Queued as an event is, so that it comes after what the backend sent before.
void Shard::notify_ended(Session& session, const ServiceLink& link, std::optional<Errc> error)
{
    std::string notice;
    if (session.dialect == Dialect::nodefony) {
        const bool asked = link.state == ServiceLink::State::finishing;
        nodefony::unsubscribed(notice,
                               link.channel,
                               error && !asked
                                   ? nodefony::error_text(*error, link.channel, session.client_id)
                                   : std::string{});
    } else {
        // An unsolicited /meta/unsubscribe would confuse: this is what a failed
        // publish to the channel looks like.
        reply(notice)
            .text("channel", link.channel)
            .failed(error.value_or(Errc::service_closed), link.channel);
    }
    enqueue(session, Event::from_text(notice));
}

}  // namespace halley::protocol
