#include "src/config/rules_table.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>

#include "src/config/checks.hpp"
#include "src/config/names.hpp"
#include "src/config/section.hpp"

namespace halley::config {
namespace {

/// One text, or several in a list.
struct Claims {
    List<Text> list{{check_claim}, "texts"};

    void read(Reader& reader, const Node& node, std::vector<std::string>& values) const
    {
        if (node.kind == Node::Kind::list) return list.read(reader, node, values);
        values.resize(1);
        list.kind.read(reader, node, values.front());
    }
    std::string print(const std::vector<std::string>& values) const { return list.print(values); }
};

/// `role: admin`, `role: [admin, editor]`
struct Attributes {
    using Values = std::map<std::string, std::vector<std::string>, std::less<>>;

    void read(Reader& reader, const Node& node, Values& values) const
    {
        if (!is_section(reader, node)) return;
        for (const auto& entry : node.entries) {
            auto name = entry.key;
            if (const auto objection = check_claim(name); !objection.empty()) {
                reader.error(entry.at, quote(entry.key) + " " + objection);
                continue;
            }
            const Reader::Part part{reader, entry.key, entry.at};
            Claims{}.read(reader, *entry.value, values[entry.key]);
        }
    }

    std::string print_block(const Values& values, std::size_t indent) const
    {
        std::string out = "\n";
        for (const auto& [name, texts] : values)
            out +=
                std::string(indent, ' ') + print_text(name) + ": " + Claims{}.print(texts) + "\n";
        return out;
    }
};

template <class Struct, class Value, class Kind>
Row<Struct> unless_empty(std::string_view key, Value Struct::*field, Kind kind)
{
    auto result = row(key, field, kind);
    result.hidden = [field](const Struct& whole) { return whole.*field == Value{}; };
    return result;
}

bool concerns(Operation operation, std::string_view channel)
{
    const bool of_services = channel.starts_with("/service/");
    return operation == Operation::service ? of_services || channel == "/**" : !of_services;
}

std::string_view name_of(Operation operation)
{
    return operations[static_cast<std::size_t>(operation)].first;
}

// What could never apply was meant to say something else.
void check_rule(Reader& reader, const RuleConfig& rule)
{
    if (rule.allow.empty() == rule.deny.empty()) {
        reader.error("needs either allow or deny");
        return;
    }
    if (rule.channels.empty()) {
        reader.error("needs channels");
        return;
    }
    const auto& named = rule.allow.empty() ? rule.deny : rule.allow;
    for (const auto& channel : rule.channels) {
        if (std::none_of(named.begin(), named.end(), [&](Operation operation) {
                return concerns(operation, channel);
            }))
            reader.error(quote(channel) + (concerns(Operation::service, channel)
                                               ? " is the channel of a service: what rules allow "
                                                 "or deny there is service"
                                               : " is no channel of services"));
    }
    for (const auto operation : named) {
        if (std::none_of(rule.channels.begin(), rule.channels.end(), [&](const auto& channel) {
                return concerns(operation, channel);
            }))
            reader.error(std::string{name_of(operation)} +
                         " has nothing to do with these channels");
    }
}

void check_who(Reader& reader, const WhoConfig& who)
{
    if (who.authenticated == false && !who.user.empty())
        reader.error("a user is authenticated: this concerns nobody");
}

std::string same_rule(const RuleConfig& one, const RuleConfig& other)
{
    return one == other ? "the same rule is already in the list" : std::string{};
}

const SectionList<RuleConfig>& rule_list()
{
    const List<Choice<Operation>> named{{{std::begin(operations), std::end(operations)}},
                                        "operations"};
    static const Section<WhoConfig> who{
        {
         row("authenticated", &WhoConfig::authenticated, Optional<Boolean>{}),
         unless_empty("user", &WhoConfig::user, Claims{}),
         unless_empty("attributes", &WhoConfig::attributes, Attributes{}),
         },
        nullptr,
        check_who
    };
    static const SectionList<RuleConfig> list{
        {{
             unless_empty("allow", &RuleConfig::allow, named),
             unless_empty("deny", &RuleConfig::deny, named),
             row("channels", &RuleConfig::channels, List<Text>{{check_rule_channel}, "channels"}),
             unless_empty("who", &RuleConfig::who, who),
         }, nullptr,
         check_rule},
        "rules",
        same_rule
    };
    return list;
}

}  // namespace

void RuleList::read(Reader& reader, const Node& node, std::vector<RuleConfig>& rules) const
{
    const auto errors = reader.errors().size();
    rule_list().read(reader, node, rules);
    const bool denies_only =
        !rules.empty() && std::all_of(rules.begin(), rules.end(), [](const RuleConfig& rule) {
            return rule.allow.empty();
        });
    if (denies_only && reader.errors().size() == errors)
        reader.error("nothing is allowed; to allow what is not denied, add {allow: [create, "
                     "subscribe, publish, service], channels: [/**]}");
}

std::string RuleList::print_block(const std::vector<RuleConfig>& rules, std::size_t indent) const
{
    return rule_list().print_block(rules, indent);
}

std::vector<Position> positions_of_rules(const Node& document)
{
    const Node* node = &document;
    for (const std::string_view key : {"security", "rules"}) {
        const auto found = std::find_if(node->entries.begin(),
                                        node->entries.end(),
                                        [key](const Entry& entry) { return entry.key == key; });
        if (found == node->entries.end()) return {};
        node = found->value.get();
    }
    std::vector<Position> positions;
    for (const auto& item : node->items)
        positions.push_back(item->at);
    return positions;
}

}  // namespace halley::config
