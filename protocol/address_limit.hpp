#pragma once

#include <string_view>

namespace halley::protocol {

/** Counts the sessions of each network address, over all shards (LIM-06).

    @par Threads
    Every shard calls it from its own thread.
*/
class AddressLimit {
public:
    virtual ~AddressLimit() = default;

    /// One more session. False when that address has as many as it may.
    virtual bool enter(std::string_view address) = 0;

    /// One that entered is gone.
    virtual void leave(std::string_view address) = 0;
};

}  // namespace halley::protocol
