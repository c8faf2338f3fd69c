#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace halley::test {

/// Far more than any test needs; only a failing test waits for it.
constexpr std::chrono::seconds patience{20};

/** A blocking connection to the server under test.

    Whatever does not happen within `patience`, throws.
*/
class TcpClient {
public:
    explicit TcpClient(std::uint16_t port, const std::string& address = "127.0.0.1");
    TcpClient(TcpClient&& other) noexcept;
    TcpClient& operator=(TcpClient&& other) noexcept;
    ~TcpClient();

    /// Shakes hands; throws with OpenSSL's reason when that fails.
    void start_tls(SSL_CTX* context, SSL_SESSION* resumed = nullptr);
    /// For what a test wants to know of it. Null without TLS.
    SSL* tls() const noexcept { return tls_.get(); }

    void send(std::string_view bytes);
    /// Sends until the server takes no more for that long; `bytes` is what is left.
    void send_while_taken(std::string_view& bytes, std::chrono::milliseconds time);

    /// Exactly that many bytes; throws when the connection ends before.
    std::string read(std::size_t size);
    /// Everything up to and including `mark`.
    std::string read_until(std::string_view mark);
    /// Everything until the server closes or resets the connection.
    std::string read_to_end();

    /// Whether something has arrived, without waiting.
    bool has_input();
    /// Whether the server ends the connection without sending anything first.
    bool ends();

    void finish();  ///< Half-closes.
    void reset();   ///< Breaks the connection off.
    void close();
    void set_receive_buffer(int bytes);

private:
    bool fill();

    int socket_ = -1;
    std::shared_ptr<SSL> tls_;
    std::string buffer_;
};

}  // namespace halley::test
