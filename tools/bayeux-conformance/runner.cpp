#include "tools/bayeux-conformance/runner.hpp"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <mutex>
#include <thread>

#include "tools/bayeux-conformance/run.hpp"
#include "tools/bayeux-conformance/wire/interruption.hpp"

namespace halley::conformance {

namespace {

std::string why_not(const Server& server, Medium medium)
{
    switch (medium) {
    case Medium::any:
    case Medium::long_polling:
        return server.long_polling ? "" : "the server answers no handshake over HTTP";
    case Medium::websocket: return server.websocket ? "" : "the server offers no WebSocket";
    case Medium::callback_polling:
        return server.offers("callback-polling") ? "" : "the server offers no callback-polling";
    case Medium::eventsource: break;
    }
    return server.offers("eventsource") ? "" : "the server offers no eventsource";
}

Result not_tried(const Job& job, std::string reason)
{
    Result result;
    result.tested = job.tested;
    result.medium = job.medium;
    result.verdict = Verdict::skipped;
    result.detail = std::move(reason);
    return result;
}

Result try_one(const Server& server, const Job& job)
{
    if (auto reason = why_not(server, job.medium); !reason.empty())
        return not_tried(job, std::move(reason));
    Result result;
    result.tested = job.tested;
    result.medium = job.medium;
    const auto begun = Clock::now();
    Run run{server, job.medium};
    const auto does_not_hold = [&](std::string_view expected, std::string_view received) {
        result.verdict = verdict_of(job.tested->level);
        result.expected = run.conversation().without_secrets(expected);
        result.received = run.conversation().without_secrets(received);
    };
    try {
        job.tested->run(run);
    } catch (const DoesNotHold& what) {
        does_not_hold(what.expected, what.received);
    } catch (const Skipped& reason) {
        result.verdict = Verdict::skipped;
        result.detail = reason.what();
    } catch (const TimedOut&) {
        does_not_hold("an answer in time", "nothing, and the connection is still open");
    } catch (const std::exception& error) {
        does_not_hold("an answer", error.what());
    }
    // Nobody knows whether the server or the user has ended such a case.
    if (result.verdict != Verdict::pass && interrupted())
        return not_tried(job, Interrupted{}.what());
    if (result.verdict != Verdict::skipped)
        result.detail = run.conversation().without_secrets(run.detail());
    result.conversation = run.conversation().entries();
    result.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
    return result;
}

}  // namespace

bool matches(std::string_view glob, std::string_view text)
{
    if (glob.empty()) return text.empty();
    if (glob.front() == '*') {
        return matches(glob.substr(1), text) || (!text.empty() && matches(glob, text.substr(1)));
    }
    if (text.empty()) return false;
    const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    return (glob.front() == '?' || lower(glob.front()) == lower(text.front())) &&
           matches(glob.substr(1), text.substr(1));
}

std::vector<Job> choose(const std::vector<Case>& cases, const Selection& selection)
{
    std::vector<Job> jobs;
    for (const auto& each : cases) {
        const auto& globs = selection.globs;
        const bool named =
            globs.empty() || std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
                return matches(glob, each.id);
            });
        if (!named || (!selection.levels.empty() && !selection.levels.contains(each.level)))
            continue;
        const auto add = [&](Medium medium) {
            if (selection.media.empty() || selection.media.contains(medium))
                jobs.push_back({&each, medium});
        };
        if (each.medium == Medium::any) {
            add(Medium::long_polling);
            add(Medium::websocket);
        } else {
            add(each.medium);
        }
    }
    return jobs;
}

std::vector<Result> run_all(const Server& server,
                            const std::vector<Job>& jobs,
                            unsigned at_a_time,
                            const std::function<void(const Result&)>& done)
{
    std::vector<Result> results;
    for (const auto& job : jobs)
        results.push_back(not_tried(job, Interrupted{}.what()));
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    const auto work = [&](bool alone) {
        for (auto at = next++; at < jobs.size(); at = next++) {
            if (jobs[at].tested->alone != alone) continue;
            if (interrupted()) continue;
            results[at] = try_one(server, jobs[at]);
            const std::lock_guard lock{mutex};
            done(results[at]);
        }
    };
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < at_a_time; ++i)
        workers.emplace_back(work, false);
    workers.clear();
    next = 0;
    work(true);
    return results;
}

}  // namespace halley::conformance
