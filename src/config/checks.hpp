#pragma once

#include <string>

// What texts in the configuration must look like. Each check may put the text
// into its usual form, and returns what is wrong with it, to stand after the
// text in a message, or nothing.

namespace halley::config {

/// An IPv4 or IPv6 address, no host name.
std::string check_address(std::string& text);

/// The path of a Bayeux endpoint.
std::string check_path(std::string& text);

/// A cookie's name (RFC 6265, a token).
std::string check_cookie_name(std::string& text);

/// A host name or an address.
std::string check_domain(std::string& text);

/// The name of a file or of a socket.
std::string check_file(std::string& text);

/// A word of a command.
std::string check_argument(std::string& text);

/// What stands in quotes in a header.
std::string check_realm(std::string& text);

/// An origin as browsers send it (RFC 6454), or `*` for all.
std::string check_origin(std::string& text);

/// One segment of a channel, for `/service/<name>`.
std::string check_service_name(const std::string& text);

/// A broadcast channel, or a pattern of them.
std::string check_broadcast_pattern(const std::string& text);
std::string check_broadcast_channel(std::string& text);

/// The channels of a rule: a channel or a pattern of any kind but meta, whose
/// segments may be placeholders of claims.
std::string check_rule_channel(std::string& text);

/// An IP address, or a network of them such as `10.0.0.0/8`.
std::string check_network(std::string& text);

/// A user, or the value of an attribute.
std::string check_claim(std::string& text);

}  // namespace halley::config
