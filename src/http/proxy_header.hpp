#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace halley::http {

/** The head that proxies put before a connection: PROXY protocol, version 1 (text)
    and 2 (binary), as HAProxy defines it.

    Read it in the pieces it asks for: what follows it belongs to somebody else.
*/
class ProxyHeader {
public:
    enum class State { reading, complete, malformed };

    /// How many bytes it needs next.
    std::size_t wants() const noexcept;

    /// Takes the bytes that it wanted.
    State receive(std::string_view bytes);

    /// The client's address; empty when the proxy speaks for itself or does not know.
    const std::string& address() const noexcept { return address_; }

private:
    State read_text();
    State read_binary();

    std::string read_;
    std::string address_;
};

}  // namespace halley::http
