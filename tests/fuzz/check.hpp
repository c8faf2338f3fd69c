#pragma once

#include <cstdlib>

namespace halley::fuzz {

/// What does not hold is a find: libFuzzer keeps the input, the replay names it.
inline void check(bool condition)
{
    if (!condition) std::abort();
}

}  // namespace halley::fuzz
