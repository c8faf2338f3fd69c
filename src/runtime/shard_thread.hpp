#pragma once

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "protocol/shard.hpp"
#include "src/net.hpp"
#include "src/runtime/backends.hpp"
#include "src/runtime/connections.hpp"
#include "src/runtime/environment.hpp"
#include "src/runtime/letter.hpp"
#include "src/runtime/listener.hpp"
#include "src/runtime/loop_post.hpp"
#include "src/runtime/mailbox.hpp"
#include "src/runtime/outlet_table.hpp"
#include "src/runtime/random_bytes.hpp"

namespace halley::runtime {

class ShardThread;
using ShardThreads = std::vector<std::unique_ptr<ShardThread>>;

/** A thread, its event loop and the core that it drives.

    Rules:
    - Every input to the core schedules one end of turn. It waits until the sockets
      have been read empty, or for a bounded time: what one client gets by all that
      input leaves in one write. There the core's actions are carried out, and what
      crosses shards leaves as one batch for each target.
    - What a lost outlet did not write goes back to its owners at the end of the
      turn, and only then the core hears of the loss.
    - A delivery for an outlet that is not open goes back the same way, and the
      shard that sent it is told of the loss (again): it must not go on sending.

    @par Threads
    `start`, `drain`, `begin_stop`, `close_connections`, `join`, `mail`, `publish`,
    `deliver` and `disconnect` are for other threads; everything else is for its own.
*/
class ShardThread {
public:
    /// `all` will hold every shard's thread, this one included, before any starts.
    ShardThread(protocol::ShardId id,
                protocol::ShardId shards,
                Environment& environment,
                const ShardThreads& all);
    ~ShardThread();
    ShardThread(const ShardThread&) = delete;
    ShardThread& operator=(const ShardThread&) = delete;

    /// Accepts from `listener` once the thread is started.
    void add_listener(Listener listener);
    void start();

    /// Stops accepting, and lets the core end its sessions over a while. `drained` is
    /// called when there are none left.
    void drain(std::function<void()> drained);

    /// Stops accepting, and lets the core answer what is held. Ready when its
    /// letters have been posted.
    std::future<void> begin_stop();

    /// Lets every connection finish and close. Ready when there are none left.
    std::future<void> close_connections();

    /// Ends the loop, whatever is going on, and waits for the thread.
    void join();

    /// From another shard's thread.
    void mail(std::vector<Letter> letters);

    // From any thread: what the program around the server wants.
    void publish(std::string channel, std::string data);
    void deliver(std::string client_id, std::string channel, std::string data);
    void disconnect(std::string client_id);

    // For listeners, connections and transports.
    Loop& loop() noexcept { return loop_; }
    Environment& environment() noexcept { return environment_; }
    Connections& connections() noexcept { return connections_; }
    bool stopping() const noexcept { return environment_.stopping; }
    const std::shared_ptr<LoopPost>& post() const noexcept { return post_; }

    /// A batch to read the next message into. `submit` gives it back empty.
    protocol::Batch& scratch_batch() noexcept { return batch_; }

    /// Where bytes are read to that are looked at before anything else is read.
    std::span<char> read_space() noexcept { return read_space_; }

    /// Some input has come, if only a part of a message: more may be waiting behind it.
    void heard() noexcept { heard_ = true; }

    protocol::Outlet open_outlet(std::shared_ptr<OutletWriter> writer, bool streaming);
    void submit(const protocol::Outlet& from,
                const protocol::RequestPtr& request,
                protocol::Batch& batch);

    /// Opens a one-way outlet that shall be the stream of a session. What the core
    /// says to that reaches `writer` later.
    protocol::Outlet open_stream(std::shared_ptr<OutletWriter> writer,
                                 const protocol::RequestPtr& request,
                                 std::string client_id);

    /// The events of one delivery were written.
    void sent(const protocol::SessionRef& owner);

    /// A delivery was not written.
    void give_back(protocol::Delivery delivery);

    /// This outlet will not be written any more.
    void lost(const protocol::Outlet& outlet);

private:
    /// A shard has sent to an outlet that is not open.
    struct Stale {
        protocol::ShardId sender;
        protocol::Outlet outlet;
    };

    void schedule_turn();
    void post_end_of_turn();
    void end_turn();
    bool settle_losses();
    void return_events(const protocol::SessionRef& owner, std::vector<protocol::EventPtr> events);
    void post_letters();
    void collect_letters();
    void arm_timer();
    void on_timer();
    void notice_empty();
    void close_listeners();

    void refuse(const protocol::Outlet& outlet, protocol::Delivery delivery);
    void tell_left(protocol::SessionRef session);

    // What the core wants done, and what arrives by mail.
    void handle(protocol::Respond action);
    void handle(protocol::Send&& action);
    void handle(const protocol::Close& action);
    void handle(protocol::Fan action);
    void handle(protocol::Forward action);
    void handle(const protocol::OpenService& action);
    void handle(protocol::WriteService action);
    void handle(const protocol::ResumeService& action);
    void handle(const protocol::FinishService& action);
    void handle(const protocol::AbortService& action);
    void handle(const protocol::EventPtr& event);
    void handle(std::unique_ptr<protocol::Exchange> exchange);
    void handle(const Lost& letter);
    void handle(Returned letter);
    void handle(const Sent& letter);
    void handle(const Left& letter);

    const protocol::ShardId id_;
    Environment& environment_;
    const ShardThreads& all_;
    RandomBytes random_;
    const std::shared_ptr<LoopPost> post_;
    protocol::Shard core_;
    Connections connections_;
    OutletTable outlets_;
    Mailbox<Letter> mailbox_;
    std::vector<std::vector<Letter>> outgoing_;  ///< By target.
    std::vector<protocol::Delivery> undelivered_;
    std::vector<protocol::Outlet> lost_;
    std::vector<Stale> stale_;
    LeftSessions left_;  ///< In this turn.
    protocol::Batch batch_;
    static constexpr std::size_t read_size = 64 * 1024;
    std::vector<char> read_space_ = std::vector<char>(read_size);
    bool turn_scheduled_ = false;
    protocol::TimePoint gather_until_;
    unsigned quiet_laps_ = 0;  ///< Since something was heard.
    bool heard_ = false;
    std::optional<std::promise<void>> empty_;  ///< Somebody waits until no connection is left.
    std::function<void()> drained_;            ///< Or until no session is.

    // Destroyed before everything that its pending handlers refer to.
    Loop loop_{1};
    asio::executor_work_guard<Executor> work_;
    Timer timer_;
    std::optional<protocol::TimePoint> timer_at_;
    std::vector<Listener> listeners_;
    Backends backends_;
    std::thread thread_;
};

}  // namespace halley::runtime
