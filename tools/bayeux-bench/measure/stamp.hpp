#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halley::bench {

/// What a published event tells about itself when it comes back.
struct Stamp {
    std::uint32_t stream = 0;
    std::uint32_t number = 0;
    std::uint64_t due = 0;  ///< When it was to be published, in microseconds of the run.

    bool operator==(const Stamp&) const = default;
};

/// Appends `data` for it: a JSON string of `size` bytes with its quotes, or as long as it must be.
void append_text(std::string& out, const Stamp& stamp, std::size_t size);

/// The same as an object, for those who take objects only.
void append_object(std::string& out, const Stamp& stamp, std::size_t size);

/// A message of CometD's benchmark: somebody says `size` characters in a room.
void append_chat(
    std::string& out, const Stamp& stamp, std::uint32_t room, std::uint32_t user, std::size_t size);

/// The stamp of `data` as it came, whatever a server has done to its spaces and order of members.
std::optional<Stamp> stamp_in(std::string_view data);

}  // namespace halley::bench
