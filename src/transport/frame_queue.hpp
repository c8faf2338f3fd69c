#pragma once

#include <cstddef>
#include <vector>

#include "protocol/action.hpp"
#include "src/runtime/pieces.hpp"

namespace halley::transport {

/** Turns deliveries into the frames of one streaming outlet.

    Rules:
    - Everything keeps its order. Deliveries in array envelopes that wait
      together go out as one frame `[e1,e2,r1,e3,r2]`, up to `largest_merge`
      bytes, since clients bound what they accept. One event is never cut.
    - In object envelopes, an event is a frame, and so are a delivery's replies.
    - One frame is being written at a time; what arrives meanwhile waits.
    - The events of a delivery count as sent when the last of them is written.
*/
class FrameQueue {
public:
    static constexpr std::size_t largest_merge = 60 * 1024;

    void push(protocol::Delivery&& delivery);

    bool empty() const noexcept { return writing_.empty() && waiting_.empty(); }

    /// How much waits or is being written.
    std::size_t bytes() const noexcept { return bytes_; }

    /// The next frame, valid until `on_written` or `take_rest`. Not to be called when empty.
    runtime::BufferSpan next_frame();

    /// That frame was written. Calls `sent(owner)` for each delivery whose events are all out now.
    template <class Sent> void on_written(Sent&& sent)
    {
        while (at_ != frame_end_) {
            const auto& delivery = writing_[at_.delivery];
            const auto events = delivery.events.size();
            const bool passed = at_.delivery < frame_end_.delivery;
            if (at_.item < events && (passed || frame_end_.item >= events)) sent(delivery.owner);
            at_ = passed ? Position{at_.delivery + 1, 0} : frame_end_;
        }
        end_frame();
    }

    /// Everything that was not written, in order; of a delivery that was
    /// written in part, the rest of it. The queue is empty afterwards.
    std::vector<protocol::Delivery> take_rest();

private:
    // An item is an event, or the replies as a whole, which come after the events.
    struct Position {
        std::size_t delivery = 0;
        std::size_t item = 0;
        bool operator==(const Position&) const = default;
    };

    void gather_array();
    void gather_object();
    void end_frame();

    std::vector<protocol::Delivery> writing_;  ///< Does not move while a frame leads into it.
    std::vector<protocol::Delivery> waiting_;
    Position at_;
    Position frame_end_;
    runtime::Pieces pieces_;
    std::size_t bytes_ = 0;
    std::size_t frame_bytes_ = 0;  ///< Of the items in the frame being written.
};

}  // namespace halley::transport
