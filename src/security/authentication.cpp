#include "src/security/authentication.hpp"

#include <algorithm>
#include <utility>

namespace halley::security {
namespace {

// Who shows nothing, or nothing that names anybody, is anonymous.
Answer admitting_anonymous(bool welcome, const Answer& answer)
{
    if (!welcome) return answer;
    return [answer](Admission admission) {
        answer(admission.verdict.reason == credentials_missing ? Admission{}
                                                               : std::move(admission));
    };
}

}  // namespace

Authentication::Authentication(std::vector<std::unique_ptr<Authenticator>> ways,
                               const SecurityConfig& config)
    : ways_(std::move(ways)), anonymous_(config.anonymous), every_request_(config.every_request)
{
}

void Authentication::admit_request(const RequestView& request, Answer answer)
{
    std::vector<HeaderField> challenges;
    for (const auto& way : ways_) {
        if (auto challenge = way->challenge(); !challenge.empty())
            challenges.push_back({"WWW-Authenticate", std::move(challenge)});
    }
    const Answer challenging = [answer = admitting_anonymous(anonymous_, answer),
                                challenges](Admission admission) {
        if (!admission.verdict.allowed)
            admission.headers.insert(admission.headers.end(), challenges.begin(), challenges.end());
        answer(std::move(admission));
    };
    const bool known = std::any_of(ways_.begin(), ways_.end(), [&](const auto& way) {
        return way->authenticate({request}, challenging);
    });
    if (known) return;
    challenging(Admission::refuse(credentials_missing));
}

void Authentication::admit_session(const SessionView& client,
                                   const MessageView& message,
                                   const RequestView& request,
                                   Answer answer)
{
    // What the request has shown has been judged.
    const RequestView judged{request.address, request.method, request.path, request.secure, {}};
    const Presented presented{client.identity.empty() ? request : judged, message.ext};
    const auto admitting = admitting_anonymous(anonymous_ || !client.identity.empty(), answer);
    const bool known = std::any_of(ways_.begin(), ways_.end(), [&](const auto& way) {
        return way->authenticate(presented, admitting);
    });
    if (!known) admitting(Admission::refuse(credentials_missing));
}

}  // namespace halley::security
