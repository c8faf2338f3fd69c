#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "protocol/outlet.hpp"

namespace halley::protocol {

/// Fills the span with cryptographically secure random bytes.
using RandomSource = std::function<void(std::span<unsigned char>)>;

/** Names a session to its client: the home shard and 130 random bits.

    32 characters or fewer of `a-z` and `2-7` (HSK-10); no counter, nothing to
    guess (HSK-11).
*/
std::string make_client_id(ShardId home, const RandomSource& random);

/// The home shard inside `text`; nothing when it cannot be an id of ours.
std::optional<ShardId> home_of(std::string_view text) noexcept;

/// A browser id for the session cookie, of the same form: all sessions of one
/// browser have their home where the first one had it, and so they can be counted.
std::string make_browser_id(ShardId home, const RandomSource& random);

}  // namespace halley::protocol
