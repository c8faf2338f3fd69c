#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "protocol/interest.hpp"

namespace halley::protocol {

/** Who subscribed to what on one shard: a trie of channel segments.

    Rules: a pattern ending in `*` matches exactly one more segment, one ending in
    `**` one or more (CHN-09, CHN-10); a session may be visited once for each of its matching
   patterns and the caller makes one copy of that (CHN-14). Matching costs the depth of the channel
   plus the matches, however many subscriptions there are.

    `Slot` is the session's slot on its shard. Names must be valid channel ids.
*/
class SubscriptionTree {
public:
    using Slot = std::uint32_t;

    SubscriptionTree();
    ~SubscriptionTree();
    SubscriptionTree(const SubscriptionTree&) = delete;
    SubscriptionTree& operator=(const SubscriptionTree&) = delete;

    /// False when that session already subscribed to that pattern (SUB-09).
    bool subscribe(std::string_view pattern, Slot session);

    /// False when there was no such subscription (SUB-14, SUB-15).
    bool unsubscribe(std::string_view pattern, Slot session);

    /// Calls `visit(Slot)` for every subscription that matches the channel name.
    /// `visit` must not subscribe or unsubscribe.
    template <class Visit> void match(std::string_view channel, Visit&& visit) const
    {
        matches_.clear();
        collect(channel, matches_);
        for (const auto* list : matches_) {
            for (const Slot session : *list)
                visit(session);
        }
    }

    /// What other shards may know of it.
    const Interest& interest() const noexcept { return interest_; }

    std::size_t size() const noexcept { return size_; }    ///< Subscriptions.
    std::size_t nodes() const noexcept { return nodes_; }  ///< Memory must return to zero.

private:
    struct Node;
    using List = std::vector<Slot>;

    /// One session in one list.
    struct Place {
        const List* list;
        Slot session;
        bool operator==(const Place&) const = default;
    };
    struct PlaceHash {
        std::size_t operator()(const Place& place) const noexcept
        {
            const auto key =
                reinterpret_cast<std::uintptr_t>(place.list) ^ (std::uint64_t{place.session} << 32);
            return static_cast<std::size_t>(key * 0x9e3779b97f4a7c15ULL >> 7);
        }
    };

    void collect(std::string_view channel, std::vector<const List*>& lists) const;
    void prune(Node* node);

    std::unique_ptr<Node> root_;
    // Where a session stands in a list, so that leaving costs the same however
    // long the list is.
    boost::unordered_flat_map<Place, std::size_t, PlaceHash> places_;
    Interest interest_;
    std::size_t size_ = 0;
    std::size_t nodes_ = 0;
    mutable std::vector<const List*> matches_;
};

}  // namespace halley::protocol
