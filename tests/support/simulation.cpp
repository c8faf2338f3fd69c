#include "support/simulation.hpp"

#include <stdexcept>
#include <utility>

#include "protocol/message_reader.hpp"
#include "support/place.hpp"
#include "support/random.hpp"

namespace halley::test {

using namespace protocol;

Simulation::Simulation(Config config,
                       ShardId shards,
                       AddressLimit* addresses,
                       const Hooks* hooks,
                       KnownChannels* channels,
                       Limiter* limiter)
    : config_(std::move(config))
{
    for (ShardId id = 0; id < shards; ++id)
        shards_.push_back(std::make_unique<Shard>(
            id,
            shards,
            config_,
            Shard::World{test_random(id + 1u),
                         wall_clock,
                         addresses,
                         hooks,
                         channels,
                         limiter,
                         [this, id](AskId ask, Admission admission) {
                             shards_[id]->handle_admission(ask, std::move(admission), now_);
                             settle();
                         }},
            now_));
}

Simulation::~Simulation() = default;

Outlet Simulation::add_place(ShardId shard, bool streaming, const From& from)
{
    auto request = std::make_shared<Request>();
    request->remote_address = "192.0.2.7";
    request->host = "broker.example:8080";
    request->path = "/bayeux";
    request->browser = from.cookie;
    request->foreign_cookie = from.foreign_cookie;
    request->bayeux_subprotocol = from.bayeux_subprotocol;
    request->connect_only = from.connect_only;
    request->credentials = from.credentials;
    Place place;
    place.outlet = {shard, static_cast<std::uint32_t>(places_.size()), 1, streaming};
    place.request = std::move(request);
    places_.push_back(std::move(place));
    return places_.back().outlet;
}

Simulation::Place& Simulation::place(Outlet outlet)
{
    return places_.at(outlet.slot);
}

const Simulation::Place& Simulation::place(Outlet outlet) const
{
    return places_.at(outlet.slot);
}

void Simulation::submit(Outlet outlet, std::string_view body)
{
    // A buffer of its own that is gone afterwards: a view kept too long is an
    // error that the address sanitizer sees.
    auto buffer = std::make_unique<std::string>(body);
    Batch batch;
    if (const auto error = read_batch(
            *buffer, {config_.limits.json_depth, config_.limits.messages_per_batch}, batch))
        throw std::runtime_error{"the body is refused as a whole: " + std::string{body}};
    shards_[outlet.shard]->handle_batch(outlet, place(outlet).request, batch, now_);
    buffer.reset();
    settle();
}

Outlet Simulation::post(std::string_view body, const From& from)
{
    const auto outlet = add_place(from.shard, false, from);
    submit(outlet, body);
    return outlet;
}

bool Simulation::answered(Outlet exchange) const
{
    return place(exchange).body.has_value();
}

bool Simulation::last(Outlet exchange) const
{
    return place(exchange).last;
}

const std::string& Simulation::raw_response(Outlet exchange) const
{
    const auto& body = place(exchange).body;
    if (!body) throw std::runtime_error{"the exchange has not been answered"};
    return *body;
}

Json Simulation::response(Outlet exchange) const
{
    return Json::parse(raw_response(exchange));
}

std::string Simulation::cookie_of(Outlet exchange) const
{
    return place(exchange).cookie;
}

Json Simulation::request(std::string_view body, const From& from)
{
    return response(post(body, from));
}

Outlet Simulation::open(const From& from)
{
    return add_place(from.shard, true, from);
}

Outlet Simulation::stream(std::string_view client_id, const From& from)
{
    add_place(from.shard, true, from);
    auto& there = places_.back();
    there.outlet.one_way = true;
    shards_[from.shard]->handle_stream(there.outlet, there.request, std::string{client_id}, now_);
    settle();
    return there.outlet;
}

void Simulation::send(Outlet socket, std::string_view body)
{
    submit(socket, body);
}

std::vector<Json> Simulation::frames(Outlet socket)
{
    std::vector<Json> all;
    for (const auto& frame : raw_frames(socket))
        all.push_back(Json::parse(frame));
    return all;
}

std::vector<std::string> Simulation::raw_frames(Outlet socket)
{
    return std::exchange(place(socket).frames, {});
}

std::vector<Json> Simulation::messages(Outlet socket)
{
    std::vector<Json> all;
    for (const auto& frame : frames(socket)) {
        if (frame.is_array()) {
            for (auto& message : frame.elements())
                all.push_back(std::move(message));
        } else {
            all.push_back(frame);
        }
    }
    return all;
}

std::optional<CloseReason> Simulation::closed(Outlet socket) const
{
    return place(socket).closed;
}

void Simulation::stall(Outlet outlet)
{
    place(outlet).stalled = true;
}

void Simulation::unstall(Outlet outlet)
{
    auto& there = place(outlet);
    there.stalled = false;
    for (auto& delivery : std::exchange(there.waiting, {})) {
        record(there, delivery);
        sent(outlet, delivery);
    }
    settle();
}

void Simulation::lose(Outlet outlet)
{
    auto& there = place(outlet);
    there.lost = true;
    auto waiting = std::exchange(there.waiting, {});
    for (auto delivery = waiting.rbegin(); delivery != waiting.rend(); ++delivery)
        returned(outlet, *delivery);
    tell_lost(outlet);
    settle();
}

std::vector<Simulation::ServiceCall> Simulation::service_calls()
{
    return std::exchange(service_calls_, {});
}

bool Simulation::service(const ServiceCall& connection, ServiceEvent event)
{
    const bool more = shards_[connection.shard]->handle_service(std::move(event), now_);
    settle();
    return more;
}

void Simulation::opened(const ServiceCall& connection)
{
    service(connection, ServiceOpened{connection.service});
}

void Simulation::failed(const ServiceCall& connection, Errc error)
{
    service(connection, ServiceFailed{connection.service, error});
}

void Simulation::closed_by_backend(const ServiceCall& connection)
{
    service(connection, ServiceClosed{connection.service});
}

bool Simulation::data(const ServiceCall& connection, std::string text, bool json)
{
    return service(connection, ServiceData{connection.service, std::move(text), json});
}

void Simulation::publish(std::string_view channel, std::string_view data)
{
    shards_.front()->handle_broadcast(channel, data, now_);
    settle();
}

void Simulation::deliver(std::string_view client_id,
                         std::string_view channel,
                         std::string_view data)
{
    shards_[home_of(client_id).value()]->handle_delivery(client_id, channel, data, now_);
    settle();
}

void Simulation::disconnect(std::string_view client_id)
{
    shards_[home_of(client_id).value()]->handle_disconnect(client_id, now_);
    settle();
}

void Simulation::advance(Duration duration)
{
    end_turn();
    const auto end = now_ + duration;
    for (;;) {
        std::optional<TimePoint> next;
        for (const auto& shard : shards_) {
            const auto timeout = shard->next_timeout();
            if (timeout && (!next || *timeout < *next)) next = timeout;
        }
        if (!next || *next > end) break;
        now_ = std::max(now_, *next);
        for (const auto& shard : shards_)
            shard->handle_timeout(now_);
        settle();
    }
    now_ = end;
    for (const auto& shard : shards_)
        shard->handle_timeout(now_);
    settle();
}

void Simulation::drain()
{
    for (const auto& shard : shards_)
        shard->handle_drain(now_);
    settle();
}

void Simulation::stop()
{
    for (const auto& shard : shards_)
        shard->handle_stop(now_);
    settle();
}

std::string Simulation::handshake(const From& from, std::string_view members)
{
    const auto reply = request(
        R"([{"channel":"/meta/handshake","id":"hs","version":"1.0","supportedConnectionTypes":["long-polling","websocket"])" +
            std::string{members} + "}]",
        from);
    return reply[0]["clientId"].string();
}

std::string Simulation::connected(Outlet socket)
{
    send(
        socket,
        R"([{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}])");
    auto client_id = messages(socket).at(0)["clientId"].string();
    send(socket,
         with_id(R"([{"channel":"/meta/connect","clientId":"$ID","connectionType":"websocket"}])",
                 client_id));
    frames(socket);
    return client_id;
}

std::size_t Simulation::sessions() const
{
    std::size_t sum = 0;
    for (const auto& shard : shards_)
        sum += shard->sessions();
    return sum;
}

std::size_t Simulation::subscriptions() const
{
    std::size_t sum = 0;
    for (const auto& shard : shards_)
        sum += shard->subscriptions();
    return sum;
}

std::string with_id(std::string body, std::string_view client_id)
{
    for (auto at = body.find("$ID"); at != std::string::npos; at = body.find("$ID", at))
        body.replace(at, 3, client_id);
    return body;
}

}  // namespace halley::test
