#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "halley/security_policy.hpp"
#include "protocol/exchange.hpp"
#include "protocol/time.hpp"

namespace halley::protocol {

using AskId = std::uint64_t;

/// What a policy has not answered by then is refused.
inline constexpr std::chrono::seconds longest_ask{30};

/// A handshake that waits for what the policy answers.
struct Ask {
    AskId id = 0;
    TimePoint deadline;
    std::unique_ptr<Exchange> exchange;
};

/** Puts a question to a policy. An answer that comes before that returns is returned;
    any other goes to `later`, on the thread that gives it. Only the first one counts.
*/
std::optional<Admission> ask(const std::function<void(Answer)>& question,
                             std::function<void(Admission)> later);

}  // namespace halley::protocol
