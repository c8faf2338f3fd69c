#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "protocol/exchange.hpp"
#include "src/beast.hpp"
#include "src/http/answer.hpp"
#include "src/net.hpp"
#include "src/runtime/connections.hpp"
#include "src/runtime/outlet_table.hpp"
#include "src/runtime/pieces.hpp"
#include "src/runtime/shard_thread.hpp"
#include "src/tls/client_socket.hpp"
#include "src/transport/transport.hpp"

namespace halley::http {

/** One client's HTTP/1.1 connection: requests are served one after the other.

    Rules:
    - A request has one deadline for its head and body together (LIM-09). While
      its exchange is held there is none: that time is the core's.
    - While an exchange is held, the socket is watched without taking bytes from
      it, so a client that hangs up is noticed at once (LP-23), and what it has
      sent ahead waits in the kernel (LP-27).
    - Pending operations own the connection; `socket_.close` ends them all.
*/
class HttpConnection final : public std::enable_shared_from_this<HttpConnection>,
                             public runtime::Connection,
                             public runtime::OutletWriter {
public:
    /// @param peer the address of who has connected, or for whom a proxy has.
    static void start(runtime::ShardThread& shard,
                      tls::ClientSocket socket,
                      std::string peer,
                      runtime::PlacePtr place);
    HttpConnection(runtime::ShardThread& shard,
                   tls::ClientSocket socket,
                   std::string peer,
                   runtime::PlacePtr place);

    // For transports, while they serve a request.
    runtime::ShardThread& shard() noexcept { return shard_; }
    /// What the core wants to know about who sends the request.
    protocol::Request about(const HttpRequest& request) const;
    /// Lines for the head of the answer, which `HttpConnection` adds to its own.
    const std::string& cors() const noexcept { return cors_; }

    /// Which answers events may ride on.
    enum class Carries { events, events_with_connects };

    /// Gives a batch to the core; what it responds answers the request.
    void open_exchange(const HttpRequest& request,
                       protocol::Batch& batch,
                       Carries carries = Carries::events);

    /// Nothing if the client has sent on without waiting for the switch of protocols.
    std::optional<tls::ClientSocket> release_socket();
    /// What goes with the socket.
    runtime::PlacePtr release_place() { return std::move(place_); }

    void deliver(protocol::Delivery&& delivery, std::string set_browser) override;
    void close(protocol::CloseReason) override {}
    void on_deadline() override;
    void stop() override;
    void on_left(const runtime::LeftSessions& sessions) override;

private:
    enum class Phase {
        greeting,  ///< The TLS handshake goes on.
        idle,      ///< Between requests.
        reading,   ///< A request has begun.
        asking,    ///< The policy has yet to admit it.
        holding,   ///< An exchange is open.
        writing,
        lingering,  ///< Nothing more to say; the client has yet to close.
        gone,
    };
    /// What follows a response.
    enum class Next { request, linger, disconnect };
    static constexpr std::chrono::seconds longest_linger{2};  ///< For the last of it.
    using Parser = beast::http::request_parser<beast::http::string_body>;

    struct Response {
        protocol::Delivery delivery;
        std::string set_browser;
    };

    static Task<> run(std::shared_ptr<HttpConnection> self);
    Task<> shake_hands();
    Task<> serve_next();
    Task<bool> await_request();
    Task<error_code> read_head(Parser& parser);
    Task<error_code> read_body(Parser& parser);
    void count_refusal(std::optional<Limit> limit)
    {
        if (limit) shard_.environment().limits.refused(*limit, peer_);
    }
    Task<error_code> read_more();
    Task<std::optional<Answer>> admit(const HttpRequest& request);
    Task<> await_admission();
    Task<> fail(const Parser& parser, error_code reason);
    Task<> answer(const Answer& answer);
    Task<bool> await_response();
    Task<> respond(const Framing& framing);
    Task<bool> write(Head head, const runtime::Pieces& body);
    Task<> linger();

    bool client_is_gone(bool& sent_ahead);
    void disconnect();

    runtime::ShardThread& shard_;
    tls::ClientSocket socket_;
    const std::string peer_;
    runtime::PlacePtr place_;
    beast::flat_buffer buffer_;
    std::size_t read_size_ = 0;
    Phase phase_ = Phase::idle;
    Next next_ = Next::disconnect;
    bool fresh_ = true;  ///< No request has been served yet.
    bool timed_out_ = false;
    bool keep_alive_ = true;
    bool http_1_0_ = false;
    bool head_only_ = false;
    bool body_unread_ = false;
    bool secure_ = false;  ///< The exchange's client speaks TLS to somebody.
    std::string cors_;     ///< Lines for the head of the answer.

    protocol::Outlet outlet_;
    protocol::SessionRef served_;  ///< The session that it was used for last.
    bool retired_ = false;         ///< The client of that session is to go elsewhere.
    std::optional<Response> response_;
    std::optional<Admission> admission_;
    unsigned last_ask_ = 0;  ///< What is answered too late must not answer the next.
    std::shared_ptr<const protocol::Credentials> credentials_;  ///< Of the request.
    Timer* wake_ = nullptr;  ///< Set while it is the timer that is waited for.
};

}  // namespace halley::http
