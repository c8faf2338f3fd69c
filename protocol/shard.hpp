#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "halley/channel_id.hpp"
#include "halley/config.hpp"
#include "halley/errc.hpp"
#include "protocol/action.hpp"
#include "protocol/address_limit.hpp"
#include "protocol/ask.hpp"
#include "protocol/channel_rules.hpp"
#include "protocol/client_id.hpp"
#include "protocol/exchange.hpp"
#include "protocol/ext.hpp"
#include "protocol/hooks.hpp"
#include "protocol/known_channels.hpp"
#include "protocol/limiter.hpp"
#include "protocol/reply.hpp"
#include "protocol/service_event.hpp"
#include "protocol/service_link.hpp"
#include "protocol/session.hpp"
#include "protocol/subscription_tree.hpp"
#include "protocol/time.hpp"
#include "protocol/timer_wheel.hpp"

namespace halley::protocol {

/** The Bayeux core of one thread: its sessions, their subscriptions and deadlines.

    Rules: it does no I/O, asks no clock and draws no randomness of its own.
    Inputs are `handle_*`; after one or several of them, at the end of the loop
    turn, call `poll_action` until it returns nothing. Events that gather in a
    session's queue during a turn leave in one delivery.

    A batch is answered by `Respond` or `Send` in a later `poll_action`; a connect
    that is held answers later still, so an HTTP exchange stays open until its
    `Respond` comes or `handle_lost` is called.

    @par Threads
    Used by one thread. What crosses shards (`Fan`, `Forward`, and answers to an
    outlet of another shard) is carried by the caller, in order.
*/
class Shard {
public:
    /// What of the world the core cannot know by itself.
    struct World {
        RandomSource random;
        WallClock wall_clock;
        AddressLimit* addresses = nullptr;  ///< None: no limit.
        const Hooks* hooks = nullptr;       ///< None: nobody is asked.
        /// None: nobody decides who may create channels.
        KnownChannels* channels = nullptr;
        Limiter* limiter = nullptr;  ///< None: no rates by address, and nobody counts refusals.
        /// Carries an answer of the policy that took time to `handle_admission`. Called
        /// from any thread, also when the core is gone.
        std::function<void(AskId, Admission)> carry_admission{};
    };

    Shard(ShardId id, ShardId shards, const Config& config, World world, TimePoint now);
    ~Shard();
    Shard(const Shard&) = delete;
    Shard& operator=(const Shard&) = delete;

    /// One request body or WebSocket message. `batch` is given back empty, with
    /// its memory where that was not needed.
    void handle_batch(Outlet from, const RequestPtr& request, Batch& batch, TimePoint now);

    /// A one-way outlet asks to be the stream of that session. It gets an empty
    /// `Send`, or a `Close` with `session_ended`.
    void
    handle_stream(Outlet from, const RequestPtr& request, std::string client_id, TimePoint now);

    /// An exchange that another shard forwarded to this one.
    void handle_exchange(std::unique_ptr<Exchange> exchange, TimePoint now);

    /// The policy has answered what it was asked for a new session. Outdated answers
    /// are ignored.
    void handle_admission(AskId ask, Admission admission, TimePoint now);

    /// An event published on another shard.
    void handle_event(const EventPtr& event, TimePoint now);

    /// The server itself publishes to a broadcast channel. `data` is valid JSON.
    void handle_broadcast(std::string_view channel, std::string_view data, TimePoint now);

    /// The server itself gives an event to one session, if there is such a session.
    void handle_delivery(std::string_view client_id,
                         std::string_view channel,
                         std::string_view data,
                         TimePoint now);

    /// The server itself ends a session, if there is such a session.
    void handle_disconnect(std::string_view client_id, TimePoint now);

    /// False: the client does not keep up, so nothing more of this service should
    /// come until `ResumeService`.
    bool handle_service(ServiceEvent event, TimePoint now);

    /// A delivery with events has been handed to the kernel: its owner may get the next.
    void handle_sent(SessionRef owner);

