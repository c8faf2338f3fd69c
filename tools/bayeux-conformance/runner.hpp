#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tools/bayeux-conformance/server.hpp"
#include "tools/bayeux-conformance/verdict.hpp"

namespace halley::conformance {

/// Which cases are run. Everything empty: all.
struct Selection {
    std::vector<std::string> globs{};  ///< Of ids, such as `HSK-*`.
    std::set<Level> levels{};
    std::set<Medium> media{};
};

/// One case on one medium.
struct Job {
    const Case* tested;
    Medium medium;
};

std::vector<Job> choose(const std::vector<Case>& cases, const Selection& selection);

/// Whether a pattern with `*` and `?` matches all of `text`, whatever the case of letters.
bool matches(std::string_view glob, std::string_view text);

/// Runs the jobs, so many at a time, and those that need it alone at the end; returns
/// their results in the same order.
/// `done` is called after each, by one thread at a time. Once the run is interrupted, those
/// that have no verdict yet are skipped.
std::vector<Result> run_all(const Server& server,
                            const std::vector<Job>& jobs,
                            unsigned at_a_time,
                            const std::function<void(const Result&)>& done);

}  // namespace halley::conformance
