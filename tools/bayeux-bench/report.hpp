#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tools/bayeux-bench/measure/histogram.hpp"
#include "tools/bayeux-bench/measure/ledger.hpp"
#include "tools/bayeux-bench/options.hpp"

namespace halley::bench {

/// A value that was measured: one row of the table, one member of the JSON.
struct Figure {
    std::string key;    ///< Of the JSON, with its unit when it has one.
    std::string label;  ///< Of the table.
    std::variant<double, std::uint64_t> value;
    std::string unit;
};

/// What a run found out.
class Report {
public:
    void add(std::string key, std::string label, double value, std::string unit);
    void add(std::string key, std::string label, std::uint64_t value, std::string unit = {});

    /// Percentiles of microseconds, shown in milliseconds.
    void add_latency(const Histogram& latency, const std::string& of);
    void add_counts(const Counts& counts);

    /// What went wrong, as sentences; a run without is a success.
    void add_failure(std::string text) { failures_.push_back(std::move(text)); }
    bool good() const { return failures_.empty(); }

    void set_interrupted() { interrupted_ = true; }

    const std::vector<Figure>& figures() const { return figures_; }

    /// One line, without its end.
    std::string json(const Options& options, std::string_view transport) const;
    std::string table(const Options& options, std::string_view transport) const;

private:
    std::vector<Figure> figures_;
    std::vector<std::string> failures_;
    bool interrupted_ = false;
};

/// With as many decimals as there is something to say by.
std::string number_text(double value);

}  // namespace halley::bench
