#pragma once

#include <string>

#include "tools/bayeux-bench/measure/latencies.hpp"

namespace halley::bench {

/// An SVG that needs nothing but itself: latencies over time, and by percentile. Both have the
/// same logarithmic scale of milliseconds.
std::string plot_of(const Latencies& latencies, const std::string& of);

}  // namespace halley::bench
