#include "src/runtime/session_count.hpp"

#include <algorithm>

#include "src/net.hpp"

namespace halley::runtime {

namespace {

std::string network_of(std::string_view address)
{
    error_code error;
    const auto ip = asio::ip::make_address(address, error);
    if (error || !ip.is_v6()) return std::string{address};
    auto bytes = ip.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return asio::ip::address_v6{bytes}.to_string();
}

}  // namespace

bool SessionCount::enter(std::string_view address)
{
    auto network = network_of(address);
    const std::lock_guard lock{mutex_};
    auto& sessions = sessions_[std::move(network)];
    if (sessions >= most_) return false;
    ++sessions;
    return true;
}

void SessionCount::leave(std::string_view address)
{
    const auto network = network_of(address);
    const std::lock_guard lock{mutex_};
    const auto found = sessions_.find(network);
    if (found != sessions_.end() && --found->second == 0) sessions_.erase(found);
}

}  // namespace halley::runtime