    /// The events of one delivery were not handed to the kernel: they go back to
    /// the head of the queue (LP-23, WS-18), in whichever order several deliveries
    /// come back. Every delivery with events is either sent or returned.
    void handle_returned(SessionRef owner, std::vector<EventPtr> events, TimePoint now);

    /// The WebSocket, or the HTTP connection with an exchange open, is gone.
    void handle_lost(Outlet outlet, TimePoint now);

    void handle_timeout(TimePoint now);

    /// The server will stop: from now on its sessions end one after the other, over
    /// `config.drain.window` and a little longer, and no more begin. Each gets what
    /// waits for it, and is told to come again as a new one.
    void handle_drain(TimePoint now);

    /// The server stops: answers every held connect and lets every queue go that can.
    void handle_stop(TimePoint now);

    std::optional<Action> poll_action();

    /// When `handle_timeout` should be called next.
    std::optional<TimePoint> next_timeout() const;

    /// Which events other shards have to hand on to this one. From any thread.
    const Interest& interest() const noexcept { return tree_.interest(); }

    std::size_t sessions() const noexcept { return by_client_id_.size(); }
    std::size_t subscriptions() const noexcept { return tree_.size(); }

    /// All that is kept for clients: nothing once their sessions have ended (DSC-08).
    struct Counts {
        std::size_t sessions = 0;
        std::size_t subscriptions = 0;
        std::size_t streams = 0;
        std::size_t held = 0;      ///< Connects over HTTP.
        std::size_t browsers = 0;  ///< Those with a connect held.
        std::size_t services = 0;  ///< Connections to backends.
        std::size_t asks = 0;      ///< Handshakes that wait for the policy.

        bool operator==(const Counts&) const = default;
    };
    Counts counts() const noexcept;

private:
    using Slot = std::uint32_t;

    // An id is kept while its connect is held: it must not be a way to park megabytes.
    static constexpr std::size_t longest_id = 1024;

    /// Whether a message is answered, or its exchange went elsewhere meanwhile.
    enum class Step { done, gone };
    enum class End { disconnected, expired, slow_consumer, lost, drained };

    struct OutletHash {
        std::size_t operator()(const Outlet& outlet) const noexcept;
    };

    // shard.cpp: the way of an exchange.
    Step run(Exchange& exchange);
    void open_stream(std::unique_ptr<Exchange> exchange);
    Step handle_message(Exchange& exchange, const Message& message);
    Step dispatch(Exchange& exchange, const Message& message, Session& session);
    Step forward(Exchange& exchange, ShardId home);
    void finish(Exchange& exchange);
    void ride(Exchange& exchange);
    void follow_up();
    void settle();
    void emit(Outlet to, Delivery delivery, std::string set_browser = {});
    Step
    refuse(Exchange& exchange, const Message& message, Errc error, std::string_view argument = {});

    // sessions.cpp: their life.
    std::variant<Session*, Refusal, Waiting>
    create_session(Exchange& exchange, const Message& message, Dialect dialect);
    void end_session(Session& session, End reason);
    Session* find(std::string_view client_id);
    Session* find(SessionRef ref);
    SessionRef ref(const Session& session) const;
    bool may_use(const Session& session, const Exchange& exchange) const;
    void touch(Exchange& exchange, Session& session);
    void attach(Session& session, Outlet stream);
    void leave_stream(Session& session);
    void detach(Session& session);
    void arm(Session& session);
    void on_deadline(Session& session);

    // events.cpp: to the queues and out of them.
    void deliver(const EventPtr& event, const Session* except, Duration lazy);
    void enqueue(Session& session, const EventPtr& event, Duration lazy = {});
    void mark_dirty(Session& session);
    bool flushes_on_stream(const Session& session) const;
    void flush(Session& session);
    Delivery take_delivery(Session& session, Outlet to);
    std::vector<EventPtr> take_events(Session& session);

