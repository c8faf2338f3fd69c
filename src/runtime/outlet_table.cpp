#include "src/runtime/outlet_table.hpp"

#include <utility>

namespace halley::runtime {

protocol::Outlet OutletTable::open(std::shared_ptr<OutletWriter> writer, bool streaming)
{
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(entries_.size()));
        entries_.emplace_back();
    }
    const auto slot = free_.back();
    free_.pop_back();
    auto& entry = entries_[slot];
    entry.writer = std::move(writer);
    ++entry.generation;
    entry.forwarded = false;
    return {shard_, slot, entry.generation, streaming};
}

OutletWriter* OutletTable::find(const protocol::Outlet& outlet) const
{
    if (outlet.shard != shard_ || outlet.slot >= entries_.size()) return nullptr;
    const auto& entry = entries_[outlet.slot];
    return entry.generation == outlet.generation ? entry.writer.get() : nullptr;
}

void OutletTable::mark_forwarded(const protocol::Outlet& outlet)
{
    if (find(outlet)) entries_[outlet.slot].forwarded = true;
}

OutletTable::Closed OutletTable::close(const protocol::Outlet& outlet)
{
    if (!find(outlet)) return {};
    auto& entry = entries_[outlet.slot];
    free_.push_back(outlet.slot);
    return {std::move(entry.writer), entry.forwarded};
}

}  // namespace halley::runtime
