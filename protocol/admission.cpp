#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "protocol/ask.hpp"
#include "protocol/shard.hpp"

// Rules of this file:
// - A session is created when the policy has said who its client is. Until then its
//   exchange waits. The message that asks for a session is alone in its batch (HSK-13).
// - What the policy does not answer in time is refused, and so is what would wait
//   beyond a bound.
// - A client that has gone meanwhile gets no session.

namespace halley::protocol {

namespace {

constexpr std::size_t most_asks = 1000;
constexpr std::ptrdiff_t most_asks_of_one = 4;

Admission refusal(std::string_view reason, std::string_view reconnect)
{
    auto admission = Admission::refuse(std::string{reason});
    admission.verdict.reconnect = reconnect;
    return admission;
}

RequestView view(const Request& request)
{
    RequestView view{request.remote_address, {}, request.path, request.secure, {}};
    if (const auto& credentials = request.credentials) {
        view.method = credentials->method;
        view.headers = credentials->headers;
    }
    return view;
}

// Whom the request is known to come from stays that, unless the policy says otherwise.
void add_identity(Admission& admission, const Credentials& credentials, TimePoint now)
{
    auto& verdict = admission.verdict;
    if (!verdict.allowed || !verdict.identity.empty() || credentials.identity.name.empty()) return;
    verdict.identity = credentials.identity.name;
    if (verdict.attributes.empty()) verdict.attributes = credentials.identity.attributes;
    if (credentials.until == TimePoint::max()) return;
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(credentials.until - now);
    admission.lasts = std::min(admission.lasts.value_or(left), left);
}

}  // namespace

// Nothing: the exchange waits.
std::optional<Admission> Shard::admission(Exchange& exchange, const Message& message)
{
    const auto& request = *exchange.request;
    const auto* const credentials = request.credentials.get();
    std::optional<Admission> answer;
    if (exchange.admission) {
        answer = std::move(*std::exchange(exchange.admission, nullptr));
    } else if (credentials && credentials->until <= now_) {
        // They came with the upgrade of this socket. The next one brings new ones.
        if (exchange.from.streaming) afterwards_.push_back(Close{exchange.from});
        return refusal("credentials_expired", "handshake");
    } else if (!hooks_ || !hooks_->policy) {
        return Admission{};
    } else if (!may_ask(exchange.from)) {
        return refusal("too_many_pending", "handshake");
    } else {
        const auto id = ++last_ask_;
        answer = ask(
            [&](Answer give) {
                hooks_->policy->admit_session(
                    stranger(request), protocol::view(message), view(request), std::move(give));
            },
            [id, carry = carry_admission_](Admission admission) {
                carry(id, std::move(admission));
            });
        if (!answer) {
            exchange.batch.own();
            asks_.push_back(
                {id, now_ + longest_ask, std::make_unique<Exchange>(std::move(exchange))});
            follow_up();
            return std::nullopt;
        }
    }
    if (credentials) add_identity(*answer, *credentials, now_);
    return answer;
}

bool Shard::may_ask(Outlet from) const
{
    if (asks_.size() >= most_asks) return false;
    return std::count_if(asks_.begin(), asks_.end(), [&](const Ask& each) {
               return each.exchange->from == from;
           }) < most_asks_of_one;
}

void Shard::answer_asked(Exchange& exchange, Admission admission)
{
    exchange.admission = std::make_unique<Admission>(std::move(admission));
    run(exchange);
}

void Shard::handle_admission(AskId ask, Admission admission, TimePoint now)
{
    now_ = now;
    const auto found =
        std::find_if(asks_.begin(), asks_.end(), [ask](const Ask& each) { return each.id == ask; });
    if (found == asks_.end()) return;
    const auto exchange = std::move(found->exchange);
    asks_.erase(found);
    answer_asked(*exchange, std::move(admission));
    settle();
}

void Shard::drop_asks(Outlet from)
{
    std::erase_if(asks_, [&](const Ask& each) { return each.exchange->from == from; });
}

void Shard::expire_asks()
{
    while (!asks_.empty() && asks_.front().deadline <= now_) {
        const auto exchange = std::move(asks_.front().exchange);
        asks_.erase(asks_.begin());
        answer_asked(*exchange, refusal("authentication_timeout", "handshake"));
    }
}

void Shard::refuse_asks()
{
    for (auto& each : std::exchange(asks_, {}))
        answer_asked(*each.exchange, refusal("server_stopping", "handshake"));
}

}  // namespace halley::protocol
