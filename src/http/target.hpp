#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace halley::http {

/// The two parts of a request's target that matter.
struct Target {
    std::string_view path;
    std::string_view query;  ///< Without its `?`.

    /// Also accepts the absolute form that proxies use.
    static Target parse(std::string_view text);

    /// Whether the query has a parameter by that name.
    bool has_parameter(std::string_view name) const;
};

/// Whether `path` is one of `endpoints` or below one of them (HSK-23).
bool is_endpoint(std::string_view path, const std::vector<std::string>& endpoints);

}  // namespace halley::http
