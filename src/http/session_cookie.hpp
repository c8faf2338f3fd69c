#pragma once

#include <string>
#include <string_view>

#include "halley/config.hpp"
#include "src/security/keyed_digest.hpp"

namespace halley::http {

/** The cookie that names a browser: `<browser id>.<signature>`.

    The signature is made with a key that lives as long as this object, so nobody
    can choose or guess a browser's id, and nothing has to be stored (LP-11).
    After a restart all cookies are foreign, as all sessions are gone.
*/
class SessionCookie {
public:
    /// Throws when the system has no randomness for the key.
    explicit SessionCookie(const CookieConfig& config);

    /// What the `Cookie` headers of a request say. The first cookie of ours wins.
    struct Found {
        std::string browser;   ///< Empty when there is none of ours.
        bool foreign = false;  ///< There is one by that name, but not of ours.
    };
    void read(std::string_view header, Found& found) const;

    /// The value of a `Set-Cookie` header.
    std::string issue(std::string_view browser, bool over_tls) const;

private:
    std::string sign(std::string_view browser) const;
    bool is_ours(std::string_view value) const;

    std::string name_;
    std::string attributes_;
    CookieSecure secure_;
    std::string key_ = security::random_key();
};

}  // namespace halley::http