    // handshake.cpp, connect.cpp, subscribe.cpp, publish.cpp
    Step handshake(Exchange& exchange, const Message& message);
    Step connect(Exchange& exchange, const Message& message, Session& session);
    void carry_connect(Exchange& exchange, const Session& session);
    void connect_reply(std::string& out,
                       Session& session,
                       std::string_view id,
                       std::string_view advice,
                       const std::optional<Timesync>& timesync);
    std::string advice(std::string_view reconnect, Duration interval) const;
    std::string advice_due(Session& session, Outlet outlet, bool asked) const;
    void answer_held(Session& session);
    void answer_last(Session& session, End reason);
    void answer_superseded(Session& session);
    bool is_crowded(const Session& session) const;
    void crowded_reply(Exchange& exchange, const Message& message, Session& session);
    void remember_held(const Session& session, Outlet outlet);
    void forget_held(const Session& session, Outlet outlet);
    void release_held(Session& session);
    bool is_inactive(const Session& session) const;
    Step end_inactive(Exchange& exchange, const Message& message, Session& session);
    Step disconnect(Exchange& exchange, const Message& message, Session& session);
    Step subscribe(Exchange& exchange, const Message& message, Session& session);
    Step subscribed(Exchange& exchange, const Message& message, Session& session);
    void subscription_reply(Exchange& exchange, const Message& message, const Session& session);
    Step subscribe_failed(Exchange& exchange,
                          const Message& message,
                          const Session& session,
                          Errc error,
                          std::string_view channel);
    std::optional<std::pair<Errc, std::string_view>> judge_subscription(const Message& message,
                                                                        const Session& session);
    Step unsubscribe(Exchange& exchange, const Message& message, Session& session);
    Step publish(Exchange& exchange, const Message& message, Session& session);
    Step publish_to_service(Exchange& exchange,
                            const Message& message,
                            Session& session,
                            const ChannelId& channel);
    Step published(Exchange& exchange, const Message& message, const Session& session);
    Step publish_failed(Exchange& exchange,
                        const Message& message,
                        const Session& session,
                        Errc error,
                        std::string_view channel);

    // extensions.cpp
    bool offers(ExtensionName extension) const;
    Reply reply(std::string& out);
    std::string_view timestamp();
    std::optional<Timesync> timesync_of(const Message& message) const;
    std::string handshake_ext(const Message& message, const Session& session) const;
    std::string connect_ext(Session& session, const std::optional<Timesync>& timesync) const;
    std::string meta_ext(const Message& message, const Session& session) const;

    // drain.cpp
    bool draining() const noexcept { return drained_by_ != TimePoint::max(); }
    Refusal refuse_newcomer(const Exchange& exchange);
    void leave(Session& session);
    Step leave(Exchange& exchange, const Message& message, Session& session);
    bool may_leave(const Session& session) const;
    bool may_leave_with(const Exchange& exchange, const Session& session) const;
    void empty_stream(Session& session);
    std::optional<Close> close_vacated(std::optional<Outlet> stream) const;

    // admission.cpp
    std::optional<Admission> admission(Exchange& exchange, const Message& message);
    bool may_ask(Outlet from) const;
    void answer_asked(Exchange& exchange, Admission admission);
    void drop_asks(Outlet from);
    void expire_asks();
    void refuse_asks();

    // hooks.cpp
    std::optional<std::string_view> refused_by_policy(Verdict verdict);
    std::optional<std::string_view>
    subscribe_refusal(const Message& message, const Session& session, std::string_view pattern);
    std::optional<std::string_view> publish_refusal(const Message& message, const Session& session);
    std::optional<std::string_view>
    create_refusal(const Message& message, const Session& session, std::string_view channel);
    bool is_deleted(const Exchange& exchange, const Message& message, const Session* session) const;
    void add_custom_ext(Ext& ext, const MessageView& message, const Session& session) const;
    void tell_opened(const Session& session) const;
    void tell_closed(const Session& session) const;
    void tell_subscribed(const Session& session, std::string_view pattern) const;
    void tell_unsubscribed(const Session& session, std::string_view pattern) const;

