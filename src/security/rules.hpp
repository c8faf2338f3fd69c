#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "halley/config.hpp"
#include "src/security/claims.hpp"
#include "src/security/rule_pattern.hpp"

namespace halley::security {

/// What the rules say, and which of them.
struct Decision {
    bool allowed = false;
    /// Its index in the configuration; none: there is none that allows it.
    std::optional<std::size_t> rule{};

    bool operator==(const Decision&) const = default;
};

/// Whether some rule is about creating channels.
bool name_creation(const std::vector<RuleConfig>& rules);

/** The rules of `security.rules`, prepared for being asked about each message.

    - Deny wins: a rule that denies any channel of what is asked for refuses it all.
    - What no rule allows is refused. A pattern must be allowed as a whole, by one rule.
    - A rule counts where its operation, its channels and its `who` all fit.
    - `create` is decided only when some rule names it. Until then who may subscribe
      or publish may create.
*/
class Rules {
public:
    /// There must be some, valid ones.
    explicit Rules(const std::vector<RuleConfig>& rules);

    Decision decide(Operation operation, std::string_view channel, const Subject& subject) const;

private:
    struct Rule {
        std::size_t index;
        bool operations[4]{};  ///< By `Operation`.
        std::vector<RulePattern> channels;
        WhoConfig who;
    };

    static bool concerns(const WhoConfig& who, const Subject& subject);

    std::vector<Rule> allowing_;
    std::vector<Rule> denying_;
    const bool decide_creation_;
};

/// The operation that a subscribe or a publish to that channel is: for services
/// there is one for both.
Operation operation_on(std::string_view channel, Operation otherwise);

}  // namespace halley::security
