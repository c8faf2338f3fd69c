#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ssl/context.hpp>

#include "services/tls/tls_session.hpp"
#include "src/net.hpp"

namespace halley::bench {

/// Where to connect to.
struct Destination {
    Tcp::endpoint endpoint;
    std::shared_ptr<asio::ssl::context> tls;  ///< None: plain text.
    std::string server_name;                  ///< For TLS; empty for an address.
};

/** A TCP connection, with TLS or without, that reads all the time and writes at once.

    There are thousands of them in one thread, so it has no coroutine and no timer, and its buffer
    grows only as far as the server's messages ask for.
*/
class Connection : public std::enable_shared_from_this<Connection> {
public:
    /// Is told by the loop, never from within a call, and nothing more after `close` or `cut`.
    class Handler {
    public:
        virtual void on_connected() = 0;
        /// Returns how much of `bytes` is done with; the rest comes again with what follows.
        virtual std::size_t on_bytes(std::string_view bytes) = 0;
        virtual void on_disconnected(const error_code& error) = 0;

    protected:
        ~Handler() = default;
    };

    Connection(Loop& loop, Handler& handler) : socket_(loop.get_executor()), handler_(&handler) {}

    void open(const Destination& where);
    void write(std::string_view bytes);

    /// Stops reading, so that what the server sends piles up.
    void stop_reading();
    void go_on_reading();

    void close();
    /// Ends it without a word to the server's TCP: with a reset.
    void cut();

private:
    void secure(const Destination& where);
    void shake_hands();
    void begin();
    void read();
    void read_record();
    std::size_t write_some(std::string_view bytes, error_code& error);
    void on_read(std::size_t size);
    void make_room();
    void write_rest();
    void fail(const error_code& error);

    Socket socket_;
    std::optional<services::TlsSession> tls_;
    Handler* handler_;  ///< Null once it is closed.
    std::vector<char> buffer_;
    std::size_t begin_ = 0;  ///< Of what was read and is not done with.
    std::size_t end_ = 0;
    std::string unwritten_;
    bool writing_ = false;
    bool reading_ = false;
    bool stopped_ = false;  ///< Nothing is to be read.
};

}  // namespace halley::bench
