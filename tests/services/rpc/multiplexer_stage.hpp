#pragma once

#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "services/rpc/multiplexer.hpp"
#include "tests/support/recording_logger.hpp"

namespace halley::services::rpc {

using Strings = std::vector<std::string>;
using namespace std::chrono_literals;

/** A multiplexer, what it wants in words, and a clock that stands still.

    `open 0`, `close 0` and `write 0 TEXT` are about lines; `opened 1`,
    `failed 1 service_refused` and `tell 1 TEXT` about clients; and
    `publish /channel DATA`.
*/
class Stage {
public:
    explicit Stage(Multiplexer::Settings settings = {})
        : mux(
              named(std::move(settings)), [this] { return chance; }, logger)
    {
    }

    /// Carries everything out, and tells what it was.
    Strings drain();

    /// A client, with all lines up: what that took is not told.
    ClientKey up(const std::string& client_id = "c1");

    ClientKey open(const std::string& client_id = "c1")
    {
        return mux.open({client_id, "192.0.2.1", {}, {}}, now);
    }

    Strings write(ClientKey client, std::string text)
    {
        mux.write(client, std::move(text), now);
        return drain();
    }

    Strings receive(std::size_t line, std::string_view text)
    {
        mux.line_received(line, text, now);
        return drain();
    }

    Strings end(std::size_t line, Errc error = Errc::service_closed)
    {
        mux.line_ended(line, error, now);
        return drain();
    }

    Strings open_line(std::size_t line)
    {
        mux.line_opened(line, now);
        return drain();
    }

    /// Time passes, with every timeout at its time.
    Strings pass(protocol::Duration time);

    double chance = 0;  ///< Pauses are as long as they get.
    protocol::TimePoint now{1000s};
    test::RecordingLogger logger;
    std::set<std::size_t> full;      ///< Lines that are full after each write.
    std::set<std::size_t> refusing;  ///< Lines that take nothing.
    Multiplexer mux;

private:
    static Multiplexer::Settings named(Multiplexer::Settings settings)
    {
        settings.name = "calc";
        return settings;
    }
};

}  // namespace halley::services::rpc
