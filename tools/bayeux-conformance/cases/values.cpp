#include <cmath>

#include "tools/bayeux-conformance/probe.hpp"

// A1: text and numbers in `data`, from one client to another.

namespace halley::conformance {

namespace {

// Publishes `data` to itself and returns it as it came back. The channel is another each
// time: what one client published may still be on its way when the next subscribes.
std::string echo(Run& run, std::string_view data)
{
    auto party = run.connected_party();
    const auto channel = run.channel("/echo/" + party.client_id);
    party.subscribe(channel);
    party.publish(channel, data);
    return party.events(channel, 1).at(0)["data"].text();
}

struct Echo {
    Outcome outcome;         ///< For who published.
    std::vector<Json> data;  ///< What a subscriber received; none when it was refused.
};

// For data that a server may refuse.
Echo try_echo(Run& run, std::string_view data)
{
    auto listener = run.connected_party();
    auto party = run.connected_party();
    const auto channel = run.channel("/odd/" + party.client_id);
    listener.subscribe(channel);
    Echo echo;
    echo.outcome = probe(party,
                         R"([{"channel":)" + quoted(channel) +
                             R"(,"clientId":"$ID","id":"odd","data":)" + std::string{data} + "}]");
    for (const auto& event : events_after(echo.outcome, party, listener, channel))
        echo.data.push_back(event["data"]);
    run.expect(
        !echo.outcome.broke(), "a refusal or the event, but no failure", echo.outcome.text());
    run.expect(echo.data.empty() == !echo.outcome.accepted(R"("odd")"),
               "the event arrives if, and only if, the publish succeeds",
               echo.outcome.text());
    run.tell(echo.data.empty() ? "refused: " + echo.outcome.text()
                               : "arrives as " + echo.data.front().text());
    return echo;
}

void not_ascii(Run& run)
{
    const auto data = echo(run, "\"é€😀\"");
    run.expect(Json::parse(data)->string() == "é€😀", "the text unchanged", data);
}

void exact_integer(Run& run)
{
    const auto data = echo(run, "9007199254740991");
    run.expect(data == "9007199254740991", "9007199254740991", data);
}

void long_integer(Run& run)
{
    for (const auto* number : {"9007199254740993", "-9223372036854775807", "9223372036854775807"}) {
        const auto data = echo(run, number);
        run.expect(data == number, number, data);
    }
}

void huge_number(Run& run)
{
    // `echo` itself ends the case when the event is no JSON, as with `Infinity`.
    try_echo(run, "1e400");
}

void huge_integer(Run& run)
{
    constexpr std::string_view number = "123456789012345678901234567890";
    const auto echo = try_echo(run, number);
    if (echo.data.empty()) return;
    const auto& data = echo.data.front();
    run.expect(data.is_number() &&
                   std::abs(data.number() / 123456789012345678901234567890.0 - 1) < 1e-12,
               "a number that is as large, or a refusal",
               data);
}

void values_of_numbers(Run& run)
{
    std::string all;
    for (const auto& [sent, value] : {
             std::pair{"-0",      0.0    },
             {"1.0",     1.0    },
             {"1E2",     100.0  },
             {"-1.5e-3", -0.0015},
             {"0.1",     0.1    }
    }) {
        const auto data = echo(run, sent);
        const auto json = Json::parse(data);
        run.expect(json->is_number() && json->number() == value,
                   "a number of the value of " + std::string{sent},
                   data);
        all += (all.empty() ? "" : ", ") + std::string{sent} + " arrives as " + data;
    }
    run.tell(all);
}

void null_character(Run& run)
{
    const auto echo = try_echo(run, R"("a\u0000b")");
    if (echo.data.empty()) return;
    const auto& data = echo.data.front();
    run.expect(data.string() == std::string("a\0b", 3), "the same three characters", data);
}

void lone_surrogate(Run& run)
{
    try_echo(run, R"("\ud83d")");
    expect_alive(run);
}

void deep_nesting(Run& run)
{
    constexpr std::size_t depth = 200'000;
    auto party = run.connected_party();
    const auto outcome = probe(party,
                               R"([{"channel":)" + quoted(run.channel()) +
                                   R"(,"clientId":"$ID","id":"deep","data":)" +
                                   std::string(depth, '[') + std::string(depth, ']') + "}]");
    expect_alive(run);
    run.tell(outcome.text());
}

// clang-format off
constexpr Case cases[] = {
    {"FMT-12", "Text that is not ASCII survives", Level::should,
     "Bayeux 1.0, 2.1", Medium::any, not_ascii},
    {"FMT-16", "Integers up to 2^53 are exact", Level::hardening,
     "RFC 8259, 6", Medium::any, exact_integer},
    {"FMT-17", "Integers of 64 bits are exact", Level::hardening,
     "RFC 8259, 6", Medium::any, long_integer},
    {"FMT-18", "A number that is too large never makes invalid JSON", Level::hardening,
     "RFC 8259, 6", Medium::any, huge_number},
    {"FMT-19", "An integer of more than 64 bits is not turned into another", Level::hardening,
     "RFC 8259, 6", Medium::any, huge_integer},
    {"FMT-20", "Numbers keep their values, however they are written", Level::hardening,
     "RFC 8259, 6", Medium::any, values_of_numbers},
    {"FMT-21", "An escaped null character does not cut the text", Level::hardening,
     "RFC 8259, 7", Medium::any, null_character},
    {"FMT-21", "A lone surrogate does not spoil what follows", Level::hardening,
     "RFC 8259, 8.2", Medium::any, lone_surrogate},
    {"FMT-22", "Deep nesting does not end the server", Level::hardening,
     "RFC 8259, 9", Medium::any, deep_nesting},
};
// clang-format on

}  // namespace

Cases value_cases()
{
    return cases;
}

}  // namespace halley::conformance
