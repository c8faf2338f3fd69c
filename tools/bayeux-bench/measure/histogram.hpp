#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace halley::bench {

/** Counts values of any size to a fixed number of significant bits, after Gil Tene's HDR histogram:
    every power of two is divided into `2^bits` buckets, so no value is off by more than `2^-bits`
    of itself, and adding one is a few instructions.
*/
class Histogram {
public:
    static constexpr unsigned fine = 10;   ///< Three digits.
    static constexpr unsigned coarse = 5;  ///< One and a half, in a thirtieth of the memory.

    explicit Histogram(unsigned bits = fine) : bits_(bits) {}

    void add(std::uint64_t value);

    std::uint64_t count() const { return count_; }
    std::uint64_t max() const { return max_; }
    double mean() const;

    /// The value that `percent` of all values do not exceed; 0 when there are none.
    std::uint64_t at(double percent) const;

private:
    std::size_t bucket_of(std::uint64_t value) const;
    std::uint64_t highest_in(std::size_t bucket) const;

    unsigned bits_;
    std::vector<std::uint64_t> counts_;  ///< Up to the highest value there was.
    std::uint64_t count_ = 0;
    std::uint64_t max_ = 0;
    double sum_ = 0;
};

}  // namespace halley::bench
