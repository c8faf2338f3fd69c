#include <chrono>
#include <string>
#include <utility>

#include <boost/beast/core/string.hpp>

#include "protocol/ask.hpp"
#include "protocol/json_text.hpp"
#include "src/http/endpoint.hpp"
#include "src/http/http_connection.hpp"
#include "src/http/requester.hpp"
#include "src/http/target.hpp"
#include "src/runtime/clock.hpp"

// Where a policy meets the requests of one connection: it is shown their headers, and
// asked about each before its body is read, as far as it wants to be.

namespace halley::http {

using runtime::now;

namespace {

bool asks_for_credentials(const Admission& admission)
{
    for (const auto& field : admission.headers) {
        if (beast::iequals(field.name, "WWW-Authenticate")) return true;
    }
    return false;
}

Answer answer_of(const Admission& admission)
{
    Answer answer;
    if (!admission.verdict.allowed) {
        const bool asks = asks_for_credentials(admission);
        answer.status = asks ? 401 : 403;
        auto text = std::to_string(answer.status) + ":" + admission.verdict.reason;
        text += asks ? ":unauthorized" : ":request_denied";
        answer.body = R"({"error":)";
        protocol::append_string(answer.body, text);
        answer.body += '}';
    } else {
        answer.body = "{}";  // Nothing at all would be broken JSON to jQuery.
    }
    for (const auto& [name, value] : admission.headers)
        answer.extra.append(name).append(": ").append(value).append("\r\n");
    return answer;
}

std::vector<HeaderField> copy_headers(const HttpRequest& request)
{
    std::vector<HeaderField> headers;
    for (const auto& field : request)
        headers.push_back({std::string{field.name_string()}, std::string{field.value()}});
    return headers;
}

}  // namespace

protocol::Request HttpConnection::about(const HttpRequest& request) const
{
    const auto& environment = shard_.environment();
    auto source = environment.proxies.source_of(request, {peer_, socket_.secure()});
    auto about = describe(request, source.address, environment.cookie);
    about.secure = source.secure;
    about.credentials = credentials_;
    return about;
}

// The answer of a request that goes no further. Who is refused is told so once the
// body is read, since a connection with bytes unread could not be used again.
Task<std::optional<Answer>> HttpConnection::admit(const HttpRequest& request)
{
    const auto& environment = shard_.environment();
    const bool guarded =
        environment.guards_requests && is_guarded(request, socket_.secure(), environment);
    credentials_.reset();
    if (!guarded && !environment.reads_headers) co_return std::nullopt;

    auto credentials = std::make_shared<protocol::Credentials>();
    credentials->method = request.method_string();
    credentials->headers = copy_headers(request);
    if (guarded) {
        const auto path = Target::parse(request.target()).path;
        const auto source = environment.proxies.source_of(request, {peer_, socket_.secure()});
        const RequestView view{
            source.address, credentials->method, path, source.secure, credentials->headers};
        admission_ = protocol::ask(
            [&](halley::Answer give) {
                environment.policy()->admit_request(view, std::move(give));
            },
            [post = shard_.post(), weak = weak_from_this(), ask = ++last_ask_](
                Admission admission) {
                (*post)([weak, ask, admission = std::move(admission)]() mutable {
                    const auto self = weak.lock();
                    if (!self || self->phase_ != Phase::asking || self->last_ask_ != ask) return;
                    self->admission_ = std::move(admission);
                    if (self->wake_) self->wake_->cancel();
                });
            });
        if (!admission_) co_await await_admission();
        if (phase_ == Phase::gone) co_return std::nullopt;
        if (!admission_) co_return error_answer(503, "authentication_timeout");
        auto admission = std::move(*admission_);
        admission_.reset();
        if (!admission.verdict.allowed || admission.complete) co_return answer_of(admission);
        credentials->identity = {std::move(admission.verdict.identity),
                                 std::move(admission.verdict.attributes)};
        if (admission.lasts) credentials->until = protocol::after(now(), *admission.lasts);
    }
    if (!environment.reads_headers) credentials->headers = {};
    credentials_ = std::move(credentials);
    co_return std::nullopt;
}

Task<> HttpConnection::await_admission()
{
    phase_ = Phase::asking;
    expire_at(now() + protocol::longest_ask);
    Timer pause{socket_.get_executor(), std::chrono::hours{1}};
    wake_ = &pause;
    co_await pause.async_wait(as_result);
    wake_ = nullptr;
    if (phase_ == Phase::gone) co_return;
    phase_ = Phase::reading;
    expire_at(now() + shard_.environment().config.limits.request_timeout);
}

}  // namespace halley::http
