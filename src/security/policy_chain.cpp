#include "src/security/policy_chain.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>

namespace halley::security {
namespace {

template <class Ask> Verdict ask_all(const std::vector<SecurityPolicy*>& policies, const Ask& ask)
{
    Verdict all;
    for (auto* const policy : policies) {
        auto verdict = ask(*policy);
        if (!verdict.allowed) return verdict;
        if (!all.identity.empty() || !all.attributes.empty()) continue;
        all.identity = std::move(verdict.identity);
        all.attributes = std::move(verdict.attributes);
    }
    return all;
}

// A refusal is the answer of all, and so is a request that was about nothing else.
bool decides(const Admission& admission)
{
    return !admission.verdict.allowed || admission.complete;
}

Admission join(std::vector<std::optional<Admission>>& admissions)
{
    for (auto& each : admissions) {
        if (each && decides(*each)) return std::move(*each);
    }
    Admission all;
    for (auto& each : admissions) {
        auto& verdict = each->verdict;
        if (all.verdict.identity.empty() && all.verdict.attributes.empty()) {
            all.verdict.identity = std::move(verdict.identity);
            all.verdict.attributes = std::move(verdict.attributes);
        }
        if (each->lasts) all.lasts = std::min(all.lasts.value_or(*each->lasts), *each->lasts);
        std::move(each->headers.begin(), each->headers.end(), std::back_inserter(all.headers));
    }
    return all;
}

/// Collects what the policies answer, on whichever threads.
class Collection : public std::enable_shared_from_this<Collection> {
public:
    Collection(std::size_t size, Answer answer)
        : admissions_(size), missing_(size), answer_(std::move(answer))
    {
    }

    Answer place(std::size_t index)
    {
        return [self = shared_from_this(), index](Admission admission) {
            self->take(index, std::move(admission));
        };
    }

private:
    void take(std::size_t index, Admission admission)
    {
        Answer answer;
        Admission joined;
        {
            const std::lock_guard lock{mutex_};
            if (!answer_ || admissions_[index]) return;
            const bool last = --missing_ == 0 || decides(admission);
            admissions_[index] = std::move(admission);
            if (!last) return;
            answer = std::exchange(answer_, nullptr);
            joined = join(admissions_);
        }
        answer(std::move(joined));
    }

    std::mutex mutex_;
    std::vector<std::optional<Admission>> admissions_;
    std::size_t missing_;
    Answer answer_;
};

}  // namespace

bool PolicyChain::reads_headers() const
{
    return std::any_of(policies_.begin(), policies_.end(), [](const auto* policy) {
        return policy->reads_headers();
    });
}

bool PolicyChain::guards_requests() const
{
    return std::any_of(policies_.begin(), policies_.end(), [](const auto* policy) {
        return policy->guards_requests();
    });
}

void PolicyChain::admit_request(const RequestView& request, Answer answer)
{
    const auto all = std::make_shared<Collection>(policies_.size(), std::move(answer));
    for (std::size_t index = 0; index < policies_.size(); ++index) {
        if (policies_[index]->guards_requests()) {
            policies_[index]->admit_request(request, all->place(index));
        } else {
            all->place(index)({});
        }
    }
}

void PolicyChain::admit_session(const SessionView& client,
                                const MessageView& message,
                                const RequestView& request,
                                Answer answer)
{
    const auto all = std::make_shared<Collection>(policies_.size(), std::move(answer));
    for (std::size_t index = 0; index < policies_.size(); ++index)
        policies_[index]->admit_session(client, message, request, all->place(index));
}

Verdict PolicyChain::may_handshake(const SessionView& client, const MessageView& message)
{
    return ask_all(policies_, [&](auto& policy) { return policy.may_handshake(client, message); });
}

Verdict PolicyChain::may_subscribe(const SessionView& session,
                                   std::string_view pattern,
                                   const MessageView& message)
{
    return ask_all(policies_,
                   [&](auto& policy) { return policy.may_subscribe(session, pattern, message); });
}

Verdict PolicyChain::may_publish(const SessionView& session, const MessageView& message)
{
    return ask_all(policies_, [&](auto& policy) { return policy.may_publish(session, message); });
}

Verdict PolicyChain::may_create(const SessionView& session,
                                std::string_view channel,
                                const MessageView& message)
{
    return ask_all(policies_,
                   [&](auto& policy) { return policy.may_create(session, channel, message); });
}

}  // namespace halley::security
