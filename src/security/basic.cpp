#include "src/security/basic.hpp"

#include <optional>
#include <utility>

#include <boost/algorithm/string/predicate.hpp>

#include "src/security/base64.hpp"
#include "src/security/keyed_digest.hpp"
#include "src/security/password_file.hpp"
#include "src/security/recent.hpp"
#include "src/security/reloaded_file.hpp"
#include "src/security/workers.hpp"

namespace halley::security {
namespace {

// Hashes are made to be slow: as many are computed at a time, and may wait.
constexpr unsigned threads = 2;
constexpr std::size_t most_waiting = 64;

constexpr std::string_view scheme = "Basic ";

Admission admit(std::string name)
{
    Admission admission;
    admission.verdict.identity = std::move(name);
    return admission;
}

class Basic final : public Authenticator {
public:
    Basic(const AuthenticationConfig& config, Logger& logger)
        : challenge_("Basic realm=\"" + config.realm + "\", charset=\"UTF-8\""),
          file_(config.file, PasswordFile::parse, logger),
          accepted_(config.cache)
    {
    }

    bool authenticate(const Presented& presented, const Answer& answer) override
    {
        const auto header = presented.request.header("Authorization");
        if (!boost::algorithm::istarts_with(header, scheme)) return false;
        auto text = decode_base64(header.substr(scheme.size()));
        const auto colon = text ? text->find(':') : std::string::npos;
        if (colon == std::string::npos || colon == 0) {
            answer(Admission::refuse("credentials_malformed"));
            return true;
        }
        auto name = text->substr(0, colon);
        // A version of the file that is gone accepts nobody any more.
        const auto file = file_.get();
        auto key = hmac_sha256(key_, std::to_string(file.number) + ' ' + *text);
        if (accepted_.find(key)) {
            answer(admit(std::move(name)));
            return true;
        }
        const bool taken = workers_.submit([this,
                                            answer,
                                            file = file.content,
                                            key = std::move(key),
                                            name = std::move(name),
                                            password = text->substr(colon + 1)]() mutable {
            if (!file->accepts(name, password))
                return answer(Admission::refuse("credentials_wrong"));
            accepted_.remember(std::move(key), true);
            answer(admit(std::move(name)));
        });
        if (!taken) answer(unavailable("authentication_busy"));
        return true;
    }

    std::string challenge() const override { return challenge_; }

private:
    const std::string challenge_;
    const std::string key_ = random_key();
    ReloadedFile<PasswordFile> file_;
    Recent<bool> accepted_;
    Workers workers_{threads, most_waiting};  // Last: its threads use the others.
};

}  // namespace

std::unique_ptr<Authenticator> make_basic(const AuthenticationConfig& config, Logger& logger)
{
    return std::make_unique<Basic>(config, logger);
}

}  // namespace halley::security
