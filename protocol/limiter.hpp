#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "halley/errc.hpp"
#include "halley/limit.hpp"
#include "protocol/time.hpp"

namespace halley::protocol {

/// The limit that a body or message breaks which is refused with that error.
std::optional<Limit> limit_of(Errc error) noexcept;

/** Keeps the rates of network addresses, over all shards, and is told of everything
    that a limit refuses.

    @par Threads
    Every shard calls it from its own thread.
*/
class Limiter {
public:
    virtual ~Limiter() = default;

    /// Whether `cost` more of what `rate` limits is within the rate of that address.
    virtual bool take(Limit rate, std::string_view address, std::size_t cost, TimePoint now) = 0;

    virtual void refused(Limit limit, std::string_view address) = 0;
};

}  // namespace halley::protocol
