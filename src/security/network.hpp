#pragma once

#include <optional>
#include <string_view>

#include <boost/asio/ip/address.hpp>

namespace halley::security {

/// An IPv4 address as such, also where it stands in IPv6's notation.
boost::asio::ip::address unmapped(const boost::asio::ip::address& address);

/// A range of IP addresses: `10.0.0.0/8`, `2001:db8::/32`, or one address.
class Network {
public:
    /// Nothing when it is none, or when bits are set behind its prefix.
    static std::optional<Network> parse(std::string_view text);

    /// IPv4 and IPv6 each for itself; mapped addresses count as IPv4.
    bool contains(const boost::asio::ip::address& address) const;

private:
    Network(const boost::asio::ip::address_v6& prefix, unsigned bits) : prefix_(prefix), bits_(bits)
    {
    }

    boost::asio::ip::address_v6 prefix_;  ///< IPv4 as mapped.
    unsigned bits_;
};

}  // namespace halley::security
