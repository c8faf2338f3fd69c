#pragma once

#include "tools/bayeux-conformance/report/report.hpp"

namespace halley::conformance::test {

/// A result of HSK-01 over long-polling that has failed.
inline Report::Row failed()
{
    using Direction = Conversation::Direction;
    Report::Row row;
    row.id = "HSK-01";
    row.title = "A handshake is answered";
    row.level = Level::must;
    row.source = "Bayeux 1.0, 4.1";
    row.verdict = Verdict::fail;
    row.expected = "a reply";
    row.received = "[]";
    row.took = std::chrono::milliseconds{1500};
    row.conversation = {
        {std::chrono::milliseconds{0}, "A", Direction::sent,     "POST / HTTP/1.1"},
        {std::chrono::milliseconds{7}, "A", Direction::received, "HTTP 200\n\n[]" },
        {std::chrono::milliseconds{8}, "A", Direction::note,     "it closes"      }
    };
    return row;
}

inline Report::Row row_of(std::string id, Medium medium, Level level, Verdict verdict)
{
    Report::Row row;
    row.title = "What " + id + " says";
    row.id = std::move(id);
    row.medium = medium;
    row.level = level;
    row.verdict = verdict;
    if (is_finding(verdict)) row.expected = "something else";
    if (verdict == Verdict::skipped) row.detail = "the server offers no WebSocket";
    return row;
}

inline Report some_report()
{
    Report report;
    report.version = "1.2.3";
    report.begun = "2030-01-31T12:00:00Z";
    report.took = std::chrono::seconds{61};
    report.server.url = "http://example.org/cometd";
    report.server.dialect = "CometD";
    report.server.software = "Jetty";
    report.server.connection_types = {"long-polling", "websocket"};
    report.server.timeout = std::chrono::seconds{30};
    report.server.interval = std::chrono::milliseconds{5};
    report.server.advice = R"({"timeout":30000})";
    report.server.websocket = true;
    report.rows = {failed(),
                   row_of("HSK-02", Medium::long_polling, Level::should, Verdict::warn),
                   row_of("HSK-02", Medium::websocket, Level::should, Verdict::pass),
                   row_of("LIM-01", Medium::websocket, Level::hardening, Verdict::weak),
                   row_of("PUB-01", Medium::websocket, Level::cometd, Verdict::info),
                   row_of("WS-01", Medium::websocket, Level::must, Verdict::skipped)};
    return report;
}

/// One in which every text is an attack, each with another mark of its place.
inline Report hostile_report(const std::string& attack)
{
    auto report = some_report();
    auto& server = report.server;
    for (auto* text : {&server.url, &server.dialect, &server.software, &server.advice})
        *text = attack;
    server.connection_types = {attack};
    report.version = report.begun = attack;
    for (auto& row : report.rows) {
        for (auto* text : {&row.id, &row.source, &row.expected, &row.received, &row.detail})
            *text = attack;
        row.title = attack + row.title;
        row.conversation = {
            {{}, attack, Conversation::Direction::received, attack}
        };
    }
    return report;
}

}  // namespace halley::conformance::test
