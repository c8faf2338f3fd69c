#include "src/http/transfer_coding.hpp"

namespace halley::http {

error_code check_transfer_coding(const HttpRequest& request)
{
    using beast::http::field;
    const auto codings = request.count(field::transfer_encoding);
    if (codings == 0) return {};
    const bool plain = codings == 1 && request.version() >= 11 &&
                       beast::iequals(request[field::transfer_encoding], "chunked");
    if (plain) return {};
    return beast::http::error::bad_transfer_encoding;
}

}  // namespace halley::http
