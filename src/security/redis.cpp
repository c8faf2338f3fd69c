#include "src/security/redis.hpp"

#include <sys/time.h>

#include <vector>

namespace halley::security {
namespace {

timeval to_timeval(std::chrono::milliseconds duration)
{
    timeval value{};
    value.tv_sec = duration.count() / 1000;
    value.tv_usec = duration.count() % 1000 * 1000;
    return value;
}

}  // namespace

void Redis::open()
{
    if (context_) return;
    const auto timeout = to_timeval(place_.timeout);
    context_.reset(redisConnectWithTimeout(place_.host.c_str(), place_.port, timeout));
    if (!context_ || context_->err != 0) {
        const std::string reason = context_ ? context_->errstr : "no memory";
        context_.reset();
        throw RedisError{"cannot connect to Redis: " + reason};
    }
    redisSetTimeout(context_.get(), timeout);
    if (!place_.password.empty()) command({"AUTH", place_.password});
    if (place_.database != 0) command({"SELECT", std::to_string(place_.database)});
}

Redis::Reply Redis::command(std::initializer_list<std::string_view> words)
{
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const auto word : words) {
        texts.push_back(word.data());
        sizes.push_back(word.size());
    }
    Reply reply{static_cast<redisReply*>(redisCommandArgv(
        context_.get(), static_cast<int>(words.size()), texts.data(), sizes.data()))};
    if (reply && reply->type != REDIS_REPLY_ERROR) return reply;
    const std::string reason = reply ? reply->str : context_->errstr;
    context_.reset();
    throw RedisError{"Redis: " + reason};
}

std::optional<std::string> Redis::get(const std::string& key)
{
    // One that was open may have been closed by the other side meanwhile.
    const bool was_open = context_ != nullptr;
    Reply reply;
    try {
        open();
        reply = command({"GET", key});
    } catch (const RedisError&) {
        if (!was_open) throw;
        open();
        reply = command({"GET", key});
    }
    if (reply->type != REDIS_REPLY_STRING) return std::nullopt;
    return std::string{reply->str, reply->len};
}

}  // namespace halley::security
