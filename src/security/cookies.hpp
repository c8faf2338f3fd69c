#pragma once

#include <string_view>

#include "halley/security_policy.hpp"

namespace halley::security {

/// The value of the first cookie of that name; empty when there is none.
std::string_view find_cookie(const RequestView& request, std::string_view name);

}  // namespace halley::security
