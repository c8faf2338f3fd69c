#include "src/config/security_table.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "src/config/checks.hpp"
#include "src/config/rules_table.hpp"

namespace halley::config {
namespace {

using Type = AuthenticationType;
using std::chrono::milliseconds;

constexpr std::pair<std::string_view, Type> types[] = {
    {"basic",   Type::basic  },
    {"jwt",     Type::jwt    },
    {"http",    Type::http   },
    {"express", Type::express},
    {"digest",  Type::digest },
};

std::string_view name_of(Type type)
{
    return types[static_cast<std::size_t>(type)].first;
}

/// A key that only some types have a use for; some of them need it.
struct Use {
    std::string_view key;
    std::vector<Type> types;
    bool (*is_set)(const AuthenticationConfig&);
    bool needed = false;
};

template <auto field> bool is_set(const AuthenticationConfig& way)
{
    return way.*field != AuthenticationConfig{}.*field;
}

// clang-format off
const Use uses[] = {
    {"file",     {Type::basic, Type::digest},                is_set<&AuthenticationConfig::file>, true},
    {"realm",    {Type::basic, Type::jwt, Type::digest},     is_set<&AuthenticationConfig::realm>},
    {"cache",    {Type::basic, Type::http, Type::express},   is_set<&AuthenticationConfig::cache>},
    {"timeout",  {Type::http, Type::express},                is_set<&AuthenticationConfig::timeout>},
    {"cookie",   {Type::jwt, Type::express, Type::digest},   is_set<&AuthenticationConfig::cookie>},
    {"identity", {Type::jwt, Type::express},                 is_set<&AuthenticationConfig::identity>},
    {"keys",     {Type::jwt},                                is_set<&AuthenticationConfig::keys>},
    {"secret",   {Type::jwt, Type::express},                 is_set<&AuthenticationConfig::secret>},
    {"ext",      {Type::jwt},                                is_set<&AuthenticationConfig::ext>},
    {"issuer",   {Type::jwt},                                is_set<&AuthenticationConfig::issuer>},
    {"audience", {Type::jwt},                                is_set<&AuthenticationConfig::audience>},
    {"leeway",   {Type::jwt},                                is_set<&AuthenticationConfig::leeway>},
    {"url",      {Type::http},                               is_set<&AuthenticationConfig::url>, true},
    {"headers",  {Type::http},                               is_set<&AuthenticationConfig::headers>},
    {"redis",    {Type::express},                            is_set<&AuthenticationConfig::redis>, true},
    {"password", {Type::express},                            is_set<&AuthenticationConfig::password>},
    {"database", {Type::express},                            is_set<&AuthenticationConfig::database>},
    {"prefix",   {Type::express},                            is_set<&AuthenticationConfig::prefix>},
    {"lasts",    {Type::digest},                             is_set<&AuthenticationConfig::lasts>},
};
// clang-format on

void check_authentication(Reader& reader, const AuthenticationConfig& way)
{
    for (const auto& use : uses) {
        const bool useful =
            std::find(use.types.begin(), use.types.end(), way.type) != use.types.end();
        const bool set = use.is_set(way);
        const std::string type{name_of(way.type)};
        if (set && !useful)
            reader.error("type " + type + " has no use for " + std::string{use.key});
        if (!set && useful && use.needed)
            reader.error("type " + type + " needs " + std::string{use.key});
    }
    if (way.type == Type::jwt && way.keys.empty() == way.secret.empty())
        reader.error("type jwt needs either keys or secret");
    if (way.type == Type::express && way.secret.empty()) reader.error("type express needs secret");
}

/// A duration, or `none`, which is 0.
struct CacheTime {
    void read(Reader& reader, const Node& node, milliseconds& value) const
    {
        if (node.kind == Node::Kind::scalar && node.text == "none") {
            value = {};
        } else {
            Duration{}.read(reader, node, value);
        }
    }
    std::string print(milliseconds value) const
    {
        return value.count() == 0 ? "none" : Duration{}.print(value);
    }
};

std::string check_member(std::string& text)
{
    const bool whole = !text.empty() && text.front() != '.' && text.back() != '.' &&
                       text.find("..") == std::string::npos;
    return whole ? "" : "is no member, such as sub or passport.user";
}

// A name and a password in it would be printed with the configuration.
std::string check_url(std::string& text)
{
    const std::string_view url = text;
    const auto scheme = url.starts_with("http://") ? 7U : url.starts_with("https://") ? 8U : 0U;
    const auto authority = url.substr(scheme, url.find('/', scheme) - scheme);
    const bool plain =
        std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (scheme == 0 || authority.empty() || !plain) return "is no URL of http or https";
    if (authority.find('@') != std::string_view::npos) return "must not hold a name or a password";
    return {};
}

std::string check_host_and_port(std::string& text)
{
    const auto colon = text.rfind(':');
    const auto port = colon == std::string::npos ? std::string{} : text.substr(colon + 1);
    auto host = text.substr(0, colon);
    const bool digits =
        std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (port.empty() || port.size() > 5 || !digits || std::stoul(port) > 65535 ||
        !check_domain(host).empty())
        return "is no HOST:PORT";
    return {};
}

/// One way to authenticate, or a list of them.
struct Ways {
    SectionList<AuthenticationConfig> list;

