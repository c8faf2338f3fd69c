#include "tools/bayeux-conformance/verdict.hpp"

namespace halley::conformance {

Verdict verdict_of(Level level)
{
    switch (level) {
    case Level::must: return Verdict::fail;
    case Level::should: return Verdict::warn;
    case Level::hardening: return Verdict::weak;
    case Level::may:
    case Level::cometd: break;
    }
    return Verdict::info;
}

std::string_view name_of(Level level)
{
    switch (level) {
    case Level::must: return "MUST";
    case Level::should: return "SHOULD";
    case Level::may: return "MAY";
    case Level::cometd: return "CometD";
    case Level::hardening: break;
    }
    return "hardening";
}

std::string_view name_of(Medium medium)
{
    switch (medium) {
    case Medium::any: return "any";
    case Medium::long_polling: return "long-polling";
    case Medium::websocket: return "websocket";
    case Medium::callback_polling: return "callback-polling";
    case Medium::eventsource: break;
    }
    return "eventsource";
}

std::string_view name_of(Verdict verdict)
{
    switch (verdict) {
    case Verdict::pass: return "pass";
    case Verdict::fail: return "fail";
    case Verdict::warn: return "warn";
    case Verdict::info: return "info";
    case Verdict::weak: return "weak";
    case Verdict::skipped: break;
    }
    return "skipped";
}

}  // namespace halley::conformance
