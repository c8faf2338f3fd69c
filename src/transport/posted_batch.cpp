#include "src/transport/posted_batch.hpp"

#include <string>
#include <utility>

#include "protocol/message_reader.hpp"
#include "src/http/http_connection.hpp"
#include "src/http/media_type.hpp"
#include "src/transport/message_form.hpp"

namespace halley::transport {

using beast::http::field;

std::optional<http::Answer> refuse_posted(const HttpRequest& request)
{
    const auto type = request[field::content_type];
    if (http::is_json_type(type) || http::is_form_type(type)) return std::nullopt;
    return http::error_answer(415, "content_type_unsupported");
}

Served serve_posted(http::HttpConnection& connection, const HttpRequest& request)
{
    const auto& limits = connection.shard().environment().config.limits;
    const bool is_form = !http::is_json_type(request[field::content_type]);
    std::string_view text = request.body();
    MessageForm form;
    if (is_form) {
        auto read = read_message_form(text, limits);
        if (auto* const refusal = std::get_if<http::Answer>(&read)) return std::move(*refusal);
        form = std::get<MessageForm>(std::move(read));
        text = form.batch;
    }
    auto& batch = connection.shard().scratch_batch();
    if (const auto error =
            protocol::read_batch(text, {limits.json_depth, limits.messages_per_batch}, batch))
        return http::error_answer(*error);
    if (is_form) batch.bare = false;  // No client of Nodefony's sends forms.
    connection.open_exchange(request, batch);
    return ExchangeOpened{};
}

}  // namespace halley::transport
