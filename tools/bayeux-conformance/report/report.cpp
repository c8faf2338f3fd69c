#include "tools/bayeux-conformance/report/report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace halley::conformance {

namespace {

std::string utc(std::chrono::system_clock::time_point time)
{
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text.data(), size};
}

std::string url_text(const client::Url& url)
{
    const auto* const scheme =
        url.websocket ? (url.tls ? "wss://" : "ws://") : (url.tls ? "https://" : "http://");
    return scheme + url.authority() + url.target;
}

Report::Row row_of(const Result& result)
{
    const auto& tested = *result.tested;
    return {std::string{tested.id},
            std::string{tested.title},
            tested.level,
            std::string{tested.source},
            result.medium,
            result.verdict,
            result.expected,
            result.received,
            result.detail,
            result.took,
            result.conversation};
}

}  // namespace

Report report_of(const Server& server,
                 const std::vector<Result>& results,
                 std::chrono::system_clock::time_point begun)
{
    Report report;
    report.version = HALLEY_VERSION;
    report.begun = utc(begun);
    report.took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now() - begun);
    report.server = {
        url_text(server.options.endpoint.url),
        server.dialect,
        {server.connection_types.begin(), server.connection_types.end()},
        server.timeout,
        server.interval,
        server.advice,
        server.software,
        server.websocket
    };
    for (const auto& result : results)
        report.rows.push_back(row_of(result));
    return report;
}

bool counts(Verdict verdict, Threshold threshold)
{
    switch (verdict) {
    case Verdict::fail: return threshold >= Threshold::must;
    case Verdict::warn: return threshold >= Threshold::should;
    case Verdict::weak: return threshold >= Threshold::hardening;
    case Verdict::info:
    case Verdict::skipped:
    case Verdict::pass: break;
    }
    return false;
}

bool has_findings(const Report& report, Threshold threshold)
{
    return std::any_of(report.rows.begin(), report.rows.end(), [&](const Report::Row& row) {
        return counts(row.verdict, threshold);
    });
}

bool is_finding(Verdict verdict)
{
    return verdict != Verdict::pass && verdict != Verdict::skipped;
}

const std::vector<Verdict>& all_verdicts()
{
    static const std::vector verdicts{Verdict::fail,
                                      Verdict::warn,
                                      Verdict::weak,
                                      Verdict::info,
                                      Verdict::skipped,
                                      Verdict::pass};
    return verdicts;
}

const std::vector<Medium>& all_media()
{
    static const std::vector media{
        Medium::long_polling, Medium::websocket, Medium::callback_polling, Medium::eventsource};
    return media;
}

const std::vector<Level>& all_levels()
{
    static const std::vector levels{
        Level::must, Level::should, Level::may, Level::cometd, Level::hardening};
    return levels;
}

std::vector<Medium> media_of(const Report& report)
{
    std::vector<Medium> media;
    for (const auto medium : all_media()) {
        const bool occurs =
            std::any_of(report.rows.begin(), report.rows.end(), [&](const Report::Row& row) {
                return row.medium == medium;
            });
        if (occurs) media.push_back(medium);
    }
    return media;
}

std::size_t count_of(const Report& report, Verdict verdict)
{
    return static_cast<std::size_t>(
        std::count_if(report.rows.begin(), report.rows.end(), [&](const Report::Row& row) {
            return row.verdict == verdict;
        }));
}

std::string tally(const Report& report)
{
    std::string text;
    for (const auto verdict : all_verdicts()) {
        const auto count = count_of(report, verdict);
        if (count == 0) continue;
        text += text.empty() ? "" : ", ";
        text += std::to_string(count) + " " + std::string{name_of(verdict)};
    }
    return text.empty() ? "no case was run" : text;
}

std::string duration_text(std::chrono::milliseconds time)
{
    if (time.count() < 1000) return std::to_string(time.count()) + " ms";
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(time.count()) / 1000);
    return text.data();
}

}  // namespace halley::conformance
