#include "src/transport/callback_polling.hpp"

#include <utility>

#include "protocol/message_reader.hpp"
#include "src/http/callback_name.hpp"
#include "src/http/http_connection.hpp"
#include "src/http/target.hpp"
#include "src/transport/message_form.hpp"

namespace halley::transport {
namespace {

constexpr std::string_view usual_callback = "jsonpcallback";  // JSP-03

// JSP-08: nobody shall take the script for anything else. What begins with a
// comment is no Flash file, and what is an attachment is not shown.
constexpr std::string_view begin = "/**/";
constexpr std::string_view attachment = "Content-Disposition: attachment; filename=\"f.txt\"\r\n";

class CallbackPolling final : public Transport {
public:
    std::string_view method() const override { return "GET"; }

    bool claims(const HttpRequest& request) const override
    {
        if (request.method() != beast::http::verb::get) return false;
        const auto target = http::Target::parse(request.target());
        return target.has_parameter("jsonp") || target.has_parameter("message");
    }

    // The head says it all, so `serve` is as early.
    std::optional<http::Answer> refuse(const HttpRequest&, const Config&) const override
    {
        return std::nullopt;
    }

    Served serve(http::HttpConnection& connection, HttpRequest& request) const override
    {
        const auto& limits = connection.shard().environment().config.limits;
        auto read = read_message_form(http::Target::parse(request.target()).query, limits);
        if (auto* const refusal = std::get_if<http::Answer>(&read)) return std::move(*refusal);
        const auto& form = std::get<MessageForm>(read);
        const std::string_view callback = form.jsonp ? *form.jsonp : usual_callback;
        if (!http::is_callback_name(callback)) return http::error_answer(400, "callback_invalid");

        auto& batch = connection.shard().scratch_batch();
        if (const auto error = protocol::read_batch(
                form.batch, {limits.json_depth, limits.messages_per_batch}, batch))
            return http::error_answer(*error);
        batch.bare = false;  // The function gets an array, always.
        connection.open_exchange(
            request, batch, http::HttpConnection::Carries::events_with_connects);

        http::Framing framing;
        framing.content_type = "text/javascript; charset=utf-8";
        framing.before.append(begin).append(callback).append("(");
        framing.after = ");";
        framing.extra = attachment;
        framing.script = true;
        return ExchangeOpened{std::move(framing)};
    }
};

}  // namespace

std::unique_ptr<const Transport> make_callback_polling()
{
    return std::make_unique<CallbackPolling>();
}

}  // namespace halley::transport
