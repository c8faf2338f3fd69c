#include "src/security/express.hpp"

#include <chrono>
#include <mutex>
#include <sstream>
#include <utility>

#include "services/bounded_log.hpp"
#include "src/security/cookies.hpp"
#include "src/security/express_cookie.hpp"
#include "src/security/recent.hpp"
#include "src/security/redis.hpp"
#include "src/security/reloaded_file.hpp"
#include "src/security/workers.hpp"

namespace halley::security {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr unsigned threads = 4;  // Each with a connection to Redis.
constexpr std::size_t most_waiting = 256;

using Lines = std::vector<std::string>;

// The newest first, as express-session has them.
Lines parse_secrets(const std::string& text)
{
    Lines secrets;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with('\r')) line.pop_back();
        if (!line.empty()) secrets.push_back(line);
    }
    if (secrets.empty()) throw std::runtime_error{"there is no secret in it"};
    return secrets;
}

std::string parse_password(const std::string& text)
{
    return text.substr(0, text.find_last_not_of("\r\n") + 1);
}

long long calendar()
{
    return std::chrono::duration_cast<milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

class Express final : public Authenticator {
public:
    Express(const AuthenticationConfig& config, Logger& logger)
        : cookie_(config.cookie.empty() ? "connect.sid" : config.cookie),
          identity_(config.identity),
          prefix_(config.prefix),
          timeout_(config.timeout),
          secrets_(config.secret, parse_secrets, logger),
          place_(place_of(config, logger)),
          failures_(logger, "authentication", services::rate_of_failures),
          sessions_(config.cache)
    {
    }

    bool authenticate(const Presented& presented, const Answer& answer) override
    {
        const auto cookie = find_cookie(presented.request, cookie_);
        if (cookie.empty()) return false;
        auto id = session_id_of(cookie, *secrets_.get().content);
        if (!id) {
            answer(Admission::refuse(credentials_missing));
            return true;
        }
        if (const auto known = sessions_.find(*id)) {
            answer(judge_session(*known, identity_, calendar()));
            return true;
        }
        const bool taken = workers_.submit(
            [this, answer, id = std::move(*id), deadline = Clock::now() + timeout_] {
                answer(Clock::now() < deadline ? look_up(id) : unreachable());
            });
        if (!taken) answer(unavailable("authentication_busy"));
        return true;
    }

private:
    static Redis::Place place_of(const AuthenticationConfig& config, Logger& logger)
    {
        const auto colon = config.redis.rfind(':');
        Redis::Place place;
        place.host = config.redis.substr(0, colon);
        place.port = static_cast<std::uint16_t>(std::stoul(config.redis.substr(colon + 1)));
        place.database = config.database;
        place.timeout = config.timeout;
        if (!config.password.empty())
            place.password =
                *ReloadedFile<std::string>{config.password, parse_password, logger}.get().content;
        return place;
    }

    static Admission unreachable() { return unavailable("authentication_unavailable"); }

    Admission look_up(const std::string& id)
    {
        thread_local std::pair<const Express*, std::unique_ptr<Redis>> mine{};
        if (mine.first != this) mine = {this, std::make_unique<Redis>(place_)};
        try {
            const auto session = mine.second->get(prefix_ + id);
            if (!session) return Admission::refuse(credentials_missing);
            auto admission = judge_session(*session, identity_, calendar());
            if (admission.verdict.allowed) sessions_.remember(id, *session);
            return admission;
        } catch (const RedisError& error) {
            const std::lock_guard lock{mutex_};
            failures_.write(LogLevel::error, error.what());
            return unreachable();
        }
    }

    const std::string cookie_;
    const std::string identity_;
    const std::string prefix_;
    const milliseconds timeout_;
    ReloadedFile<Lines> secrets_;
    const Redis::Place place_;
    std::mutex mutex_;  ///< Of the log.
    services::BoundedLog failures_;
    Recent<std::string> sessions_;
    Workers workers_{threads, most_waiting};  // Last: its threads use the others.
};

}  // namespace

std::unique_ptr<Authenticator> make_express(const AuthenticationConfig& config, Logger& logger)
{
    return std::make_unique<Express>(config, logger);
}

}  // namespace halley::security
