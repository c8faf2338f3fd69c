#include "src/log/logger.hpp"

#include <utility>

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "protocol/json_text.hpp"
#include "src/log/entry_text.hpp"

// The only file that knows spdlog: its headers take seconds to compile.

namespace halley::log {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) noexcept
{
    switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
    case LogLevel::off: break;
    }
    return spdlog::level::off;
}

class SpdlogLogger : public Logger {
public:
    SpdlogLogger(const LogConfig& config, spdlog::sink_ptr sink)
        : logger_("halley", std::move(sink)), format_(config.format)
    {
        const auto* const pattern =
            format_ == LogFormat::json
                ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%v})"
                : "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
        logger_.set_pattern(pattern, spdlog::pattern_time_type::utc);
        logger_.set_level(to_spdlog(config.level));
        logger_.flush_on(spdlog::level::debug);
    }

    bool enabled(LogLevel level) const noexcept override
    {
        return level != LogLevel::off && logger_.should_log(to_spdlog(level));
    }

    void write(LogLevel level, std::string_view entry) override
    {
        if (!enabled(level)) return;
        std::string text;
        if (format_ == LogFormat::json) {
            protocol::append_string(text, entry);
        } else {
            text = printable(entry);
        }
        logger_.log(to_spdlog(level), spdlog::string_view_t{text.data(), text.size()});
    }

private:
    spdlog::logger logger_;
    LogFormat format_;
};

}  // namespace

std::unique_ptr<Logger> make_logger(const LogConfig& config)
{
    return std::make_unique<SpdlogLogger>(config,
                                          std::make_shared<spdlog::sinks::stderr_sink_mt>());
}

std::unique_ptr<Logger> make_logger(const LogConfig& config, std::ostream& out)
{
    constexpr bool flush = true;
    return std::make_unique<SpdlogLogger>(
        config, std::make_shared<spdlog::sinks::ostream_sink_mt>(out, flush));
}

}  // namespace halley::log
