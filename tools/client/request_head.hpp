#pragma once

#include <string>

#include <boost/beast/http/fields.hpp>

#include "tools/client/action.hpp"
#include "tools/client/peer.hpp"

namespace halley::client {

/// `Host`, `User-Agent`, the cookies, and what the user wants to be there.
void set_common_fields(boost::beast::http::fields& fields, Peer& peer);

/// Keeps what an answer's `Set-Cookie` headers say.
void store_cookies(const boost::beast::http::fields& fields, Peer& peer);

/// The failure that an answer with this status is.
Failure status_failure(unsigned status, std::string_view reason, const Peer& peer);

}  // namespace halley::client
