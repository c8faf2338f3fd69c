#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace halley::bench {

/// Some work for the core. Its constructor prepares what is not to be counted.
class Scenario {
public:
    virtual ~Scenario() = default;

    /// The instructions within are counted: callgrind finds this function by its
    /// name. Returns how many things were done.
    virtual std::size_t counted() = 0;
};

struct NamedScenario {
    const char* name;
    std::unique_ptr<Scenario> (*prepare)();
    std::size_t things;  ///< What `counted` must return: less work is not better work.
};

std::span<const NamedScenario> scenarios();

}  // namespace halley::bench
