#include "tools/bayeux-bench/measure/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace halley::bench {

void Histogram::add(std::uint64_t value)
{
    const auto bucket = bucket_of(value);
    if (bucket >= counts_.size()) counts_.resize(bucket + 1);
    ++counts_[bucket];
    ++count_;
    max_ = std::max(max_, value);
    sum_ += static_cast<double>(value);
}

double Histogram::mean() const
{
    return count_ == 0 ? 0 : sum_ / static_cast<double>(count_);
}

std::uint64_t Histogram::at(double percent) const
{
    constexpr double rounding = 1e-6;  // 99.9 % of 1000 are 999, not a little more.
    const auto wanted = std::ceil(percent * static_cast<double>(count_) / 100 - rounding);
    const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(wanted));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
        seen += counts_[bucket];
        if (seen >= rank) return std::min(highest_in(bucket), max_);
    }
    return max_;
}

// Small values are buckets of their own; above, a value keeps its first `bits_ + 1` bits.
std::size_t Histogram::bucket_of(std::uint64_t value) const
{
    const auto width = static_cast<unsigned>(std::bit_width(value));
    if (width <= bits_ + 1) return value;
    const auto shift = width - (bits_ + 1);
    return (std::size_t{shift} << bits_) + (value >> shift);
}

std::uint64_t Histogram::highest_in(std::size_t bucket) const
{
    if (bucket >> (bits_ + 1) == 0) return bucket;
    const auto shift = (bucket >> bits_) - 1;
    const auto kept = bucket - (shift << bits_);
    return ((std::uint64_t{kept} + 1) << shift) - 1;
}

}  // namespace halley::bench
