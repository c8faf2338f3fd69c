#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/event.hpp"
#include "protocol/event_queue.hpp"

namespace halley::protocol {

/** What a client of the ack extension was given and has not confirmed (ACK-01 to ACK-17).

    Rules: every connect that succeeds closes a batch and tells its number, from 1
    upwards; the client's next connect confirms the last batch it has received.
    What a connect does not confirm is sent again, before anything newer, and
    still belongs to the batch that it was in first. Where the answer could not
    take it along, confirming the number that it told confirms nothing older.
*/
class Acknowledgements {
public:
    /// A connect is being answered: the number that its reply tells (ACK-03).
    /// Events that leave from now on belong to that batch.
    std::uint64_t close_batch() noexcept { return ++batch_; }
    std::uint64_t batch() const noexcept { return batch_; }

    /// A connect arrives: what it confirms is forgotten. A number that was never
    /// told confirms nothing (ACK-08, ACK-09, ACK-10).
    void on_connect(std::optional<long long> confirmed);

    /// Whether there is something to send again.
    bool resends() const noexcept { return again_; }

    /// Events are leaving: what has to be sent again, then the fresh ones.
    std::vector<EventPtr> deliver(std::vector<EventPtr> fresh);

    /// What is kept counts against the bounds of the session's queue (ACK-14).
    QueueUsage usage() const noexcept { return {sent_.size(), bytes_}; }

private:
    struct Sent {
        std::uint64_t batch;
        EventPtr event;
    };

    std::uint64_t batch_ = 0;
    std::deque<Sent> sent_;
    std::size_t bytes_ = 0;
    bool again_ = false;
};

/// `ext.ack` of a handshake: only `true` asks for it (ACK-01).
bool asks_for_ack(std::string_view ext);

/// `ext.ack` of a connect.
std::optional<long long> confirmed_batch(std::string_view ext);

}  // namespace halley::protocol
