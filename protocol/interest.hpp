#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace halley::protocol {

/** Which channels the sessions of one shard may be subscribed to, for the other
    shards to see: one without subscribers need not hear of an event.

    A counting Bloom filter of patterns: it may say yes without a reason, but never
    no to a channel that some pattern matches.

    @par Threads
    `add` and `remove` are for the thread of the shard, `may_match` for any. A
    pattern that was added before a client was told so is seen by every publisher
    who has heard from that client.
*/
class Interest {
public:
    /// A pattern has its first subscriber.
    void add(std::string_view pattern) noexcept;

    /// It has lost its last.
    void remove(std::string_view pattern) noexcept;

    bool may_match(std::string_view channel) const noexcept;

private:
    // 64 KiB. With 1000 patterns one bucket in 17 is taken, and a channel looks at two
    // more of them than it has segments.
    static constexpr std::size_t buckets = 16 * 1024;

    std::array<std::atomic<std::uint32_t>, buckets> patterns_{};
};

}  // namespace halley::protocol
