#include "src/http/target.hpp"

namespace halley::http {

Target Target::parse(std::string_view text)
{
    if (!text.starts_with('/')) {
        const auto scheme_end = text.find("://");
        if (scheme_end != std::string_view::npos) {
            const auto path = text.find_first_of("/?", scheme_end + 3);
            text = path == std::string_view::npos ? "/" : text.substr(path);
        }
    }
    text = text.substr(0, text.find('#'));
    const auto mark = text.find('?');
    if (mark == std::string_view::npos) return {text, {}};
    return {text.substr(0, mark), text.substr(mark + 1)};
}

bool Target::has_parameter(std::string_view name) const
{
    auto rest = query;
    while (!rest.empty()) {
        const auto end = rest.find('&');
        const auto pair = rest.substr(0, end);
        if (pair.substr(0, pair.find('=')) == name) return true;
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return false;
}

bool is_endpoint(std::string_view path, const std::vector<std::string>& endpoints)
{
    for (std::string_view endpoint : endpoints) {
        while (endpoint.ends_with('/'))
            endpoint.remove_suffix(1);
        if (!path.starts_with(endpoint)) continue;
        if (path.size() == endpoint.size() || path[endpoint.size()] == '/') return true;
    }
    return false;
}

}  // namespace halley::http
