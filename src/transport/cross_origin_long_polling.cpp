#include "src/transport/cross_origin_long_polling.hpp"

#include "src/http/media_type.hpp"
#include "src/transport/posted_batch.hpp"

namespace halley::transport {
namespace {

class CrossOriginLongPolling final : public Transport {
public:
    std::string_view method() const override { return "POST"; }

    bool claims(const HttpRequest& request) const override
    {
        return request.method() == beast::http::verb::post &&
               request.count(beast::http::field::origin) > 0;
    }

    // Faye sends its form as text/plain. Here that cannot harm: the `Origin` has been
    // looked at, and there is one.
    std::optional<http::Answer> refuse(const HttpRequest& request, const Config&) const override
    {
        if (http::is_plain_type(request[beast::http::field::content_type])) return std::nullopt;
        return refuse_posted(request);
    }

    Served serve(http::HttpConnection& connection, HttpRequest& request) const override
    {
        return serve_posted(connection, request);
    }
};

}  // namespace

std::unique_ptr<const Transport> make_cross_origin_long_polling()
{
    return std::make_unique<CrossOriginLongPolling>();
}

}  // namespace halley::transport
