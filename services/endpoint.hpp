#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

namespace halley::services {

using Executor = boost::asio::io_context::executor_type;
using ErrorCode = boost::system::error_code;
using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                boost::asio::wait_traits<std::chrono::steady_clock>,
                                                Executor>;
template <class Value = void> using Task = boost::asio::awaitable<Value, Executor>;

/// Completion of an asynchronous operation as `co_await` of error and results.
inline constexpr auto as_results = boost::asio::as_tuple(boost::asio::use_awaitable_t<Executor>{});

/// For `co_await`: to go on in the next turn of the loop.
inline auto next_turn(const Executor& executor)
{
    return boost::asio::post(executor, boost::asio::use_awaitable_t<Executor>{});
}

/// What one read brought. At the end of the stream `error` is `asio::error::eof`;
/// there may be bytes all the same. `asio::error::message_size` is for a text that
/// was too long, whoever wrote it.
struct Read {
    ErrorCode error;
    std::string_view bytes;
};

/** One way to one backend: what a kind of service has to provide.

    It is opened, used and closed once. Reading and writing go on side by side,
    each one operation at a time. After `close`, operations under way end with an
    error, and the endpoint lives until they have.

    Opening and writing last until the next turn of the loop at least, or what
    follows would be reported from within the call that caused it.

    @par Threads
    Used on the thread of its `io_context` only.
*/
class Endpoint {
public:
    virtual ~Endpoint() = default;

    virtual Task<ErrorCode> open() = 0;

    /// Waits until there is something. The bytes are valid until the caller
    /// suspends. What idles should own no buffer.
    virtual Task<Read> read() = 0;

    /// Hands all of one frame to the kernel, in one piece where that is possible:
    /// Nodefony's backends parse read by read.
    virtual Task<ErrorCode> write(std::string_view frame) = 0;

    /// Half-closes: the backend is told that nothing more comes.
    virtual void finish() = 0;

    virtual void close() = 0;
};

using EndpointFactory = std::function<std::unique_ptr<Endpoint>(boost::asio::io_context& context)>;

}  // namespace halley::services
