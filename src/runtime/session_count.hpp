#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "protocol/address_limit.hpp"

namespace halley::runtime {

/** The sessions of each address; of IPv6 each network of 64 bits, which is what
    one subscriber has.

    Locked, since addresses have no home shard: once for a session's beginning and
    once for its end.
*/
class SessionCount final : public protocol::AddressLimit {
public:
    explicit SessionCount(std::size_t most) : most_(most) {}

    bool enter(std::string_view address) override;
    void leave(std::string_view address) override;

private:
    const std::size_t most_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::size_t> sessions_;
};

}  // namespace halley::runtime
