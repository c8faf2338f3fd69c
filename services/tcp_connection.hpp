#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "services/framing/json_framer.hpp"
#include "services/service.hpp"

namespace halley::services {

/// Where the connections of one service go, and within what bounds.
struct TcpBackend {
    std::string host;
    std::uint16_t port;
    std::optional<boost::asio::ip::address> address;  ///< When the host is one: no lookup.
    std::chrono::milliseconds connect_timeout;
    ServiceLimits limits;
};

/** The socket of one `ServiceConnection`.

    Two coroutines at most run on it: `run` opens and reads, and reports all
    there is to report but the timeout; `send` lives while there is something to
    write. They alone own it, so that it never outlives its `io_context`.
*/
class TcpConnection : public std::enable_shared_from_this<TcpConnection> {
public:
    using Executor = boost::asio::io_context::executor_type;

    TcpConnection(boost::asio::io_context& context,
                  std::shared_ptr<const TcpBackend> backend,
                  protocol::ServiceRef ref,
                  ServiceSink sink);

    void start();
    bool write(std::string bytes);
    void finish();
    void abort();

private:
    using Tcp = boost::asio::ip::tcp;
    using Socket = boost::asio::basic_stream_socket<Tcp, Executor>;
    using Resolver = boost::asio::ip::basic_resolver<Tcp, Executor>;
    using Timer =
        boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                          boost::asio::wait_traits<std::chrono::steady_clock>,
                                          Executor>;
    using ErrorCode = boost::system::error_code;
    template <class Value = void> using Task = boost::asio::awaitable<Value, Executor>;

    static Task<> run(std::shared_ptr<TcpConnection> self);
    static Task<> send(std::shared_ptr<TcpConnection> self);
    Task<ErrorCode> connect();
    Task<> read();

    void arm_deadline();
    ErrorCode read_some();
    void deliver_frames();
    void start_sending();
    void shut_down_send();
    void break_off();
    void report(protocol::ServiceEvent event);
    void end(protocol::ServiceEvent event);
    void close();

    Socket socket_;
    std::shared_ptr<const TcpBackend> backend_;
    ServiceSink sink_;
    JsonFramer framer_;
    std::unique_ptr<Timer> deadline_;  ///< Only while the connection is being opened.
    std::vector<std::string> unsent_;
    std::size_t pending_bytes_ = 0;  ///< Of `unsent_` and of what `send` has taken from it.
    protocol::ServiceRef ref_;
    bool open_ = false;
    bool sending_ = false;
    bool finishing_ = false;
    bool broken_ = false;  ///< Writing failed; reading comes to its end.
    bool ended_ = false;   ///< The last report is made, or none is wanted.
};

}  // namespace halley::services
