#pragma once

#include <cstddef>

#include "tools/bayeux-conformance/verdict.hpp"

namespace halley::conformance {

/** Says on standard error how far a run is: in one line that changes when that is a
    terminal, else, and only when `verbose`, in a line for each case.
*/
class Progress {
public:
    Progress(std::size_t cases, bool verbose);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void done(const Result& result);

private:
    const std::size_t cases_;
    const bool terminal_;
    const bool verbose_;
    std::size_t done_ = 0;
    std::size_t findings_ = 0;
};

}  // namespace halley::conformance
