#include "protocol/ask.hpp"

#include <atomic>
#include <utility>

namespace halley::protocol {
namespace {

struct State {
    enum Stage { asking, waiting, answered };

    std::atomic<bool> taken{false};
    std::atomic<Stage> stage{asking};
    Admission admission;
    std::function<void(Admission)> later;
};

}  // namespace

std::optional<Admission> ask(const std::function<void(Answer)>& question,
                             std::function<void(Admission)> later)
{
    const auto state = std::make_shared<State>();
    state->later = std::move(later);
    question([state](Admission admission) {
        if (state->taken.exchange(true)) return;
        state->admission = std::move(admission);
        if (state->stage.exchange(State::answered) == State::waiting)
            state->later(std::move(state->admission));
    });
    auto stage = State::asking;
    if (state->stage.compare_exchange_strong(stage, State::waiting)) return std::nullopt;
    return std::move(state->admission);
}

}  // namespace halley::protocol
