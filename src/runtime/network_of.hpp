#pragma once

#include <string>
#include <string_view>

namespace halley::runtime {

/// What limits by address count by: an IPv4 address, and of IPv6 the network of 64
/// bits, which is what one subscriber has.
std::string network_of(std::string_view address);

}  // namespace halley::runtime
