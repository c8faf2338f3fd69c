#pragma once

#include "protocol/time.hpp"

namespace halley::runtime {

/// The only clock of the server; the core is told the time.
inline protocol::TimePoint now()
{
    return std::chrono::steady_clock::now();
}

}  // namespace halley::runtime
