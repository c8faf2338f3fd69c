#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "protocol/action.hpp"
#include "protocol/outlet.hpp"

namespace halley::runtime {

/// Writes to one outlet: a WebSocket, or the answer of one HTTP exchange.
class OutletWriter {
public:
    virtual ~OutletWriter() = default;

    /// Takes a delivery, and owes its owner a word on the events in it:
    /// `ShardThread::sent` or `ShardThread::give_back`.
    virtual void deliver(protocol::Delivery&& delivery, std::string set_browser) = 0;

    /// For streaming outlets only.
    virtual void close(protocol::CloseReason reason) = 0;
};

/** The outlets of one shard's thread.

    It shares in their ownership, so a writer lives at least as long as its
    outlet is open. An outlet that was closed is never found again, though its
    slot is used for others.
*/
class OutletTable {
public:
    explicit OutletTable(protocol::ShardId shard) : shard_(shard) {}

    protocol::Outlet open(std::shared_ptr<OutletWriter> writer, bool streaming);

    /// Null when it is closed or was never open.
    OutletWriter* find(const protocol::Outlet& outlet) const;

    /// Another shard has heard of this outlet.
    void mark_forwarded(const protocol::Outlet& outlet);

    struct Closed {
        std::shared_ptr<OutletWriter> writer;  ///< Null when it was not open.
        bool forwarded = false;
    };
    Closed close(const protocol::Outlet& outlet);

    /// Gives up all writers, closed or not.
    void clear() noexcept { entries_.clear(); }

private:
    struct Entry {
        std::shared_ptr<OutletWriter> writer;
        std::uint32_t generation = 0;
        bool forwarded = false;
    };

    protocol::ShardId shard_;
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> free_;
};

}  // namespace halley::runtime
