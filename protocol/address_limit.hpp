#pragma once

#include <optional>
#include <string_view>

#include "halley/limit.hpp"

namespace halley::protocol {

/** Counts the sessions of each network address, and all of them, over all shards
    (LIM-06).

    @par Threads
    Every shard calls it from its own thread.
*/
class AddressLimit {
public:
    virtual ~AddressLimit() = default;

    /// One more session. Which limit forbids it, if one does.
    virtual std::optional<Limit> enter(std::string_view address) = 0;

    /// One that entered is gone.
    virtual void leave(std::string_view address) = 0;
};

}  // namespace halley::protocol
