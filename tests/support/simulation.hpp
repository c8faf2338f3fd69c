#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halley/config.hpp"
#include "protocol/shard.hpp"
#include "support/json.hpp"
#include "support/mail.hpp"

namespace halley::test {

/// Where a simulated request comes from.
struct From {
    protocol::ShardId shard = 0;
    std::string cookie{};  ///< The browser id in a valid session cookie.
    bool foreign_cookie = false;
    bool bayeux_subprotocol = false;
    bool connect_only = false;
    std::shared_ptr<const protocol::Credentials> credentials{};
};

/** Shards with everything around them simulated: clock, network, backends.

    Time passes only by `advance`, which stops at every deadline on its way.
    After each input all actions are carried out until nothing moves any more:
    events and exchanges cross shards, deliveries are handed to "the kernel".
*/
class Simulation {
public:
    explicit Simulation(Config config = {},
                        protocol::ShardId shards = 1,
                        protocol::AddressLimit* addresses = nullptr,
                        const protocol::Hooks* hooks = nullptr,
                        protocol::KnownChannels* channels = nullptr,
                        protocol::Limiter* limiter = nullptr);
    ~Simulation();

    // HTTP: one outlet an exchange.
    protocol::Outlet post(std::string_view body, const From& from = {});
    bool answered(protocol::Outlet exchange) const;
    /// Where something arrived since the last call, in order: exchanges that
    /// were answered, sockets once for each frame.
    std::vector<protocol::Outlet> arrivals();
    /// Whether the connection is to be closed after the answer.
    bool last(protocol::Outlet exchange) const;
    /// The body of the answer; throws when there is none (yet).
    Json response(protocol::Outlet exchange) const;
    /// The same byte for byte.
    const std::string& raw_response(protocol::Outlet exchange) const;
    /// The browser id of the session cookie that the answer sets, or empty.
    std::string cookie_of(protocol::Outlet exchange) const;
    /// `post` and its answer, which must come at once.
    Json request(std::string_view body, const From& from = {});

    // Server-Sent Events. `frames` and `messages` work as for a WebSocket; the
    // first frame is the empty one that says that the session is known.
    protocol::Outlet stream(std::string_view client_id, const From& from = {});

    // WebSocket.
    protocol::Outlet open(const From& from = {});
    void send(protocol::Outlet socket, std::string_view body);
    /// The frames received since the last call.
    std::vector<Json> frames(protocol::Outlet socket);
    /// The same byte for byte.
    std::vector<std::string> raw_frames(protocol::Outlet socket);
    /// All messages in them, in order.
    std::vector<Json> messages(protocol::Outlet socket);
    std::optional<protocol::CloseReason> closed(protocol::Outlet socket) const;

    /// From now on nothing written to that outlet reaches the kernel.
    void stall(protocol::Outlet outlet);
    /// What was stalled is written after all.
    void unstall(protocol::Outlet outlet);
    /// The connection is gone; what was stalled comes back to its sessions.
    void lose(protocol::Outlet outlet);

    // Backends.
    struct ServiceCall {
        std::string verb;  ///< open, write, resume, finish, abort
        protocol::ServiceRef service;
        protocol::ShardId shard = 0;
        std::string text;         ///< Name or bytes.
        protocol::Caller caller;  ///< Of an open.
    };
    /// The calls since the last time.
    std::vector<ServiceCall> service_calls();
    /// False: nothing more of it is welcome for now.
    bool service(const ServiceCall& connection, protocol::ServiceEvent event);
    void opened(const ServiceCall& connection);
    void failed(const ServiceCall& connection, Errc error);
    void closed_by_backend(const ServiceCall& connection);
    bool data(const ServiceCall& connection, std::string text, bool json = true);

    /// Until `end_turn` no action is carried out: all inputs fall into one turn of the loop.
    void begin_turn() { in_turn_ = true; }
    void end_turn();

    /// From now on what crosses shards takes its time, `deliver_mail` excepted.
    void delay_mail(unsigned seed);
    void deliver_mail();

    // What the server itself says.
    void publish(std::string_view channel, std::string_view data);
    void deliver(std::string_view client_id, std::string_view channel, std::string_view data);
    void disconnect(std::string_view client_id);

    void advance(protocol::Duration duration);
    void drain();
    void stop();

    /// A new session's client id, by HTTP from that shard.
    std::string handshake(const From& from = {}, std::string_view members = {});
    /// A connected session on its own socket; the first connect has been answered
    /// and `frames` is empty.
    std::string connected(protocol::Outlet socket);

    protocol::Shard& shard(protocol::ShardId id = 0) { return *shards_[id]; }
    protocol::TimePoint now() const { return now_; }
    /// The simulated calendar: 2001-02-03T04:05:06.789Z when the simulation begins.
    static std::chrono::milliseconds wall_clock(protocol::TimePoint at);
    std::size_t sessions() const;
    std::size_t subscriptions() const;

private:
    struct Place;

    Place& place(protocol::Outlet outlet);
    const Place& place(protocol::Outlet outlet) const;
    protocol::Outlet add_place(protocol::ShardId shard, bool streaming, const From& from);
    void submit(protocol::Outlet outlet, std::string_view body);
    void settle();
    bool poll();
    void cross(protocol::ShardId from, protocol::ShardId to, std::function<void()> letter);
    void carry_out(protocol::ShardId from, protocol::Action action);
    void carry_out_locally(protocol::ShardId from, const protocol::Action& action);
    void sent(protocol::Outlet to, const protocol::Delivery& delivery);
    void returned(protocol::Outlet to, const protocol::Delivery& delivery);
    void tell_lost(protocol::Outlet outlet);
    void deliver(protocol::Outlet to, protocol::Delivery delivery, std::string cookie);
    void record(Place& place, const protocol::Delivery& delivery);

    Config config_;
    static constexpr protocol::TimePoint beginning{std::chrono::hours{1}};
    protocol::TimePoint now_ = beginning;
    std::vector<std::unique_ptr<protocol::Shard>> shards_;
    std::deque<Place> places_;
    std::vector<ServiceCall> service_calls_;
    std::vector<protocol::Outlet> arrivals_;
    std::optional<Mail> mail_;
    bool in_turn_ = false;
};

/// Replaces every `$ID` in a body by a client id, so that tables stay readable.
std::string with_id(std::string body, std::string_view client_id);

}  // namespace halley::test
