#include "src/transport/long_polling.hpp"

#include "protocol/message_reader.hpp"
#include "src/http/http_connection.hpp"
#include "src/http/media_type.hpp"

namespace halley::transport {
namespace {

class LongPolling final : public Transport {
public:
    std::string_view method() const override { return "POST"; }

    bool claims(const HttpRequest& request) const override
    {
        return request.method() == beast::http::verb::post;
    }

    // What a browser sends to foreign sites without asking, such as text/plain,
    // must not be taken for a message (LP-03).
    std::optional<http::Answer> refuse(const HttpRequest& request, const Config&) const override
    {
        if (http::is_json_type(request[beast::http::field::content_type])) return std::nullopt;
        return http::error_answer(415, "content_type_unsupported");
    }

    Served serve(http::HttpConnection& connection, HttpRequest& request) const override
    {
        const auto& limits = connection.shard().environment().config.limits;
        auto& batch = connection.shard().scratch_batch();
        if (const auto error = protocol::read_batch(
                request.body(), {limits.json_depth, limits.messages_per_batch}, batch))
            return http::error_answer(*error);
        connection.open_exchange(request, batch);
        return ExchangeOpened{};
    }
};

}  // namespace

std::unique_ptr<const Transport> make_long_polling()
{
    return std::make_unique<LongPolling>();
}

}  // namespace halley::transport
