#pragma once

#include <string_view>

namespace halley::test {

/// The rule of CHN-09 and CHN-10, in the plainest words.
inline bool matches(std::string_view pattern, std::string_view channel)
{
    if (pattern == channel) return true;
    const bool deep = pattern.ends_with("/**");
    if (!deep && !pattern.ends_with("/*")) return false;
    const auto parent = pattern.substr(0, pattern.rfind('*') - (deep ? 1 : 0));
    if (!channel.starts_with(parent) || channel.size() == parent.size()) return false;
    return deep || channel.find('/', parent.size()) == std::string_view::npos;
}

}  // namespace halley::test
