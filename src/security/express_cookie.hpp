#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halley/security_policy.hpp"

namespace halley::security {

/// The id of the session that a cookie of express-session names: `s:<id>.<signature>`.
/// Nothing when it was not signed with one of the secrets.
std::optional<std::string> session_id_of(std::string_view cookie,
                                         const std::vector<std::string>& secrets);

/** Whom a session of express-session belongs to, as JSON.

    @param identity the path of the member that names the user; empty: the usual ones.
    @param now milliseconds since 1970.
*/
Admission judge_session(std::string_view session, const std::string& identity, long long now);

}  // namespace halley::security
