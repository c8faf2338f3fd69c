#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/bayeux-conformance/report/report.hpp"

namespace halley::conformance {

/** What several servers do, case by case.

    A case is known by its id and title: of what is in only some of the reports, such as
    those of another version, the others have nothing.
*/
struct Comparison {
    /// The results of one case of one server.
    using Cell = std::map<Medium, const Report::Row*>;

    struct Line {
        const Report::Row* about;  ///< Any of its results, for id, title, level and source.
        std::vector<Cell> cells;   ///< One for each report.

        /// Whether the servers do not all do the same.
        bool differs() const;
        /// Whether anything was found about any server.
        bool has_finding() const;
    };

    /// The cases of one family, such as HSK, in sum.
    struct Subject {
        std::string family;
        std::size_t cases = 0;
        /// How many cases have which verdict as their worst, for each report.
        std::vector<std::map<Verdict, std::size_t>> verdicts;
    };

    const std::vector<Report>& reports;
    std::vector<Line> lines;
};

/// The comparison refers to the reports.
Comparison compare(const std::vector<Report>& reports);

/// The worst of a cell; skipped when there is nothing else.
Verdict worst_of(const Comparison::Cell& cell);
/// Whether it is the same on all transports that were not skipped.
bool is_uniform(const Comparison::Cell& cell);

std::vector<Comparison::Subject> subjects_of(const Comparison& comparison);
/// As `3 fail, 1 info`; without findings `pass`, or a dash where nothing was tried.
std::string findings_text(const std::map<Verdict, std::size_t>& verdicts);

std::string comparison_text(const Comparison& comparison);
std::string comparison_markdown(const Comparison& comparison);
std::string comparison_html(const Comparison& comparison);

}  // namespace halley::conformance
