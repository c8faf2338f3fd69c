#pragma once

#include "src/beast.hpp"
#include "src/net.hpp"

namespace halley::http {

/// An error unless everybody who reads this head agrees on where its body ends.
///
/// Beast takes a transfer coding that it does not know for none. To a proxy in front it may
/// mean chunks, and then what is one request there would be two here: request smuggling.
error_code check_transfer_coding(const HttpRequest& request);

}  // namespace halley::http
