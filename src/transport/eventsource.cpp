#include "src/transport/eventsource.hpp"

#include <string>
#include <utility>

#include "src/http/http_connection.hpp"
#include "src/http/media_type.hpp"
#include "src/http/target.hpp"
#include "src/transport/event_stream.hpp"

namespace halley::transport {
namespace {

class EventSource final : public Transport {
public:
    std::string_view method() const override { return "GET"; }

    bool claims(const HttpRequest& request) const override
    {
        return request.method() == beast::http::verb::get &&
               http::accepts(request[beast::http::field::accept], "text/event-stream");
    }

    std::optional<http::Answer> refuse(const HttpRequest&, const Config&) const override
    {
        return std::nullopt;
    }

    Served serve(http::HttpConnection& connection, HttpRequest& request) const override
    {
        auto about = connection.about(request);
        auto socket = connection.release_socket();
        if (!socket) return http::error_answer(400, "request_malformed");
        const auto path = http::Target::parse(request.target()).path;
        EventStream::start(connection.shard(),
                           std::move(*socket),
                           std::move(about),
                           std::string{path.substr(path.rfind('/') + 1)},
                           connection.cors(),
                           connection.release_place());
        return SocketTaken{};
    }
};

}  // namespace

std::unique_ptr<const Transport> make_eventsource()
{
    return std::make_unique<EventSource>();
}

}  // namespace halley::transport
