#include "src/http/endpoint.hpp"

#include <string>

#include "src/http/cors.hpp"
#include "src/http/origin.hpp"
#include "src/http/target.hpp"

namespace halley::http {
namespace {

using beast::http::field;
using beast::http::verb;

std::string_view methods(const runtime::Environment& environment)
{
    for (const auto& transport : environment.transports) {
        if (transport->method() == "POST") return "GET, POST, OPTIONS";
    }
    return "GET, OPTIONS";
}

std::string allow_line(const runtime::Environment& environment)
{
    std::string line = "Allow: ";
    line += methods(environment);
    return line += "\r\n";
}

Answer answer_options(const HttpRequest& request, const runtime::Environment& environment)
{
    Answer answer;
    answer.status = 204;
    answer.extra = allow_line(environment);
    answer.extra +=
        preflight_lines(request, environment.config.security.allowed_origins, methods(environment));
    return answer;
}

// What an endpoint answers on its own.
Answer plain_answer(const HttpRequest& request,
                    const Target& target,
                    const runtime::Environment& environment)
{
    switch (request.method()) {
    case verb::options: return answer_options(request, environment);
    case verb::get:
        // Nodefony's clients ask whether they are authorised before they begin.
        // What looks like another transport must not be taken for that.
        if (target.has_parameter("jsonp") || target.has_parameter("message"))
            return error_answer(400, "transport_unknown");
        return {.status = 200, .body = "PING", .content_type = "text/html; charset=utf-8"};
    default:
        auto answer = error_answer(405, "method_not_allowed");
        answer.extra = allow_line(environment);
        return answer;
    }
}

}  // namespace

Route route(const HttpRequest& request, bool secure, const runtime::Environment& environment)
{
    if (request.version() >= 11 && request.count(field::host) != 1)
        return error_answer(400, "host_missing");
    const auto target = Target::parse(request.target());
    if (!is_endpoint(target.path, environment.config.bayeux.paths))
        return error_answer(404, "not_found");
    for (const auto& transport : environment.transports) {
        if (!transport->claims(request)) continue;
        // Closed to the pages of other sites, whichever way they come: some of what
        // they send needs no permission of ours to be sent.
        if (!is_admitted(request, secure, environment.config.security.allowed_origins))
            return error_answer(403, "origin_denied");
        if (auto refusal = transport->refuse(request, environment.config))
            return std::move(*refusal);
        return transport.get();
    }
    return plain_answer(request, target, environment);
}

bool is_guarded(const HttpRequest& request, bool secure, const runtime::Environment& environment)
{
    return request.method() != verb::options &&
           is_endpoint(Target::parse(request.target()).path, environment.config.bayeux.paths) &&
           is_admitted(request, secure, environment.config.security.allowed_origins);
}

}  // namespace halley::http
