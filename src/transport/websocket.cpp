#include "src/transport/websocket.hpp"

#include <utility>

#include "src/http/http_connection.hpp"
#include "src/transport/websocket_connection.hpp"
#include "src/websocket/extensions.hpp"
#include "src/websocket/negotiation.hpp"

namespace halley::transport {
namespace {

using beast::http::field;

bool has_token(const HttpRequest& request, field name, std::string_view token)
{
    const auto [first, last] = request.equal_range(name);
    for (auto header = first; header != last; ++header) {
        if (beast::http::token_list{header->value()}.exists(token)) return true;
    }
    return false;
}

class WebSocket final : public Transport {
public:
    std::string_view method() const override { return "GET"; }

    bool claims(const HttpRequest& request) const override
    {
        return request.method() == beast::http::verb::get &&
               has_token(request, field::upgrade, "websocket");
    }

    std::optional<http::Answer> refuse(const HttpRequest& request, const Config&) const override
    {
        if (request.version() < 11 || !has_token(request, field::connection, "upgrade"))
            return http::error_answer(400, "upgrade_invalid");
        // Neither may stand twice (RFC 6455, 11.3.1 and 11.3.5).
        if (request.count(field::sec_websocket_version) > 1 ||
            request.count(field::sec_websocket_key) > 1 || !websocket::read_extensions(request))
            return http::error_answer(400, "upgrade_invalid");
        if (request[field::sec_websocket_version] != "13") {
            auto answer = http::error_answer(426, "websocket_version_unsupported");
            answer.extra = "Sec-WebSocket-Version: 13\r\n";
            return answer;
        }
        if (!websocket::is_key(request[field::sec_websocket_key]))
            return http::error_answer(400, "upgrade_invalid");
        return std::nullopt;
    }

    Served serve(http::HttpConnection& connection, HttpRequest& request) const override
    {
        auto about = connection.about(request);
        auto socket = connection.release_socket();
        if (!socket) return http::error_answer(400, "upgrade_invalid");
        WebSocketConnection::start(connection.shard(),
                                   std::move(*socket),
                                   request,
                                   std::move(about),
                                   connection.release_place());
        return SocketTaken{};
    }
};

}  // namespace

std::unique_ptr<const Transport> make_websocket()
{
    return std::make_unique<WebSocket>();
}

}  // namespace halley::transport