    void read(Reader& reader, const Node& node, std::vector<AuthenticationConfig>& ways) const
    {
        if (node.kind != Node::Kind::map) return list.read(reader, node, ways);
        AuthenticationConfig way;
        list.section.read(reader, node, way);
        ways = {std::move(way)};
    }
    std::string print_block(const std::vector<AuthenticationConfig>& ways, std::size_t indent) const
    {
        return list.print_block(ways, indent);
    }
};

std::string clash(const AuthenticationConfig& one, const AuthenticationConfig& other)
{
    return one == other ? "the same is already in the list" : "";
}

Ways ways_table()
{
    using Way = AuthenticationConfig;
    const Choice<Type> type{
        {std::begin(types), std::end(types)}
    };
    return {
        {
         {
                {
                    row("type", &Way::type, type),
                    rare("file", &Way::file, Text{check_file}),
                    rare("realm", &Way::realm, Text{check_realm}),
                    rare("cache", &Way::cache, CacheTime{}),
                    rare("timeout", &Way::timeout, Duration{milliseconds{1}}),
                    rare("cookie", &Way::cookie, Text{check_cookie_name}),
                    rare("identity", &Way::identity, Text{check_member}),
                    rare("keys", &Way::keys, Text{check_file}),
                    rare("secret", &Way::secret, Text{check_file}),
                    rare("ext", &Way::ext, Text{check_member}),
                    rare("issuer", &Way::issuer, Text{check_argument}),
                    rare("audience", &Way::audience, Text{check_argument}),
                    rare("leeway", &Way::leeway, Duration{}),
                    rare("url", &Way::url, Text{check_url}),
                    rare("headers", &Way::headers, List<Text>{{check_cookie_name}, "headers"}),
                    rare("redis", &Way::redis, Text{check_host_and_port}),
                    rare("password", &Way::password, Text{check_file}),
                    rare("database", &Way::database, Number{0, 1'000'000}),
                    rare("prefix", &Way::prefix, Text{check_argument}),
                    rare("lasts", &Way::lasts, Duration{milliseconds{1}}),
                },
                nullptr,
                check_authentication,
            }, "ways to authenticate",
         clash, }
    };
}

void check_security(Reader& reader, const SecurityConfig& security)
{
    if (security.authentication.empty() && (security.anonymous || security.every_request))
        reader.error("anonymous and every_request are for security with authentication");
}

}  // namespace

Section<SecurityConfig> security_table()
{
    return {
        {
         row("allowed_origins",
         &SecurityConfig::allowed_origins,
         List<Text>{{check_origin}, "origins", true}),
         row("rules", &SecurityConfig::rules, RuleList{}),
         row("trusted_proxies",
         &SecurityConfig::trusted_proxies,
         List<Text>{{check_network}, "addresses and networks", true}),
         row("authentication", &SecurityConfig::authentication, ways_table()),
         row("anonymous", &SecurityConfig::anonymous, Boolean{}),
         row("every_request", &SecurityConfig::every_request, Boolean{}),
         },
        nullptr,
        check_security
    };
}

}  // namespace halley::config
