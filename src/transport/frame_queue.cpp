#include "src/transport/frame_queue.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace halley::transport {

using protocol::Delivery;
using protocol::Envelope;

namespace {

std::size_t items(const Delivery& delivery)
{
    return delivery.events.size() + (delivery.replies.empty() ? 0 : 1);
}

std::string_view item(const Delivery& delivery, std::size_t index)
{
    return index < delivery.events.size() ? delivery.events[index]->text() : delivery.replies;
}

}  // namespace

void FrameQueue::push(Delivery&& delivery)
{
    if (items(delivery) == 0) return;
    for (std::size_t index = 0; index < items(delivery); ++index)
        bytes_ += item(delivery, index).size();
    waiting_.push_back(std::move(delivery));
}

runtime::BufferSpan FrameQueue::next_frame()
{
    if (writing_.empty()) std::swap(writing_, waiting_);
    frame_end_ = at_;
    if (writing_[at_.delivery].envelope == Envelope::array) {
        gather_array();
    } else {
        gather_object();
    }
    return pieces_.buffers();
}

void FrameQueue::gather_array()
{
    pieces_.add("[");
    while (frame_end_.delivery < writing_.size()) {
        const auto& delivery = writing_[frame_end_.delivery];
        if (delivery.envelope != Envelope::array) break;
        const auto text = item(delivery, frame_end_.item);
        if (frame_bytes_ > 0) {
            if (frame_bytes_ + text.size() > largest_merge) break;
            pieces_.add(",");
        }
        pieces_.add(text);
        frame_bytes_ += text.size();
        if (++frame_end_.item == items(delivery)) frame_end_ = {frame_end_.delivery + 1, 0};
    }
    pieces_.add("]");
}

void FrameQueue::gather_object()
{
    const auto& delivery = writing_[at_.delivery];
    auto text = item(delivery, at_.item);
    frame_bytes_ = text.size();
    if (at_.item < delivery.events.size() && !delivery.prefix.empty()) {
        pieces_.add(delivery.prefix);
        text.remove_prefix(1);
    }
    pieces_.add(text);
    if (++frame_end_.item == items(delivery)) frame_end_ = {at_.delivery + 1, 0};
}

void FrameQueue::end_frame()
{
    pieces_.clear();
    bytes_ -= std::exchange(frame_bytes_, 0);
    if (at_.delivery < writing_.size()) return;
    writing_.clear();
    at_ = frame_end_ = {};
}

std::vector<Delivery> FrameQueue::take_rest()
{
    std::vector<Delivery> rest;
    for (auto index = at_.delivery; index < writing_.size(); ++index) {
        auto& delivery = writing_[index];
        if (index == at_.delivery) {
            const auto written = std::min(at_.item, delivery.events.size());
            delivery.events.erase(delivery.events.begin(),
                                  delivery.events.begin() + static_cast<std::ptrdiff_t>(written));
        }
        rest.push_back(std::move(delivery));
    }
    for (auto& delivery : waiting_)
        rest.push_back(std::move(delivery));
    *this = FrameQueue{};
    return rest;
}

}  // namespace halley::transport
