#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halley/config.hpp"
#include "halley/logger.hpp"
#include "protocol/service_event.hpp"
#include "services/bounded_log.hpp"
#include "services/rpc/action.hpp"
#include "services/rpc/backoff.hpp"
#include "services/rpc/may_publish.hpp"
#include "services/rpc/pending_calls.hpp"
#include "services/rpc/rpc_message.hpp"

namespace halley::services::rpc {

/** The JSON-RPC 2.0 of many clients over few lines to one backend, without I/O.

    Rules:
    - Every call of a client gets exactly one answer, the backend's or an error of
      ours, as long as the client is there. Answers come in any order.
    - On a line a call has a number of ours for its id; nothing else of a request
      is changed. A batch whose requests are not all in order goes out without
      the others.
    - A call goes out on the line with the fewest pending, or fails at once: it
      never waits for a line.
    - The lines are opened with the first client and then kept: a lost one comes
      back after a pause. While none is up and the last attempt has failed,
      clients and calls fail at once.
    - With `hello` a line is told of every client before it gets calls of it,
      also when it comes back.
    - The calls of a client that has gone count until they are answered or overdue,
      since the backend still has them.

    Call the inputs in any order, then `poll` until it has nothing more.
*/
class Multiplexer {
public:
    using TimePoint = protocol::TimePoint;

    struct Settings {
        std::string name{};
        std::size_t lines = 1;
        std::size_t max_pending = 10'000;
        std::size_t early_bytes = 1024 * 1024;  ///< Of a client that is not open yet.
        std::chrono::milliseconds call_timeout{30'000};
        std::chrono::milliseconds greeting_timeout{3'000};  ///< Until all clients are announced.
        bool hello = false;
        std::vector<std::string> may_publish{};
    };

    /// @throws std::invalid_argument when `may_publish` has something that is no pattern.
    Multiplexer(Settings settings, Chance chance, Logger& logger);

    // Clients.
    ClientKey open(const protocol::Caller& caller, TimePoint now);
    /// False when it was not taken, since too much of this client waits already.
    bool write(ClientKey client, std::string text, TimePoint now);
    void close(ClientKey client);

    // Lines.
    void line_opened(std::size_t line, TimePoint now);
    void line_received(std::size_t line, std::string_view text, TimePoint now);
    void line_written(const WriteLine& written, bool full, TimePoint now);
    /// It is not full any more.
    void line_ready(std::size_t line, TimePoint now);
    /// It took nothing of that, since too much waits.
    void line_refused(const WriteLine& refused, bool full, TimePoint now);
    void line_ended(std::size_t line, Errc error, TimePoint now);

    void handle_timeout(TimePoint now);
    std::optional<TimePoint> next_timeout() const;

    std::optional<Action> poll();

    std::size_t pending() const noexcept { return pending_.size(); }

private:
    struct Line {
        enum class State {
            unused,
            opening,
            greeting,  ///< Open; the clients are being announced.
            up,        ///< Takes calls.
            waiting,   ///< Lost; comes back at `due`.
        };
        State state = State::unused;
        bool lost_before = false;
        bool full = false;
        bool announcing = false;  ///< An announcement is on its way.
        ClientKey announced = 0;  ///< It knows of the clients up to this one.
        std::size_t pending = 0;
        TimePoint due;  ///< Until when it must have greeted, or when it comes back.
        TimePoint up_since;
        Backoff backoff;
    };

    struct Client {
        bool open = false;
        std::size_t early_bytes = 0;
        std::vector<std::string> early;                  ///< What was written before it was open.
        std::unique_ptr<const protocol::Caller> caller;  ///< With `hello`.
    };

    enum class Health { unknown, up, down };

    // multiplexer_lines.cpp
    bool any(Line::State state) const;
    bool first_attempts() const;
    void connect();
    void greet(std::size_t line, TimePoint now);
    void announced_all(std::size_t line, TimePoint now);
    void lose(std::size_t line, Errc error, TimePoint now);
    void went_down(Errc error);
    void tell_lines_of_end(const protocol::Caller& caller, ClientKey client);

    // multiplexer_calls.cpp
    void request(ClientKey client, std::string_view text, TimePoint now);
    void
    forward(ClientKey client, const std::vector<RpcMessage>& requests, bool batch, TimePoint now);
    std::optional<Fault> fault_of(const RpcMessage& request) const;
    std::optional<std::size_t> choose_line(ClientKey client) const;
    void fail(std::vector<Call> calls, Fault fault);
    void tell(ClientKey client, const std::vector<std::string>& texts, bool batch);
    struct Answer {
        ClientKey client;
        std::string text;
    };
    std::optional<Answer> receive(std::size_t line, const RpcMessage& message, TimePoint now);
    void notified(std::string_view text, TimePoint now);

    Settings settings_;
    Chance chance_;
    Logger& logger_;
    MayPublish may_publish_;
    std::vector<Line> lines_;
    std::map<ClientKey, Client> clients_;
    ClientKey next_client_ = 1;
    PendingCalls pending_;
    std::deque<Action> actions_;
    Health health_ = Health::unknown;
    BoundedLog forbidden_;
    BoundedLog unaddressed_;
};

}  // namespace halley::services::rpc
