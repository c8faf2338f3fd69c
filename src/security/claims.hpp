#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace halley::security {

/// Whom a rule is asked about: what the security policy said of a session.
struct Subject {
    std::string_view identity{};    ///< Empty: anonymous.
    std::string_view attributes{};  ///< A JSON object, or empty.
};

/** Whether a claim of `subject` has a value that `accept` takes.

    `user` is the identity; every other name is a member of the attributes, or a way
    through several: `realm_access.roles` (a member of that very name comes first).
    Strings count by their text, numbers and booleans as they are written; an array
    has each of its elements for a value. Objects and null have none.
*/
bool any_value(const Subject& subject,
               std::string_view claim,
               const std::function<bool(std::string_view)>& accept);

}  // namespace halley::security
