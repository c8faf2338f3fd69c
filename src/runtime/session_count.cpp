#include "src/runtime/session_count.hpp"

namespace halley::runtime {

std::optional<Limit> SessionCount::enter(std::string_view address)
{
    // Taken back where it was one too many: two at once never make it more.
    if (++all_ > most_in_all_ && most_in_all_ > 0) {
        --all_;
        return Limit::sessions;
    }
    if (!by_address_.enter(address)) {
        --all_;
        return Limit::sessions_per_address;
    }
    return std::nullopt;
}

void SessionCount::leave(std::string_view address)
{
    --all_;
    by_address_.leave(address);
}

}  // namespace halley::runtime
