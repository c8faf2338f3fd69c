#pragma once

#include <memory>
#include <string>

#include "src/net.hpp"
#include "tools/client/peer.hpp"
#include "tools/client/session.hpp"
#include "tools/client/transport.hpp"

namespace halley::client {

enum class TransportKind { long_polling, websocket };

/// What happens to a client. Any command of it may be called from here.
class ClientHandler {
public:
    virtual void on_event(const Event& event) = 0;
    virtual void on_subscribed(const Subscribed& subscribed) = 0;
    virtual void on_published(const Published& published) = 0;
    virtual void on_notice(const Notice& notice) = 0;
    /// The last call of all.
    virtual void on_ended(const Ended& ended) = 0;

protected:
    ~ClientHandler() = default;
};

/** A Bayeux client on an io_context: a `Session` with a transport and a clock.

    Everything is asynchronous, and nothing happens before the loop runs. Loop and handler must
    outlive it; it may go once it has ended, or the loop has.
*/
class Client final : private TransportHandler {
public:
    /// Of `session`, the connection type is set as `kind` says.
    Client(Loop& loop,
           std::shared_ptr<Peer> peer,
           TransportKind kind,
           SessionOptions session,
           ClientHandler& handler);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void start();
    void subscribe(std::string channel);
    std::uint64_t publish(std::string channel, std::string data, std::string ext = {});
    void disconnect();

    bool connected() const { return session_.connected(); }

private:
    void on_text(std::string_view text) override;
    void on_failure(const Failure& failure) override;

    void turn();
    void perform(Action action);
    void arm();
    void on_timer();

    Loop& loop_;
    std::shared_ptr<Peer> peer_;
    TransportKind kind_;
    ClientHandler& handler_;
    Session session_;
    std::shared_ptr<Transport> transport_;
    Timer timer_;
    TimePoint armed_ = TimePoint::max();
    bool turning_ = false;
};

}  // namespace halley::client
