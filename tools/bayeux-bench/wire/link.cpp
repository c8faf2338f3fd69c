#include "tools/bayeux-bench/wire/link.hpp"

#include <boost/asio/ssl/error.hpp>

namespace halley::bench {

using client::Failure;

std::unique_ptr<Link> make_link(Loop& loop, const Target& target, Link::Handler& handler)
{
    return target.websocket ? make_websocket(loop, target, handler)
                            : make_long_polling(loop, target, handler);
}

Failure lost(const error_code& error)
{
    if (error == asio::error::connection_refused || error == asio::error::host_unreachable ||
        error == asio::error::network_unreachable || error == asio::error::timed_out ||
        error == asio::error::no_descriptors)
        return {Failure::Kind::unreachable, "cannot connect: " + error.message()};
    if (error.category() == asio::error::get_ssl_category())
        return {Failure::Kind::unreachable, "cannot speak TLS: " + error.message()};
    return {Failure::Kind::lost,
            "the connection was lost: " +
                (error == asio::error::eof ? "closed by the server" : error.message())};
}

}  // namespace halley::bench
