#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tools/bayeux-conformance/case.hpp"
#include "tools/bayeux-conformance/wire/conversation.hpp"

namespace halley::conformance {

enum class Verdict {
    pass,
    fail,     ///< A MUST does not hold.
    warn,     ///< A SHOULD does not hold.
    info,     ///< A MAY, or CometD's behaviour, is otherwise here.
    weak,     ///< A hardening does not hold.
    skipped,  ///< Not tried, for the reason in `detail`.
};

/// What became of one case on one medium.
struct Result {
    const Case* tested = nullptr;
    Medium medium = Medium::long_polling;  ///< Never `any`.
    Verdict verdict = Verdict::pass;
    std::string expected;  ///< What did not hold.
    std::string received;  ///< What there was instead.
    std::string detail;    ///< The reason of a skip, or what the server does.
    std::chrono::milliseconds took{};
    std::vector<Conversation::Entry> conversation;
};

/// What not holding a row of that level means.
Verdict verdict_of(Level level);

std::string_view name_of(Level level);
std::string_view name_of(Medium medium);
std::string_view name_of(Verdict verdict);

}  // namespace halley::conformance
