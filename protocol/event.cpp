#include "protocol/event.hpp"

#include <cstring>
#include <initializer_list>
#include <new>

namespace halley::protocol {

namespace {

constexpr std::string_view before_channel = R"({"channel":")";

}  // namespace

EventPtr Event::encode(std::initializer_list<std::string_view> pieces, std::size_t channel_size)
{
    std::size_t size = 0;
    for (const auto piece : pieces)
        size += piece.size();
    auto* const place = ::operator new(sizeof(Event) + size);
    auto* const event = new (place) Event{size, static_cast<std::uint32_t>(channel_size)};
    auto* to = reinterpret_cast<char*>(event + 1);
    for (const auto piece : pieces) {
        if (!piece.empty()) std::memcpy(to, piece.data(), piece.size());
        to += piece.size();
    }
    return EventPtr{event};
}

EventPtr Event::make(std::string_view channel,
                     std::string_view data,
                     std::string_view id,
                     std::string_view ext,
                     std::string_view timestamp)
{
    const auto name = [](std::string_view value, std::string_view text) {
        return value.empty() ? std::string_view{} : text;
    };
    return encode({before_channel,
                   channel,
                   "\"",
                   name(data, R"(,"data":)"),
                   data,
                   name(id, R"(,"id":)"),
                   id,
                   name(ext, R"(,"ext":)"),
                   ext,
                   name(timestamp, R"(,"timestamp":")"),
                   timestamp,
                   name(timestamp, "\""),
                   "}"},
                  channel.size());
}

EventPtr Event::from_text(std::string_view object)
{
    return encode({object}, 0);
}

std::string_view Event::channel() const noexcept
{
    return channel_size_ == 0 ? std::string_view{}
                              : text().substr(before_channel.size(), channel_size_);
}

void Event::destroy(const Event* event) noexcept
{
    event->~Event();
    ::operator delete(const_cast<Event*>(event));
}

}  // namespace halley::protocol
