#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bayeux-bench/wire/link.hpp"
#include "tools/bayeux-bench/wire/received.hpp"

namespace halley::bench {

/** One Bayeux session of a run: handshake, subscriptions, then connects for as long as it lives.

    Unlike that of bayeux-sub it keeps nothing, repeats nothing and comes back from nothing: what
    goes wrong is to be counted.
*/
class Client final : private Link::Handler {
public:
    /// Is told by the loop; must not destroy the client then.
    class Listener {
    public:
        /// It has a session and its subscriptions, and its first connect is on its way.
        virtual void on_ready(Client& client) = 0;
        virtual void on_event(Client&, const Received&) {}
        virtual void on_refused(Client&, const Received&) {}
        /// It is over: as `disconnect` asked for, when the failure has no text.
        virtual void on_ended(Client& client, const client::Failure& failure) = 0;

    protected:
        ~Listener() = default;
    };

    Client(Loop& loop, const Target& target, Listener& listener, std::uint32_t number)
        : loop_(loop), target_(target), listener_(listener), number_(number)
    {
    }

    /// Also after its end, and then it is a session of its own. One that is not to stay sends no
    /// connects.
    void start(std::vector<std::string> channels, bool stays = true);

    /// Publications, as wire/messages.hpp makes them.
    void publish(std::string_view batch) { link_->send(client::Lane::command, batch); }

    void stop_reading() { link_->stop_reading(); }
    void go_on_reading() { link_->go_on_reading(); }
    void disconnect();
    /// Ends without a word to the server. `on_ended` is not called.
    void cut();

    std::uint32_t number() const { return number_; }
    const std::string& id() const { return id_; }
    bool ready() const { return phase_ == Phase::ready; }

private:
    enum class Phase { idle, handshaking, subscribing, ready, leaving };

    void on_text(std::string_view text) override;
    void on_failure(const client::Failure& failure) override;

    void handle(const Received& received);
    void on_handshake(const Received& reply);
    void on_subscribed(const Received& reply);
    void on_connect(const Received& reply);
    void subscribe();
    void connect();
    void connect_in(std::chrono::milliseconds pause);
    void become_ready();
    void refuse(std::string_view what, const Received& reply);
    void end(const client::Failure& failure);

    Loop& loop_;
    const Target& target_;
    Listener& listener_;
    std::uint32_t number_;
    Phase phase_ = Phase::idle;
    bool stays_ = true;
    std::string id_;
    std::vector<std::string> channels_;  ///< Until they are subscribed.
    std::size_t unanswered_ = 0;         ///< Subscriptions.
    std::unique_ptr<Link> link_;
    std::unique_ptr<Timer> pause_;  ///< Few servers ask for one.
};

}  // namespace halley::bench
