// Whatever the bytes, loading a configuration neither crashes nor throws. What
// it accepts can be printed, and the print means the same; what it refuses has
// a place in the file and a message of one line.

#include "src/config/config_loader.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fuzz/check.hpp"
#include "src/security/rules.hpp"

namespace {

using namespace halley::config;
using halley::fuzz::check;

const KnownServices services{
    {"tcp", "internal"},
    std::nullopt
};

void check_errors(const LoadErrors& errors, std::string_view text)
{
    check(!errors.empty());
    for (const auto& error : errors) {
        check(!error.message.empty());
        check(error.message.find('\n') == std::string::npos);
        check(error.at.line <= text.size() + 2);
        check((error.at.line == 0) == (error.at.column == 0));
        check(error.at.column <= text.size() + 2);
    }
}

// Rules that are accepted decide, and a pattern that is allowed as a whole is so in part.
void check_rules(const std::vector<halley::RuleConfig>& rules)
{
    using namespace halley::security;
    if (rules.empty()) return;
    const Rules prepared{rules};
    const Subject ada{"ada", R"({"role":["a","b"],"sub":"x/y","n":1.5})"};
    for (const auto* const channel : {"/a", "/a/ada", "/a/b/c", "/a/*", "/**", "/service/x"}) {
        const auto decision = prepared.decide(halley::Operation::subscribe, channel, ada);
        check(!decision.rule || *decision.rule < rules.size());
        check(!decision.allowed || decision.rule.has_value());
    }
    for (const auto& rule : rules) {
        for (const auto& text : rule.channels) {
            const RulePattern pattern{text};
            for (const auto* const channel : {"/a", "/a/ada", "/a/b/c", "/a/*", "/**"})
                check(!pattern.covers(channel, ada) || pattern.overlaps(channel, ada));
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto result = load_config(text, "f", services);
    if (const auto* errors = std::get_if<LoadErrors>(&result)) {
        check_errors(*errors, text);
        return 0;
    }
    const auto& config = std::get<Loaded>(result).config;
    const auto again = load_config(print_config(config), "printed", services);
    check(std::holds_alternative<Loaded>(again));
    check(std::get<Loaded>(again).config == config);
    check(std::get<Loaded>(again).rules.size() == config.security.rules.size());
    check_rules(config.security.rules);
    return 0;
}
