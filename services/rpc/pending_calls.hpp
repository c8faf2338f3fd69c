#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "protocol/time.hpp"

namespace halley::services::rpc {

using ClientKey = std::uint64_t;   ///< Never used twice.
using CallNumber = std::uint64_t;  ///< Our id of a call, from 1; never used twice.

/// A call on its way to a backend.
struct Call {
    ClientKey client = 0;
    std::string id;        ///< The client's, raw JSON.
    std::size_t line = 0;  ///< The connection it went out on.
    CallNumber batch = 0;  ///< The first call of its batch; 0: it came alone.
    protocol::TimePoint deadline;
};

/** The calls without an answer, by our number.

    All have the same time to be answered, so their order is that of their
    deadlines too.
*/
class PendingCalls {
public:
    CallNumber next_number() const noexcept { return next_; }
    CallNumber add(Call call);

    /// Nothing when there is no such call, or not any more.
    std::optional<Call> take(CallNumber number);

    // In the order in which they were added.
    std::vector<Call> take_line(std::size_t line);
    std::vector<Call> take_between(CallNumber first, CallNumber last);
    std::vector<Call> take_overdue(protocol::TimePoint now);

    std::optional<protocol::TimePoint> next_deadline() const;
    std::size_t size() const noexcept { return calls_.size(); }

private:
    using Calls = std::map<CallNumber, Call>;

    Calls calls_;
    CallNumber next_ = 1;
};

}  // namespace halley::services::rpc
