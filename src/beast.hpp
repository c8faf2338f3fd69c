#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/string_body.hpp>

/// Beast's side of HTTP. Its WebSocket is included by the transport alone.
namespace halley {

namespace beast = boost::beast;

using HttpRequest = beast::http::request<beast::http::string_body>;

}  // namespace halley
