#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bayeux-conformance/server.hpp"
#include "tools/bayeux-conformance/verdict.hpp"

namespace halley::conformance {

/** A run and what it found, as every kind of report shows it.

    It knows nothing of the cases of this program, so that the report of another version
    can be read back and compared. Texts are as the server sent them: whoever writes
    them somewhere makes them harmless there.
*/
struct Report {
    /// What became of one case on one medium.
    struct Row {
        std::string id;
        std::string title;
        Level level = Level::must;
        std::string source;
        Medium medium = Medium::long_polling;
        Verdict verdict = Verdict::pass;
        std::string expected;
        std::string received;
        std::string detail;
        std::chrono::milliseconds took{};
        std::vector<Conversation::Entry> conversation;
    };

    struct Facts {
        std::string url;
        std::string dialect;
        std::vector<std::string> connection_types;
        std::chrono::milliseconds timeout{};
        std::chrono::milliseconds interval{};
        std::string advice;  ///< Raw JSON, empty when the handshake has none.
        std::string software;
        bool websocket = false;
    };

    std::string version;  ///< Of the program that made it.
    std::string begun;    ///< As `2030-01-31T12:00:00Z`.
    std::chrono::milliseconds took{};
    Facts server;
    std::vector<Row> rows;
};

/// From the run that began at that time and has just ended.
Report report_of(const Server& server,
                 const std::vector<Result>& results,
                 std::chrono::system_clock::time_point begun);

/// From which verdict on somebody wants to do something about it.
enum class Threshold { none, must, should, hardening };

/// Whether the verdict counts for that threshold: each has those of the ones before.
bool counts(Verdict verdict, Threshold threshold);
bool has_findings(const Report& report, Threshold threshold);

/// Neither passed nor skipped.
bool is_finding(Verdict verdict);

/// All verdicts, the worst first, and all media.
const std::vector<Verdict>& all_verdicts();
const std::vector<Medium>& all_media();
const std::vector<Level>& all_levels();

/// Those that occur in a report, in that order.
std::vector<Medium> media_of(const Report& report);

std::size_t count_of(const Report& report, Verdict verdict);
/// As `3 fail, 1 warn, 120 pass`, without those that do not occur.
std::string tally(const Report& report);

/// `1.2 s` or `12 ms`.
std::string duration_text(std::chrono::milliseconds time);

}  // namespace halley::conformance
