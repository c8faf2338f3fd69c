#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace halley::bench {

/// What became of the events of a run.
struct Counts {
    std::uint64_t published = 0;
    std::uint64_t refused = 0;    ///< Publications that the server did not take.
    std::uint64_t expected = 0;   ///< Deliveries of those it took, one for each subscriber.
    std::uint64_t delivered = 0;  ///< Without the doubled ones.
    std::uint64_t lost = 0;
    std::uint64_t doubled = 0;
    std::uint64_t reordered = 0;  ///< Came behind one that was published later.
    std::uint64_t foreign = 0;    ///< Came to somebody who is not subscribed, or were never sent.

    bool sound() const { return refused + lost + doubled + reordered + foreign == 0; }
};

/** Keeps account of each event: who published it where, and whether each subscriber has got it once
    and in order.

    The events of one publisher on one channel are a stream; Bayeux keeps order within it and
    nowhere else. Subscribers are known by their position among those of the channel.
*/
class Ledger {
public:
    using StreamId = std::uint32_t;

    /// The stream of this publisher and channel, which has so many subscribers.
    StreamId stream(std::uint32_t publisher, std::uint32_t channel, std::uint32_t subscribers);

    /// The next event of a stream is published; its number in the stream, from 0.
    std::uint32_t publish(StreamId id);
    /// A publication on a channel with so many subscribers was not taken.
    void refuse(std::uint32_t subscribers);

    /// One that was published on `channel` has come. False when it must not have.
    bool receive(StreamId id, std::uint32_t number, std::uint32_t channel, std::uint32_t position);
    /// One that nobody has published, or for others, has come.
    void receive_foreign() { ++foreign_; }

    std::uint32_t publisher_of(StreamId id) const { return streams_[id].publisher; }

    std::uint64_t delivered() const { return delivered_; }
    std::uint64_t published() const { return published_; }
    std::uint64_t expected() const { return expected_; }
    bool complete() const { return delivered_ >= expected_; }

    Counts counts() const;

private:
    struct Stream {
        std::uint32_t publisher;
        std::uint32_t channel;
        std::uint32_t published = 0;
        std::vector<std::uint32_t> next;  ///< By position: the number that is due.
    };

    bool receive_late(StreamId id, std::uint32_t number, std::uint32_t position);

    std::unordered_map<std::uint64_t, StreamId> ids_;  ///< By publisher and channel.
    std::vector<Stream> streams_;
    /// Numbers that were overtaken, by stream and position.
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> missing_;
    std::uint64_t published_ = 0;
    std::uint64_t refused_ = 0;
    std::uint64_t expected_ = 0;
    std::uint64_t delivered_ = 0;
    std::uint64_t doubled_ = 0;
    std::uint64_t reordered_ = 0;
    std::uint64_t foreign_ = 0;
};

}  // namespace halley::bench