    // service_links.cpp
    ServiceLink* find_link(const Session& session, std::string_view name);
    ServiceLink* find_link(ServiceRef ref);
    ServiceRef ref(const ServiceLink& link) const;
    void call(ServiceLink& link, const Message& message, const Session& session);
    Slot open_link(Session& session,
                   std::string_view name,
                   std::string_view channel,
                   const Request& request);
    void write(const ServiceLink& link, const Message& message);
    void free_link(ServiceLink& link);
    void orphan(ServiceLink& link);
    void receive_reply(Session& session, ServiceLink& link, const ServiceReply& answer);
    void pause_if_behind(Session& session, ServiceLink& link);
    bool is_behind(const Session& session, std::size_t share) const;
    void resume_services(Session& session);
    void stop_finishing(Session& session, ServiceLink& link);
    void drop_from_session(const ServiceLink& link);
    bool leave(ServiceLink& link, Session& session, const Message* last, bool streaming);
    void receive(Session& session, ServiceLink& link, const ServiceData& data);
    Step
    park(Exchange& exchange, const std::vector<Slot>& opened, const std::vector<Slot>& awaited);
    void settled(ServiceLink& link, std::optional<Errc> error);
    void resume(Parked& parked);
    void link_ended(ServiceLink& link, std::optional<Errc> error);
    void notify_ended(Session& session, const ServiceLink& link, std::optional<Errc> error);

    // rates.cpp
    static bool has_message_rates(const LimitsConfig& limits);
    void count_refusal(Limit limit, const Exchange& exchange);
    bool address_is_too_fast(Limit rate, const Exchange& exchange, std::size_t cost);
    bool is_too_fast(const Exchange& exchange, const Message& message, Session& session);

    // nodefony_session.cpp
    bool is_nodefony_handshake(const Exchange& exchange, const Message& message) const;
    bool is_nodefony_connect(const Exchange& exchange, const Message& message) const;
    void nodefony_handshake_reply(Exchange& exchange, const Session& session);
    void nodefony_connect_reply(Exchange& exchange, const Session& session);
    void
    nodefony_disconnect_reply(Exchange& exchange, const Message& message, const Session& session);

    const ShardId id_;
    const ShardId shards_;
    const Config& config_;
    const RandomSource random_;
    const WallClock wall_clock_;
    AddressLimit* const addresses_;
    const Hooks* const hooks_;
    KnownChannels* const channels_;
    Limiter* const limiter_;
    const bool message_rates_;  ///< Some rate of publishes or subscribes is limited.
    const std::function<void(AskId, Admission)> carry_admission_;
    std::string refusal_reason_;  ///< Of the policy's latest refusal.
    const Patience patience_;
    const QueueLimits queue_limits_;
    const ChannelLimits channel_limits_;
    const ChannelRules rules_;
    const std::vector<std::string> transports_;
    const std::string connection_types_;  ///< The same as a JSON array.
    const bool syncs_;
    const bool stamps_;
    const bool ends_inactive_;
    std::string timestamp_;
    TimePoint stamped_at_{};

    TimePoint now_;
    std::deque<Session> slots_;
    std::vector<Slot> free_slots_;
    boost::unordered_flat_map<std::string_view, Slot> by_client_id_;
    boost::unordered_flat_map<Outlet, std::vector<Slot>, OutletHash> streams_;
    boost::unordered_flat_map<Outlet, Slot, OutletHash> held_;  // HTTP exchanges only.
    boost::unordered_flat_map<std::string, int> held_by_browser_;
    SubscriptionTree tree_;
    TimerWheel deadlines_;
    std::uint64_t visit_ = 0;

    TimePoint drained_by_ = TimePoint::max();  ///< Nobody is waited for then; max: no drain.
    /// The advice for a session that is no more.
    std::string begin_anew_ = R"({"reconnect":"handshake","interval":0})";

    std::vector<Ask> asks_;  ///< Oldest first.
    AskId last_ask_ = 0;

    std::deque<ServiceLink> links_;
    std::vector<Slot> free_links_;
    TimerWheel link_deadlines_;

    std::vector<Slot> dirty_;
    std::size_t next_dirty_ = 0;
    std::vector<Slot> overflowed_;
    std::vector<std::shared_ptr<Parked>> ready_;
    std::deque<Action> actions_;
    std::vector<Action> afterwards_;  // To follow the answer of the running exchange.
    std::vector<TimerWheel::Due> due_;
};

}  // namespace halley::protocol
