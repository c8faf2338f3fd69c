#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include <boost/smart_ptr/intrusive_ptr.hpp>

namespace halley::protocol {

class Event;
using EventPtr = boost::intrusive_ptr<const Event>;

/** A published message as its subscribers get it, encoded once.

    Only `channel`, `data`, `id` and `ext` travel (PUB-20 to PUB-23). The text is
    one JSON object that begins with `{"channel":"`. Immutable and shared by
    every subscriber on every shard.

    @par Threads
    The count is atomic; everything else is never written again.
*/
class Event {
public:
    /// Encodes an event in one allocation. `data`, `id` and `ext` are raw JSON
    /// text, empty when absent; `channel` is a valid channel name; `timestamp` is
    /// plain text without anything to escape.
    static EventPtr make(std::string_view channel,
                         std::string_view data,
                         std::string_view id = {},
                         std::string_view ext = {},
                         std::string_view timestamp = {});

    /// A complete JSON object that was encoded elsewhere, such as a reply that has
    /// to keep its place among the events of one session. It has no channel.
    static EventPtr from_text(std::string_view object);

    std::string_view text() const noexcept { return {begin(), size_}; }
    std::string_view channel() const noexcept;

    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;

    friend void intrusive_ptr_add_ref(const Event* event) noexcept
    {
        event->count_.fetch_add(1, std::memory_order_relaxed);
    }
    friend void intrusive_ptr_release(const Event* event) noexcept
    {
        if (event->count_.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy(event);
    }

private:
    static EventPtr encode(std::initializer_list<std::string_view> pieces,
                           std::size_t channel_size);
    Event(std::size_t size, std::uint32_t channel_size) : size_(size), channel_size_(channel_size)
    {
    }
    static void destroy(const Event* event) noexcept;
    const char* begin() const noexcept { return reinterpret_cast<const char*>(this + 1); }

    std::size_t size_;
    std::uint32_t channel_size_;
    mutable std::atomic<std::uint32_t> count_{0};
};

}  // namespace halley::protocol
