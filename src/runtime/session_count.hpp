#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <string_view>

#include "protocol/address_limit.hpp"
#include "src/runtime/address_count.hpp"

namespace halley::runtime {

/// The sessions there are: of each address, and in all. 0 is no limit.
class SessionCount final : public protocol::AddressLimit {
public:
    SessionCount(std::size_t most_per_address, std::size_t most_in_all)
        : most_in_all_(most_in_all), by_address_(most_per_address)
    {
    }

    std::optional<Limit> enter(std::string_view address) override;
    void leave(std::string_view address) override;

private:
    const std::size_t most_in_all_;
    std::atomic<std::size_t> all_{0};
    AddressCount by_address_;
};

}  // namespace halley::runtime
