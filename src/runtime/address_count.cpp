#include "src/runtime/address_count.hpp"

#include <utility>

#include "src/runtime/network_of.hpp"

namespace halley::runtime {

bool AddressCount::enter(std::string_view address)
{
    if (most_ == 0) return true;
    auto network = network_of(address);
    const std::lock_guard lock{mutex_};
    auto& count = by_network_[std::move(network)];
    if (count >= most_) return false;
    ++count;
    return true;
}

void AddressCount::leave(std::string_view address)
{
    if (most_ == 0) return;
    const auto network = network_of(address);
    const std::lock_guard lock{mutex_};
    const auto found = by_network_.find(network);
    if (found != by_network_.end() && --found->second == 0) by_network_.erase(found);
}

}  // namespace halley::runtime
